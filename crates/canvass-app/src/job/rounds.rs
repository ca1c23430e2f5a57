//! Mail that came back softly and could not leave again within 72 hours is not tried any more (Q48): its customer is bounced
//! when it is claimed, whatever kept it until then.

use canvass_domain::bounce::is_over;
use canvass_store::Result;
use canvass_store::area::{Attempt, Claim};
use jiff::Timestamp;

use super::shared::Shared;
use crate::bounce::end_round;

/// Ends the rounds whose time is over; gives the other claims. If the store is away, all go back.
pub(super) fn end_what_is_over(shared: &Shared, claims: Vec<Claim>, now: Timestamp) -> Result<Vec<Claim>> {
    let (over, claims): (Vec<Claim>, Vec<Claim>) =
        claims.into_iter().partition(|claim| claim.first_left_at.is_some_and(|left| is_over(left, now)));
    for claim in &over {
        let (fence, message) = (claim.fence, (claim.key.customer, claim.key.slot));
        let ended = shared.app.store.write(claim.key.workspace, 1, move |tx| end_round(tx, message, fence));
        if let Err(error) = ended.wait() {
            let attempt = |claim: &Claim| Attempt { key: claim.key, fence: claim.fence };
            shared.give_back(over.iter().chain(&claims).map(attempt).collect());
            return Err(error);
        }
    }
    Ok(claims)
}
