//! The mailbox of the capture transport.

use canvass_domain::id::CustomerId;
use canvass_store::area::{CapturedMail, Mailbox, NewCapturedMail, Page};
use canvass_store::{Result, to_ticks};

use super::limit;
use crate::catalogue;
use crate::tx::{Cells, SqliteTx};

fn captured_mail(cells: &mut Cells<'_, '_>) -> Result<CapturedMail> {
    Ok(CapturedMail {
        id: cells.next()?,
        mail: NewCapturedMail {
            customer: CustomerId(cells.next()?),
            message_id: cells.next()?,
            recipient: cells.next()?,
            subject: cells.next()?,
            bytes: cells.next()?,
            at: cells.moment()?,
        },
    })
}

impl Mailbox for SqliteTx<'_> {
    fn keep_mail(&mut self, mail: &NewCapturedMail) -> Result<i64> {
        let id = self.take_numbers("mail", 1)?;
        self.change_one(
            catalogue::INSERT_MAIL,
            (
                self.wall(),
                id,
                mail.customer.0,
                &mail.message_id,
                &mail.recipient,
                &mail.subject,
                to_ticks(mail.at),
                &mail.bytes,
            ),
        )?;
        Ok(i64::from(id))
    }

    fn mails(&mut self, page: Page) -> Result<Vec<CapturedMail>> {
        self.rows(catalogue::LIST_MAILS, (self.wall(), page.after, limit(page.most)), captured_mail)
    }

    fn mail(&mut self, id: i64) -> Result<Option<CapturedMail>> {
        self.row(catalogue::FIND_MAIL, (self.wall(), id), captured_mail)
    }
}
