//! Mail that arrives at return addresses by LMTP or SMTP: what the reception of the delivery crate asks, and what it hands
//! on. Only return addresses of this installation exist, and what the store does not keep is not acknowledged.

use canvass_delivery::reception::{Intake, NotNow, TurnedAway};

use super::take::{is_return_address, take_returned_mail};
use crate::App;

/// Takes in what came back.
#[derive(Debug)]
pub struct ReturnedMail(App);

impl ReturnedMail {
    /// For this app.
    pub fn new(app: &App) -> Self {
        Self(app.clone())
    }
}

impl Intake for ReturnedMail {
    fn knows(&self, recipient: &str) -> bool {
        is_return_address(&self.0, recipient)
    }

    fn take(&self, recipient: &str, mail: &[u8]) -> Result<(), NotNow> {
        let taken = take_returned_mail(&self.0, recipient, mail);
        let outcome = taken.as_ref().map_or("not-now", |taken| taken.outcome.as_str());
        metrics::counter!("canvass_returned_mails_total", "outcome" => outcome).increment(1);
        if let Err(error) = taken {
            error.tell("a returned mail could not be kept; its sender is told to try again");
            return Err(NotNow);
        }
        Ok(())
    }

    fn turned_away(&self, what: TurnedAway) {
        metrics::counter!("canvass_returned_mails_turned_away_total", "what" => what.as_str()).increment(1);
    }
}
