//! Reports that come by LMTP and SMTP to the return addresses of mails, over real connections.

use std::io::{BufRead as _, BufReader, Write as _};
use std::net::TcpStream;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use canvass_app::bounce::ReturnedMail;
use canvass_delivery::reception::{Limits, ListenAt, Reception};
use canvass_store::{Engine, Job, Store, StoreError};

use super::*;

const PATIENCE: Duration = Duration::from_secs(90);

/// A server that sends what it could not deliver back to us.
struct MailServer {
    stream: BufReader<TcpStream>,
}

impl MailServer {
    fn connect(reception: &Reception, hello: &str) -> Self {
        let stream = TcpStream::connect(reception.address().to_string()).unwrap();
        stream.set_read_timeout(Some(PATIENCE)).unwrap();
        let mut server = Self { stream: BufReader::new(stream) };
        assert!(server.hears().starts_with("220 example.com "));
        assert!(server.asks(&format!("{hello} mx.example.net")).ends_with("ENHANCEDSTATUSCODES"));
        server
    }

    /// A whole answer; of several lines the last one.
    fn hears(&mut self) -> String {
        loop {
            let mut line = String::new();
            self.stream.read_line(&mut line).unwrap();
            if line.as_bytes().get(3) != Some(&b'-') {
                return line.trim_end().to_owned();
            }
        }
    }

    fn asks(&mut self, line: &str) -> String {
        self.stream.get_mut().write_all(format!("{line}\r\n").as_bytes()).unwrap();
        self.hears()
    }

    fn offers(&mut self, recipients: &[&str]) -> Vec<String> {
        assert!(self.asks("MAIL FROM:<>").starts_with("250 "));
        recipients.iter().map(|recipient| self.asks(&format!("RCPT TO:<{recipient}>"))).collect()
    }

    /// The first answer to a mail.
    fn sends(&mut self, mail: &[u8]) -> String {
        assert!(self.asks("DATA").starts_with("354 "));
        self.stream.get_mut().write_all(mail).unwrap();
        self.asks(".")
    }
}

fn listen(app: &App) -> Reception {
    let at = ListenAt::parse("127.0.0.1:0").unwrap();
    Reception::start(&at, "example.com", Limits::default(), Arc::new(ReturnedMail::new(app))).unwrap()
}

/// An engine that can be away.
struct Away {
    inner: Store,
    is_away: Arc<AtomicBool>,
}

impl Engine for Away {
    fn submit(&self, job: Job) -> Result<(), (Job, StoreError)> {
        if self.is_away.load(Ordering::SeqCst) {
            return Err((job, StoreError::Unavailable("a test took it away".to_owned())));
        }
        self.inner.engine().submit(job)
    }

    fn writable(&self) -> canvass_store::Result<()> {
        self.inner.engine().writable()
    }

    fn integrity(&self) -> canvass_store::Result<Vec<String>> {
        self.inner.engine().integrity()
    }

    fn name(&self) -> &'static str {
        "away"
    }

    fn close(&self) {}
}

#[test]
fn only_return_addresses_of_mails_exist_and_nothing_is_passed_on() {
    let test = TestApp::new();
    let (workspace, app) = (test.workspace("acme"), returning(&test));
    let reception = listen(&app);
    let own = app.return_address(key(&workspace, CustomerId(1)), Round::FIRST).unwrap();
    let other = test.app.clone().with_bounce_address(BounceAddress::parse("bounces@example.net").unwrap());
    let elsewhere = other.return_address(key(&workspace, CustomerId(1)), Round::FIRST).unwrap();
    let forged = own.replacen("bounces+a", "bounces+b", 1);
    assert_ne!(own, forged);
    let mut server = MailServer::connect(&reception, "EHLO");
    let strangers = [
        "bounces@example.com",
        "postmaster@example.com",
        "ann@example.org",
        &elsewhere,
        &forged,
        "bounces+@example.com",
    ];
    for answer in server.offers(&strangers) {
        assert_eq!(answer, "550 5.1.1 Only return addresses of sent mails are known here");
    }
    assert!(server.asks("DATA").starts_with("503 "));
    assert!(server.asks("RSET").starts_with("250 "));
    assert!(server.offers(&[&own.to_ascii_uppercase()])[0].starts_with("250 "));
}

#[test]
fn a_report_has_its_effect_once_however_often_it_comes() {
    let test = TestApp::new();
    let (workspace, app) = (test.workspace("acme"), returning(&test));
    let reception = listen(&app);
    let (ann, bea) = (mailed(&workspace, ANN, &sent()), mailed(&workspace, "bea@example.org", &sent()));
    let address = |customer| app.return_address(key(&workspace, customer), Round::FIRST).unwrap();
    // What the report says of itself does not matter: the envelope does.
    let mail = report("bounces@example.com", "x@example.net", ANN, "5.1.1");
    let mut server = MailServer::connect(&reception, "LHLO");
    server.offers(&[&address(ann)]);
    assert_eq!(server.sends(&mail), "250 2.6.0 Taken");
    assert_eq!(stands(&workspace, ann), (CustomerState::Bounced, MessageState::Sent));
    let before = (ledger(&workspace, ann), test.digest("acme"));
    for hello in ["LHLO", "EHLO"] {
        let mut again = MailServer::connect(&reception, hello);
        again.offers(&[&address(ann)]);
        assert_eq!(again.sends(&mail), "250 2.6.0 Taken");
    }
    // Who answers automatically, or sends anything else, changes nothing and is not asked to try again.
    server.offers(&[&address(bea)]);
    assert_eq!(server.sends(b"Subject: Out of office\r\n\r\nBack on Monday.\r\n"), "250 2.6.0 Taken");
    assert_eq!((ledger(&workspace, ann), test.digest("acme")), before);
    assert_eq!(stands(&workspace, bea), (CustomerState::Invited, MessageState::Sent));
}

#[test]
fn q48_what_the_store_cannot_keep_is_not_acknowledged_and_is_tried_again_once_when_it_comes_again() {
    let test = TestApp::new();
    let workspace = test.workspace("acme");
    let is_away = Arc::<AtomicBool>::default();
    let mut app = returning(&test);
    app.store = Store::new(Arc::new(Away { inner: test.app.store.clone(), is_away: Arc::clone(&is_away) }));
    let ann = mailed(&workspace, ANN, &sent());
    let (reception, address) =
        (listen(&app), app.return_address(key(&workspace, ann), Round::FIRST).unwrap());
    let mail = report("bounces@example.com", "x@example.net", ANN, "4.2.2");
    let before = test.digest("acme");
    is_away.store(true, Ordering::SeqCst);
    for hello in ["LHLO", "EHLO"] {
        let mut server = MailServer::connect(&reception, hello);
        server.offers(&[&address]);
        assert_eq!(server.sends(&mail), "451 4.3.0 Cannot keep it now, try again");
    }
    assert_eq!(test.digest("acme"), before, "nothing was kept");
    is_away.store(false, Ordering::SeqCst);
    for _ in 0..3 {
        let mut server = MailServer::connect(&reception, "LHLO");
        server.offers(&[&address]);
        // Of two servers that send the same one does not hear its answer.
        assert_eq!(server.sends(&mail), "250 2.6.0 Taken");
    }
    let contact = app.store.read(workspace.id, move |tx| tx.keys_of_customer(ann)).wait().unwrap().unwrap();
    let contact = canvass_domain::id::ContactHash(contact[0].hash);
    let since = jiff::Timestamp::UNIX_EPOCH;
    let kept = app.store.read(workspace.id, move |tx| tx.soft_bounces(contact, since)).wait().unwrap();
    assert_eq!(kept, 1);
    let told = ledger(&workspace, ann);
    assert_eq!(told.iter().filter(|rule| **rule == Rule::MessageTriedAgain).count(), 1);
    assert_eq!(stands(&workspace, ann), (CustomerState::Invited, MessageState::Waiting));
    // The second try has an address of its own, and is heard of by it.
    let attempts = test.clock.now() + jiff::SignedDuration::from_hours(4);
    test.clock.set(attempts);
    assert_eq!(crate::delivering::send_all(&test), [ann]);
    let second = app.return_address(key(&workspace, ann), Round::new(2).unwrap()).unwrap();
    for _ in 0..2 {
        let mut server = MailServer::connect(&reception, "LHLO");
        assert!(server.offers(&[&address, &second]).iter().all(|answer| answer.starts_with("250 ")));
        assert_eq!(server.sends(&mail), "250 2.6.0 Taken");
        assert_eq!(server.hears(), "250 2.6.0 Taken");
    }
    let told = ledger(&workspace, ann);
    assert_eq!(told.iter().filter(|rule| **rule == Rule::MessageTriedAgain).count(), 2);
}
