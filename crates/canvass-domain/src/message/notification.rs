//! The mail that tells of a batch (E8): who hears of it, what it says and how long it may take. Names and counts, and no
//! personal data of customers.

use jiff::{SignedDuration, Timestamp};

use super::{NoticePlace, Slot, Window};
use crate::address::EmailAddress;
use crate::decide::import_customers::notify_addresses;

/// A mail that could not leave for so long is given up: it is old news.
const LASTS: SignedDuration = SignedDuration::from_hours(72);

/// What is told of a batch that was taken in, and to whom. The numbers are those of the answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notification {
    /// Who is told, at most [`NoticePlace::MOST`]; the place here is that of the slot.
    pub receivers: Vec<String>,
    /// Customers that the batch brought.
    pub total: usize,
    /// Taken as they are.
    pub accepted: usize,
    /// With faults.
    pub faulty: usize,
    /// Locked.
    pub locked: usize,
    /// Opted out.
    pub opted_out: usize,
    /// Whether the batch waits for a person's approval.
    pub needs_approval: bool,
}

impl Notification {
    /// The receivers: each valid address of the request, else the front office of the workspace; none = no mail (E8). Who is
    /// named twice is told once.
    pub fn receivers(sent: Option<&str>, front_office: Option<&EmailAddress>) -> Vec<String> {
        let named = notify_addresses(sent.unwrap_or_default());
        let told = if named.is_empty() { front_office.cloned().into_iter().collect() } else { named };
        let is_new = |place: usize, address: &EmailAddress| {
            told.iter().take(place).all(|earlier| earlier.normalised() != address.normalised())
        };
        let once = told.iter().enumerate().filter(|(place, address)| is_new(*place, address));
        once.map(|(_, address)| address.as_sent().to_owned()).collect()
    }

    /// The slots of its mails.
    pub fn slots(&self) -> impl Iterator<Item = Slot> {
        (0..self.receivers.len()).filter_map(NoticePlace::new).map(Slot::Notification)
    }

    /// When it may leave: at once, at any hour, for three days.
    pub fn window(now: Timestamp) -> Window {
        let ends_at = now.checked_add(LASTS).unwrap_or(Timestamp::MAX);
        Window { due_at: now, closes_at: ends_at, ends_at }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn e8_the_front_office_hears_of_it_where_no_valid_address_is_named() {
        let office = EmailAddress::parse("office@example.org").unwrap();
        let told = |sent| Notification::receivers(sent, Some(&office));
        assert_eq!(told(Some("a@x.org; b@x.org")), ["a@x.org", "b@x.org"]);
        assert_eq!(told(Some("a@x.org,A@X.org;b@x.org")), ["a@x.org", "b@x.org"], "each once");
        assert_eq!(told(Some("nonsense")), ["office@example.org"]);
        assert_eq!(told(None), ["office@example.org"]);
        assert_eq!(Notification::receivers(Some(" ,;"), None), Vec::<String>::new());
    }

    #[test]
    fn a_notification_may_leave_from_now_for_three_days() {
        let now: Timestamp = "2026-03-02T23:30:00Z".parse().unwrap();
        let window = Notification::window(now);
        assert_eq!(window.due_at, now);
        assert_eq!(window.ends_at, "2026-03-05T23:30:00Z".parse().unwrap());
        assert_eq!(window.closes_at, window.ends_at);
    }
}
