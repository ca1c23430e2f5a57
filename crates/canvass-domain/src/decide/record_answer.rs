//! Whether the link of a customer leads to its questionnaire, and whether an answer is taken (E9, E14, E49, E50, E53). The
//! page and the answer ask the same judge, so a page that opens never leads to a refusal that was already known.

use jiff::Timestamp;

use crate::batch::BatchState;
use crate::customer::CustomerState;
use crate::reason::Rule;
use crate::schedule::is_over;

/// What the judgement needs to know of a customer whose link was opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LinkFacts {
    /// Where the customer stands.
    pub customer: CustomerState,
    /// Where its batch stands.
    pub batch: BatchState,
    /// Its end date, if it is known already (E48).
    pub ends_at: Option<Timestamp>,
    /// Left out of results (E55).
    pub is_test: bool,
    /// A whole submission was stored.
    pub has_answered: bool,
}

/// Why a link does not lead to a questionnaire, and why an answer is not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Refusal {
    /// Nobody was ever given this link; it looks like one that never was.
    Unknown,
    /// The batch waits for approval.
    NotYet,
    /// The end date is past (E50), or the batch is closed (E9).
    Closed(Option<Timestamp>),
    /// It was answered already; the first answer stands.
    Finished,
    /// The batch was rejected or cancelled, or the person is not to be asked.
    Stopped,
}

impl Refusal {
    /// The stable code.
    pub fn code(self) -> &'static str {
        match self {
            Self::Unknown => "link_unknown",
            Self::NotYet => "questionnaire_not_open_yet",
            Self::Closed(_) => "questionnaire_closed",
            Self::Finished => "questionnaire_finished",
            Self::Stopped => "questionnaire_stopped",
        }
    }
}

/// The questionnaire is open to this customer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Open {
    /// Until when, if that is known.
    pub ends_at: Option<Timestamp>,
}

/// An answer is taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Accept {
    /// The customer's new state.
    pub state: CustomerState,
    /// Left out of results (E55).
    pub is_test: bool,
    /// The new entries of the ledger, in order.
    pub rules: Vec<Rule>,
}

/// Where the link leads at this moment.
pub fn page_standing(facts: &LinkFacts, now: Timestamp) -> Result<Open, Refusal> {
    if facts.customer == CustomerState::Fault {
        return Err(Refusal::Unknown);
    }
    if facts.has_answered || facts.customer == CustomerState::Finished {
        return Err(Refusal::Finished);
    }
    match facts.batch {
        BatchState::Rejected | BatchState::Cancelled => return Err(Refusal::Stopped),
        BatchState::Received | BatchState::PendingApproval => return Err(Refusal::NotYet),
        BatchState::Closed => return Err(Refusal::Closed(facts.ends_at)),
        BatchState::Approved | BatchState::Active => {}
    }
    match facts.customer {
        CustomerState::Locked | CustomerState::OptedOut | CustomerState::Rejected => Err(Refusal::Stopped),
        CustomerState::Closed => Err(Refusal::Closed(facts.ends_at)),
        _ if facts.ends_at.is_some_and(|end| is_over(end, now)) => Err(Refusal::Closed(facts.ends_at)),
        // Scheduled too: the mail may have arrived before its result was stored.
        CustomerState::Initial
        | CustomerState::Scheduled
        | CustomerState::Invited
        | CustomerState::Reminded
        | CustomerState::Opened
        | CustomerState::PartiallyAnswered
        | CustomerState::Bounced
        | CustomerState::Finished
        | CustomerState::Fault => Ok(Open { ends_at: facts.ends_at }),
    }
}

/// Whether an answer is taken at this moment, and what it changes.
pub fn record_answer(facts: &LinkFacts, is_complete: bool, now: Timestamp) -> Result<Accept, Refusal> {
    page_standing(facts, now)?;
    let before = facts.customer;
    let state = if is_complete { before.finished() } else { before.started() };
    let steps = [
        (before.opened() != before, Rule::QuestionnaireOpened),
        (before.started() != before, Rule::AnswerStarted),
        (is_complete, Rule::AnswerFinished),
    ];
    let rules = steps.into_iter().filter_map(|(is_new, rule)| is_new.then_some(rule)).collect();
    Ok(Accept { state, is_test: facts.is_test, rules })
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;

    use super::{LinkFacts, Open, Refusal, page_standing, record_answer};
    use crate::batch::BatchState as B;
    use crate::customer::CustomerState as C;
    use crate::reason::Rule;

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    fn now() -> Timestamp {
        at("2026-03-02T10:00Z")
    }

    fn facts(customer: C, batch: B) -> LinkFacts {
        let ends_at = Some(at("2026-03-09T22:59:59Z"));
        LinkFacts { customer, batch, ends_at, is_test: false, has_answered: false }
    }

    #[test]
    fn e50_each_state_has_its_honest_answer() {
        let end = facts(C::Invited, B::Active).ends_at;
        for state in C::ALL {
            let expected = match state {
                C::Fault => Err(Refusal::Unknown),
                C::Finished => Err(Refusal::Finished),
                C::Closed => Err(Refusal::Closed(end)),
                C::Locked | C::OptedOut | C::Rejected => Err(Refusal::Stopped),
                C::Initial
                | C::Scheduled
                | C::Invited
                | C::Reminded
                | C::Opened
                | C::PartiallyAnswered
                | C::Bounced => Ok(Open { ends_at: end }),
            };
            assert_eq!(page_standing(&facts(state, B::Active), now()), expected, "{state:?}");
        }
    }

    #[test]
    fn e7_e9_the_state_of_the_batch_decides_first() {
        for batch in B::ALL {
            let expected = match batch {
                B::Received | B::PendingApproval => Some(Refusal::NotYet),
                B::Rejected | B::Cancelled => Some(Refusal::Stopped),
                B::Closed => Some(Refusal::Closed(facts(C::Opened, batch).ends_at)),
                B::Approved | B::Active => None,
            };
            assert_eq!(page_standing(&facts(C::Opened, batch), now()).err(), expected, "{batch:?}");
            assert_eq!(page_standing(&facts(C::Finished, batch), now()), Err(Refusal::Finished));
        }
    }

    #[test]
    fn e49_what_arrives_at_the_very_moment_of_the_end_still_counts() {
        let facts = facts(C::Invited, B::Active);
        let end = facts.ends_at.unwrap();
        assert!(record_answer(&facts, true, end).is_ok());
        let after = at("2026-03-09T22:59:59.001Z");
        assert_eq!(record_answer(&facts, true, after), Err(Refusal::Closed(Some(end))));
        assert_eq!(page_standing(&facts, after), Err(Refusal::Closed(Some(end))));
        // Nobody set an end yet: it is open.
        assert!(page_standing(&LinkFacts { ends_at: None, ..facts }, after).is_ok());
    }

    #[test]
    fn the_first_answer_stands() {
        let answered = LinkFacts { has_answered: true, ..facts(C::PartiallyAnswered, B::Active) };
        assert_eq!(record_answer(&answered, true, now()), Err(Refusal::Finished));
    }

    #[test]
    fn answers_drive_the_state_and_the_ledger() {
        let opened = [Rule::QuestionnaireOpened, Rule::AnswerStarted, Rule::AnswerFinished];
        for (state, is_complete, expected, rules) in [
            (C::Initial, true, C::Finished, &opened[..]),
            (C::Scheduled, true, C::Finished, &opened[..]),
            (C::Invited, true, C::Finished, &opened[..]),
            (C::Bounced, false, C::PartiallyAnswered, &opened[..2]),
            (C::Opened, true, C::Finished, &opened[1..]),
            (C::Opened, false, C::PartiallyAnswered, &opened[1..2]),
            (C::PartiallyAnswered, true, C::Finished, &opened[2..]),
            (C::PartiallyAnswered, false, C::PartiallyAnswered, &[]),
        ] {
            let accept = record_answer(&facts(state, B::Active), is_complete, now()).unwrap();
            assert_eq!((accept.state, accept.rules.as_slice()), (expected, rules), "{state:?}");
        }
    }

    #[test]
    fn e55_a_test_is_marked() {
        let test = LinkFacts { is_test: true, ..facts(C::Invited, B::Active) };
        assert!(record_answer(&test, true, now()).unwrap().is_test);
    }

    #[test]
    fn a_page_that_opens_takes_the_answer_of_the_same_moment() {
        for customer in C::ALL {
            for batch in B::ALL {
                let facts = facts(customer, batch);
                let page = page_standing(&facts, now()).map(|_| ());
                assert_eq!(page, record_answer(&facts, true, now()).map(|_| ()));
            }
        }
    }
}
