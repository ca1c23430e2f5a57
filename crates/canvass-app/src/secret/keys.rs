//! The instance key: 32 random bytes beside the data, from which one key a purpose is derived.

use aws_lc_rs::hmac;
use canvass_domain::block::{Key, NamedKey};
use canvass_domain::contact::Mobile;
use canvass_domain::id::{ContactHash, WorkspaceId};
use canvass_domain::message::{MessageKey, Round};

use super::bounce::numbered;

/// What a derived key is for; keys of different purposes never meet.
#[derive(Debug, Clone, Copy)]
enum Purpose {
    Contact,
    Column,
    Link,
    Preferences,
    Bounce,
    Nonce,
    Secret,
    AccessToken,
    MessageId,
    Idempotency,
    Sealing,
    Check,
}

/// Keys of one installation.
#[derive(Clone)]
pub struct Keys {
    contact: hmac::Key,
    column: hmac::Key,
    pub(crate) link: hmac::Key,
    pub(crate) preferences: hmac::Key,
    pub(super) bounce: hmac::Key,
    pub(crate) nonce: hmac::Key,
    secret: hmac::Key,
    pub(crate) access_token: hmac::Key,
    message_id: hmac::Key,
    idempotency: hmac::Key,
    pub(super) sealing: hmac::Key,
    check: hmac::Key,
}

impl std::fmt::Debug for Keys {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Keys(..)")
    }
}

impl Keys {
    /// Keys derived from the instance key.
    pub fn new(instance_key: &[u8; 32]) -> Self {
        let root = hmac::Key::new(hmac::HMAC_SHA256, instance_key);
        let derive = |purpose: Purpose| {
            let label = match purpose {
                Purpose::Contact => "canvass contact 1",
                Purpose::Column => "canvass column 1",
                Purpose::Link => "canvass link 1",
                Purpose::Preferences => "canvass preferences 1",
                Purpose::Bounce => "canvass bounce 1",
                Purpose::Nonce => "canvass nonce 1",
                Purpose::Secret => "canvass secret 1",
                Purpose::AccessToken => "canvass access token 1",
                Purpose::MessageId => "canvass message id 1",
                Purpose::Idempotency => "canvass idempotency 1",
                Purpose::Sealing => "canvass sealing 1",
                Purpose::Check => "canvass check 1",
            };
            hmac::Key::new(hmac::HMAC_SHA256, hmac::sign(&root, label.as_bytes()).as_ref())
        };
        Self {
            contact: derive(Purpose::Contact),
            column: derive(Purpose::Column),
            link: derive(Purpose::Link),
            preferences: derive(Purpose::Preferences),
            bounce: derive(Purpose::Bounce),
            nonce: derive(Purpose::Nonce),
            secret: derive(Purpose::Secret),
            access_token: derive(Purpose::AccessToken),
            message_id: derive(Purpose::MessageId),
            idempotency: derive(Purpose::Idempotency),
            sealing: derive(Purpose::Sealing),
            check: derive(Purpose::Check),
        }
    }

    /// The contact behind a normalised address, apart for each workspace.
    pub fn contact(&self, workspace: WorkspaceId, address: &str) -> ContactHash {
        ContactHash(short(&sign(&self.contact, &[&workspace.0.to_be_bytes(), address.as_bytes()])))
    }

    /// A key that tells a person apart, hashed; an address is the contact behind it (E83).
    pub fn named_key(&self, workspace: WorkspaceId, key: &NamedKey) -> Key {
        match key {
            NamedKey::Address(address) => Key::of_contact(self.contact(workspace, address)),
            NamedKey::Mobile(mobile) => Key::of_contact(self.mobile_contact(workspace, mobile)),
            NamedKey::Column(column, text) => {
                let parts: [&[u8]; 3] =
                    [&workspace.0.to_be_bytes(), &column.0.to_be_bytes(), text.as_bytes()];
                Key { column: *column, hash: short(&sign(&self.column, &parts)) }
            }
        }
    }

    /// The contact behind a mobile number. Its parts are three, those of an address two: they never sign alike.
    pub fn mobile_contact(&self, workspace: WorkspaceId, mobile: &Mobile) -> ContactHash {
        let parts = [&workspace.0.to_be_bytes(), b"mobile".as_slice(), mobile.as_str().as_bytes()];
        ContactHash(short(&sign(&self.contact, &parts)))
    }

    /// What is stored of a secret (token, client secret, session, sign-in code).
    pub fn secret_hash(&self, secret: &[u8]) -> Vec<u8> {
        hmac::sign(&self.secret, secret).as_ref().to_vec()
    }

    /// Whether a secret is the one behind a stored hash; takes the same time whatever differs.
    pub fn is_secret(&self, secret: &[u8], hash: &[u8]) -> bool {
        hmac::verify(&self.secret, secret, hash).is_ok()
    }

    /// The local part of a Message-ID: the same for all attempts of a round, on all nodes.
    pub fn message_id(&self, key: MessageKey, round: Round) -> String {
        let (workspace, customer) = (key.workspace.0.to_be_bytes(), key.customer.0.to_be_bytes());
        let slot = numbered(key.slot, round).to_be_bytes();
        let tag = sign(&self.message_id, &[&workspace, &customer, &slot]);
        let short: Vec<u8> = tag.as_ref().iter().copied().take(20).collect();
        data_encoding::BASE32_NOPAD.encode(&short).to_ascii_lowercase()
    }

    /// What is stored of an idempotency key of a client.
    pub fn idempotency(&self, key: &str) -> Vec<u8> {
        hmac::sign(&self.idempotency, key.as_bytes()).as_ref().iter().copied().take(16).collect()
    }

    /// What the store keeps to recognise the instance key.
    pub fn check(&self) -> Vec<u8> {
        hmac::sign(&self.check, b"canvass").as_ref().to_vec()
    }
}

/// The 128 bits of a tag that are kept.
fn short(tag: &hmac::Tag) -> [u8; 16] {
    let mut hash = [0; 16];
    for (to, from) in hash.iter_mut().zip(tag.as_ref()) {
        *to = *from;
    }
    hash
}

/// The tag over parts, each with its length in front, so that no two lists of parts sign alike.
pub(crate) fn sign(key: &hmac::Key, parts: &[&[u8]]) -> hmac::Tag {
    let mut context = hmac::Context::with_key(key);
    for part in parts {
        context.update(&u64::try_from(part.len()).unwrap_or(u64::MAX).to_be_bytes());
        context.update(part);
    }
    context.sign()
}

#[cfg(test)]
mod tests {
    use canvass_domain::id::CustomerId;
    use canvass_domain::message::Slot;

    use super::*;

    #[test]
    fn workspaces_and_installations_never_share_a_hash() {
        let keys = Keys::new(&[1; 32]);
        let here = keys.contact(WorkspaceId(1), "ann@example.org");
        assert_eq!(here, keys.contact(WorkspaceId(1), "ann@example.org"));
        assert_ne!(here, keys.contact(WorkspaceId(2), "ann@example.org"));
        assert_ne!(here, Keys::new(&[2; 32]).contact(WorkspaceId(1), "ann@example.org"));
    }

    #[test]
    fn only_the_very_secret_is_recognised() {
        let keys = Keys::new(&[1; 32]);
        let hash = keys.secret_hash(b"abc");
        assert!(keys.is_secret(b"abc", &hash));
        assert!(!keys.is_secret(b"abd", &hash));
        assert!(!keys.is_secret(b"abc", &hash[..31]));
    }

    #[test]
    fn message_id_tells_customers_workspaces_slots_and_rounds_apart() {
        let keys = Keys::new(&[1; 32]);
        let of = |workspace, customer, slot, round| {
            let (workspace, customer) = (WorkspaceId(workspace), CustomerId(customer));
            keys.message_id(MessageKey { workspace, customer, slot }, round)
        };
        let id = of(1, 12, Slot::Invitation, Round::FIRST);
        assert_eq!(id, of(1, 12, Slot::Invitation, Round::FIRST));
        assert_ne!(id, of(1, 12, Slot::Reminder, Round::FIRST));
        assert_ne!(id, of(12, 1, Slot::Invitation, Round::FIRST));
        let rounds = Round::ALL.map(|round| of(1, 12, Slot::Invitation, round));
        assert!(rounds[0] == id && rounds[1] != id && rounds[2] != id && rounds[1] != rounds[2]);
    }
}
