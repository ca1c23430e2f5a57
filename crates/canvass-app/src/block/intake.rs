//! Locks, opt-outs, samples, rest and contact rules turn the verdict about customers who are taken in (E12, E72, E76, E84,
//! Q44-Q46). In the transaction that stores them: what stands about a person there stands beside no block that is being
//! added.

use std::borrow::Cow;
use std::collections::BTreeSet;

use canvass_domain::batch::{BatchKind, BatchState};
use canvass_domain::block::{
    BlockKind, Checks, ContactRules, Key, NamedKey, Objection, Standing, Stop, Subject, judge,
};
use canvass_domain::contact_rule::Wait;
use canvass_domain::customer::CustomerState;
use canvass_domain::decide::import_customers::{DecidedCustomer, Import};
use canvass_domain::decision::Decision;
use canvass_domain::id::{ContactHash, CustomerId, QuestionnaireId};
use canvass_domain::message::Window;
use canvass_domain::reason::Rule;
use canvass_store::area::{Asked, Configuration};
use canvass_store::{StoreError, WorkspaceTx};
use jiff::Timestamp;

use crate::App;

/// What the intake of a batch goes by.
pub(crate) struct Intake<'a> {
    pub(crate) configuration: &'a Configuration,
    pub(crate) checks: Checks,
    /// Whether customers may get their numbers, which sampling goes by; a trial takes none.
    pub(crate) reserves: bool,
    pub(crate) now: Timestamp,
}

/// Who of an import may not be asked, or not yet.
#[derive(Debug, Default)]
pub(crate) struct Stops {
    reserved: Option<CustomerId>,
    at: Timestamp,
    /// By place in the import.
    found: Vec<(usize, Turn)>,
}

/// What becomes of a customer.
#[derive(Debug)]
enum Turn {
    /// It is not asked.
    Stop(Stop),
    /// A contact rule keeps it back until this window; what the ledger tells.
    Wait(Window, String),
}

impl Stops {
    /// The import with the verdicts that are turned; the same one where nobody is stopped.
    pub(crate) fn turn(self, import: &Import) -> Cow<'_, Import> {
        if self.found.is_empty() && self.reserved.is_none() {
            return Cow::Borrowed(import);
        }
        let mut import = import.clone();
        import.reserved = self.reserved;
        for (place, turn) in self.found {
            if let Some(customer) = import.customers.get_mut(place) {
                // The last entry said what was decided before anybody looked at the person.
                customer.decisions.pop();
                let entry = turn.turn(customer, self.at);
                customer.decisions.push(entry);
            }
        }
        Cow::Owned(import)
    }
}

impl Turn {
    /// Turns the verdict about a customer; the entry of the ledger that says so.
    fn turn(self, customer: &mut DecidedCustomer, at: Timestamp) -> Decision {
        match self {
            Self::Stop(stop) => {
                customer.state = stop.state;
                customer.reason = Some(stop.reason);
                customer.window = None;
                Decision { rule: stop.rule, detail: stop.detail, at }
            }
            Self::Wait(window, detail) => {
                customer.window = Some(window);
                Decision { rule: Rule::DeferredByRule, detail: Some(detail), at }
            }
        }
    }
}

/// Finds who may not be asked, in the transaction that stores the import. `contacts` is as long as its customers, which
/// have their keys already ([`add_keys`]).
pub(crate) fn find_stops(
    intake: &Intake<'_>,
    tx: &mut dyn WorkspaceTx,
    import: &Import,
    contacts: &[Option<ContactHash>],
) -> Result<Stops, StoreError> {
    let checks = checks_of(intake.checks, import);
    if checks == Checks::Nothing {
        return Ok(Stops::default());
    }
    let rules = ContactRules {
        workspace: &intake.configuration.workspace.policy,
        questionnaires: &intake.configuration.policies,
        rules: &intake.configuration.contact_rules,
    };
    let (places, people): (Vec<usize>, Vec<Asked>) = import
        .customers
        .iter()
        .zip(contacts)
        .enumerate()
        .filter(|(_, (customer, _))| is_open(customer) && is_asked(customer, import))
        .map(|(place, (customer, contact))| (place, asked(customer, *contact)))
        .unzip();
    let is_full = checks != Checks::Blocks;
    let since = is_full.then(|| rules.looks_back(intake.now)).flatten();
    let standings = tx.standings(&people, since, intake.now)?;
    let mut stops = Stops { at: intake.now, ..Stops::default() };
    if is_full && intake.reserves && rules.has_sampling() {
        stops.reserved = Some(tx.reserve_customers(import.customers.len())?);
    }
    let mut queue = Queue::default();
    let is_mailed = import.kind == BatchKind::Email;
    for ((place, asked), mut standing) in places.into_iter().zip(people).zip(standings) {
        // Nobody is kept from a link that nobody mails (Q47).
        standing.hit = standing.hit.filter(|hit| is_mailed || hit.kind != BlockKind::Suppression);
        queue.seen_by(&asked, &mut standing);
        let customer = stops.reserved.and_then(|first| number(first, place));
        let Some(taken) = import.customers.get(place) else { continue };
        let subject = Subject {
            customer,
            questionnaire: asked.questionnaire,
            channel: taken.channel,
            leaves_at: taken.window.map_or(taken.send_at, |window| window.due_at).max(intake.now),
            values: &taken.values,
        };
        let turn = match judge(subject, &standing, &rules, (checks, intake.now)) {
            Some(Objection::Stop(stop)) => Some(Turn::Stop(stop)),
            Some(Objection::Wait(wait)) => intake.wait(&wait, taken, import),
            None => None,
        };
        if !matches!(turn, Some(Turn::Stop(_))) {
            queue.join(&asked);
        }
        stops.found.extend(turn.map(|turn| (place, turn)));
    }
    Ok(stops)
}

impl Intake<'_> {
    /// What becomes of a customer whom a contact rule keeps back. Who has no window yet gets one at approval, and is judged
    /// again when it leaves.
    fn wait(&self, wait: &Wait, customer: &DecidedCustomer, import: &Import) -> Option<Turn> {
        let ends_at = customer.window?.ends_at;
        let window = wait.window(&self.configuration.workspace, import.send_time, ends_at);
        Some(match window {
            Some(window) => Turn::Wait(window, wait.detail(window)),
            None => Turn::Stop(wait.without_window()),
        })
    }
}

/// Test customers are stopped by blocks, and neither rest nor are sampled (E57); nothing is mailed to portal customers,
/// who are stopped by blocks alone (E84).
fn checks_of(checks: Checks, import: &Import) -> Checks {
    let is_asked_fully = !import.is_test && import.kind == BatchKind::Email;
    if checks == Checks::Nothing || is_asked_fully { checks } else { Checks::Blocks }
}

fn is_open(customer: &DecidedCustomer) -> bool {
    matches!(customer.state, CustomerState::Initial | CustomerState::Scheduled) && customer.response.is_none()
}

/// Of a mail batch that is approved, only who is mailed: nobody is kept from a link that nobody sends (Q47).
fn is_asked(customer: &DecidedCustomer, import: &Import) -> bool {
    let is_sent = import.kind == BatchKind::Email && import.state == BatchState::Approved;
    !is_sent || customer.window.is_some()
}

fn asked(customer: &DecidedCustomer, contact: Option<ContactHash>) -> Asked {
    let contact = contact.map(Key::of_contact);
    Asked {
        keys: contact.into_iter().chain(customer.keys.iter().copied()).collect(),
        questionnaire: customer.routing.as_ref().map(|routing| routing.questionnaire),
    }
}

/// Gives each customer its identifying keys (E74, E83). Who is known by the address has the number as a key beside it: a
/// block of the number holds whatever else it comes with, and who was asked by the one is not asked by the other.
pub(crate) fn add_keys(app: &App, configuration: &Configuration, import: &mut Import) {
    let has_columns = configuration.columns.iter().any(|column| column.is_identifying);
    for customer in &mut import.customers {
        let has_address = customer.address.is_some();
        let mobile = customer.mobile.clone().filter(|_| has_address).map(NamedKey::Mobile);
        let values = if has_columns {
            NamedKey::of_values(&configuration.columns, &customer.values)
        } else {
            Vec::new()
        };
        customer.keys = mobile
            .iter()
            .chain(&values)
            .map(|key| app.keys.named_key(configuration.workspace.id, key))
            .collect();
    }
}

fn number(first: CustomerId, place: usize) -> Option<CustomerId> {
    Some(CustomerId(first.0.checked_add(i32::try_from(place).ok()?)?))
}

/// Who of the same call is asked already: of two rows for one person the second is skipped (Q46).
#[derive(Default)]
struct Queue(BTreeSet<([u8; 16], Option<QuestionnaireId>)>);

impl Queue {
    fn seen_by(&self, asked: &Asked, standing: &mut Standing) {
        for contact in asked.contacts() {
            let lowest = (contact.0, None);
            standing.queue.any |= self.0.range(lowest..).next().is_some_and(|(other, _)| *other == contact.0);
            standing.queue.same |=
                asked.questionnaire.is_some() && self.0.contains(&(contact.0, asked.questionnaire));
        }
    }

    fn join(&mut self, asked: &Asked) {
        self.0.extend(asked.contacts().map(|contact| (contact.0, asked.questionnaire)));
    }
}
