//! The mailbox of the capture transport.

use canvass_domain::id::CustomerId;
use canvass_store::area::{CapturedMail, Mailbox, NewCapturedMail, Page};
use canvass_store::{Result, to_ticks};
use postgres::Row;

use super::{cursor, limit};
use crate::catalogue;
use crate::sequence::Counted;
use crate::transaction::{PostgresTx, moment, named};

fn captured(row: &Row) -> Result<CapturedMail> {
    Ok(CapturedMail {
        id: named::<i32>(row, "id")?.into(),
        mail: NewCapturedMail {
            customer: CustomerId(named(row, "customer_id")?),
            message_id: named(row, "message_id")?,
            recipient: named(row, "recipient")?,
            subject: named(row, "subject")?,
            bytes: named(row, "bytes")?,
            at: moment(row, "at")?,
        },
    })
}

impl Mailbox for PostgresTx<'_> {
    fn keep_mail(&mut self, mail: &NewCapturedMail) -> Result<i64> {
        let workspace = self.ws();
        let id = self.shared.sequences.next(self.workspace_id(), Counted::Mail)?;
        self.execute_exactly(
            catalogue::INSERT_MAIL,
            1,
            &[
                &workspace,
                &id,
                &mail.customer.0,
                &mail.message_id,
                &mail.recipient,
                &mail.subject,
                &to_ticks(mail.at),
                &mail.bytes,
            ],
        )?;
        Ok(id.into())
    }

    fn mails(&mut self, page: Page) -> Result<Vec<CapturedMail>> {
        let workspace = self.ws();
        self.query(catalogue::LIST_MAILS, &[&workspace, &cursor(page.after), &limit(page.most)])?
            .iter()
            .map(captured)
            .collect()
    }

    fn mail(&mut self, id: i64) -> Result<Option<CapturedMail>> {
        let workspace = self.ws();
        self.query_opt(catalogue::FIND_MAIL, &[&workspace, &cursor(id)])?.as_ref().map(captured).transpose()
    }
}
