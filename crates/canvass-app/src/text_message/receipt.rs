//! What a provider says became of a message of ours. The word that names it is signed, so nobody can make one for another.

use canvass_store::Pending;

use super::Door;
use crate::bounce::{TakenBounce, take_text_receipt};
use crate::{App, Refusal, Soon};

/// What became of a message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fate {
    /// It arrived.
    Delivered,
    /// It did not, and will not; why.
    Failed(String),
    /// Nothing that changes anything.
    UnderWay,
}

/// Takes a receipt: what was in doubt is settled by it, and a failure is kept with the message (OUT-20).
pub fn take_receipt(app: &App, door: &Door, word: &str, fate: Fate) -> Soon<TakenBounce, Refusal> {
    let Some((key, round)) = app.keys.of_receipt(word) else {
        return Soon::Known(Err(Refusal::NotFound("message")));
    };
    let taken: Pending<TakenBounce, Refusal> =
        take_text_receipt(app, (key, round), fate, format!("gateway:{}", door.gateway));
    Soon::Asked(taken)
}
