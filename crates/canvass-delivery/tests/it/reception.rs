//! Takes mail in over real connections: by TCP and by a socket of the machine, from peers that behave and peers that do not.

use std::io::{BufRead, BufReader, ErrorKind, Read, Write};
use std::net::{Shutdown, SocketAddr, TcpStream};
use std::os::unix::net::UnixStream;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{self, RecvTimeoutError};
use std::sync::{Arc, Condvar, Mutex};
use std::time::Duration;

use canvass_delivery::reception::{Intake, Limits, ListenAt, NotNow, Reception, TurnedAway};

const PATIENCE: Duration = Duration::from_secs(90);
const MAIL: &str = "LHLO x\r\nMAIL FROM:<>\r\nRCPT TO:<known@example.org>\r\nDATA\r\n";

/// Knows addresses that begin with `known`; keeps nothing while it is busy, and waits while it is held.
#[derive(Debug, Default)]
struct Desk {
    taken: Mutex<Vec<Vec<u8>>>,
    turned_away: Mutex<Vec<TurnedAway>>,
    is_busy: AtomicBool,
    is_held: Mutex<bool>,
    changed: Condvar,
}

impl Desk {
    fn taken(&self) -> usize {
        self.taken.lock().unwrap().len()
    }

    fn turned_away(&self) -> Vec<TurnedAway> {
        self.turned_away.lock().unwrap().clone()
    }

    fn hold(&self, is_held: bool) {
        *self.is_held.lock().unwrap() = is_held;
        self.changed.notify_all();
    }
}

impl Intake for Desk {
    fn knows(&self, recipient: &str) -> bool {
        recipient.starts_with("known")
    }

    fn take(&self, _recipient: &str, mail: &[u8]) -> Result<(), NotNow> {
        let held = self.is_held.lock().unwrap();
        drop(self.changed.wait_timeout_while(held, PATIENCE, |is_held| *is_held).unwrap());
        if self.is_busy.load(Ordering::SeqCst) {
            return Err(NotNow);
        }
        self.taken.lock().unwrap().push(mail.to_vec());
        Ok(())
    }

    fn turned_away(&self, what: TurnedAway) {
        self.turned_away.lock().unwrap().push(what);
    }
}

fn start(limits: Limits) -> (Reception, Arc<Desk>, SocketAddr) {
    let desk = Arc::new(Desk::default());
    let at = ListenAt::parse("127.0.0.1:0").unwrap();
    let reception = Reception::start(&at, "mx.example.org", limits, Arc::clone(&desk) as _).unwrap();
    let ListenAt::Tcp(address) = reception.address().clone() else { panic!("by TCP") };
    (reception, desk, address)
}

/// A peer that hears line by line.
struct Peer(BufReader<TcpStream>);

impl Peer {
    fn new(address: SocketAddr) -> Self {
        let stream = TcpStream::connect(address).unwrap();
        stream.set_read_timeout(Some(PATIENCE)).unwrap();
        Self(BufReader::new(stream))
    }

    fn greeted(address: SocketAddr) -> Self {
        let mut peer = Self::new(address);
        assert!(peer.hears().starts_with("220 mx.example.org "));
        peer
    }

    fn says(&mut self, text: &str) {
        self.0.get_mut().write_all(text.as_bytes()).unwrap();
    }

    fn hears(&mut self) -> String {
        let mut line = String::new();
        self.0.read_line(&mut line).unwrap();
        line
    }

    /// Says something and hears the last line of so many answers.
    fn asks(&mut self, text: &str, lines: usize) -> String {
        self.says(text);
        (0..lines).map(|_| self.hears()).last().unwrap_or_default()
    }

    /// Everything until the connection ends.
    fn hears_out(mut self) -> String {
        let mut text = String::new();
        match self.0.read_to_string(&mut text) {
            Ok(_) => {}
            Err(error) => assert_eq!(error.kind(), ErrorKind::ConnectionReset),
        }
        text
    }
}

/// Answers of [`MAIL`] with the greeting of LHLO in six lines.
const OF_MAIL: usize = 9;

#[test]
fn a_mail_is_taken_answered_and_the_next_one_follows() {
    let (_reception, desk, address) = start(Limits::default());
    let mut peer = Peer::greeted(address);
    assert!(peer.asks(MAIL, OF_MAIL).starts_with("354 "));
    assert!(peer.asks("Subject: x\r\n\r\n..dot\r\n.\r\n", 1).starts_with("250 2.6.0"));
    desk.is_busy.store(true, Ordering::SeqCst);
    assert!(peer.asks(MAIL, OF_MAIL).starts_with("354 "));
    assert!(peer.asks("Subject: y\r\n.\r\n", 1).starts_with("451 4.3.0"));
    assert!(peer.asks("QUIT\r\n", 1).starts_with("221 "));
    assert_eq!(*desk.taken.lock().unwrap(), [b"Subject: x\r\n\r\n.dot\r\n"]);
    assert_eq!(peer.hears_out(), "");
}

#[test]
fn a_socket_of_the_machine_serves_as_well_and_a_dead_one_is_replaced() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("bounce.sock");
    drop(std::os::unix::net::UnixListener::bind(&path).unwrap());
    let at = ListenAt::parse(path.to_str().unwrap()).unwrap();
    let desk = Arc::new(Desk::default());
    let start = || Reception::start(&at, "mx", Limits::default(), Arc::clone(&desk) as _);
    let reception = start().unwrap();
    assert_eq!(start().unwrap_err().kind(), ErrorKind::AddrInUse, "a living one is left alone");
    let mut peer = UnixStream::connect(&path).unwrap();
    peer.write_all(format!("{MAIL}x\r\n.\r\nQUIT\r\n").as_bytes()).unwrap();
    let mut heard = String::new();
    peer.read_to_string(&mut heard).unwrap();
    assert!(heard.contains("\r\n250 2.6.0") && heard.ends_with("221 2.0.0 Bye\r\n"), "{heard}");
    assert_eq!(desk.taken(), 1);
    reception.stop(PATIENCE);
    assert!(!path.exists());
    std::fs::write(&path, "not a socket").unwrap();
    assert!(start().is_err());
    assert!(path.exists(), "a file of somebody else is left alone");
}

#[test]
fn who_says_half_a_line_or_half_a_mail_is_sent_away_in_time() {
    let time = Duration::from_millis(200);
    let (_reception, desk, address) =
        start(Limits { command_time: time, mail_time: time, ..Limits::default() });
    let mut half = Peer::greeted(address);
    half.says("LHL");
    assert_eq!(half.hears_out(), "421 4.4.2 Too slow\r\n");
    let mut silent = Peer::greeted(address);
    silent.says(&format!("{MAIL}Subject: x\r\n\r\nhalf a mail\r\n."));
    assert!(silent.hears_out().ends_with("421 4.4.2 Too slow\r\n"));
    assert_eq!((desk.taken(), desk.turned_away()), (0, vec![TurnedAway::Conduct; 2]));
}

#[test]
fn dripping_does_not_win_time() {
    let (_reception, desk, address) =
        start(Limits { command_time: Duration::from_millis(500), ..Limits::default() });
    let mut peer = Peer::greeted(address);
    let mut writer = peer.0.get_ref().try_clone().unwrap();
    // Byte by byte, each well within the time, and never a whole line.
    let (stop, stopped) = mpsc::channel::<()>();
    let dripping = std::thread::spawn(move || {
        while stopped.recv_timeout(Duration::from_millis(20)) == Err(RecvTimeoutError::Timeout)
            && writer.write_all(b" ").is_ok()
        {}
    });
    assert_eq!(peer.hears(), "421 4.4.2 Too slow\r\n");
    drop(stop);
    drop(peer);
    dripping.join().unwrap();
    assert_eq!(desk.turned_away(), [TurnedAway::Conduct]);
}

#[test]
fn who_drops_in_the_middle_leaves_nothing_behind() {
    let (reception, desk, address) = start(Limits::default());
    for text in ["", "LHLO", MAIL, "\0\r\n"] {
        let mut peer = Peer::greeted(address);
        peer.says(text);
    }
    let mut peer = Peer::greeted(address);
    assert!(peer.asks(MAIL, OF_MAIL).starts_with("354 "));
    peer.says("Subject: x\r\n\r\nno dot");
    peer.0.get_ref().shutdown(Shutdown::Write).unwrap();
    assert_eq!(peer.hears_out(), "", "no answer to half a mail");
    reception.stop(PATIENCE);
    assert_eq!(desk.taken(), 0);
}

#[test]
fn a_huge_line_and_ten_thousand_recipients_end_the_connection() {
    let (_reception, desk, address) = start(Limits::default());
    let mut huge = Peer::greeted(address);
    huge.says(&"a".repeat(500_000));
    assert!(huge.hears().starts_with("500 5.5.6"));
    let mut many = Peer::greeted(address);
    let mut writer = many.0.get_ref().try_clone().unwrap();
    let says = std::thread::spawn(move || {
        let text = format!("LHLO x\r\nMAIL FROM:<>\r\n{}", "RCPT TO:<known@example.org>\r\n".repeat(10_000));
        // It is cut off on the way.
        drop(writer.write_all(text.as_bytes()));
    });
    let mut fine = 0;
    let last = loop {
        let line = many.hears();
        fine += usize::from(line.starts_with("250 2.1.5"));
        if line.starts_with("421 ") {
            break line;
        }
        assert!(line.starts_with("250") || line.starts_with("452 4.5.3"), "{line}");
    };
    assert_eq!((fine, last.as_str()), (100, "421 4.7.0 Too many commands\r\n"));
    drop(many);
    says.join().unwrap();
    assert_eq!(desk.taken(), 0);
}

#[test]
fn one_connection_too_many_is_told_so_and_finds_room_later() {
    let (_reception, desk, address) = start(Limits { connections_of_address: 2, ..Limits::default() });
    let first = Peer::greeted(address);
    let _second = Peer::greeted(address);
    assert_eq!(Peer::new(address).hears_out(), "421 4.7.0 Too many connections\r\n");
    assert_eq!(desk.turned_away(), [TurnedAway::Connection]);
    drop(first);
    let began = std::time::Instant::now();
    while !Peer::new(address).hears().starts_with("220 ") {
        assert!(began.elapsed() < PATIENCE, "a seat is free again");
        std::thread::yield_now();
    }
}

#[test]
fn a_drain_sends_away_who_waits_and_ends_the_mail_that_is_coming_in() {
    let (reception, desk, address) = start(Limits::default());
    let waiting = Peer::greeted(address);
    let mut sending = Peer::greeted(address);
    assert!(sending.asks(MAIL, OF_MAIL).starts_with("354 "));
    sending.says("Subject: x\r\n");
    let stopping = std::thread::spawn(move || reception.stop(PATIENCE));
    assert_eq!(waiting.hears_out(), "421 4.3.2 Going away, try again\r\n");
    assert!(!stopping.is_finished());
    assert!(sending.asks(".\r\n", 1).starts_with("250 2.6.0"));
    assert_eq!(sending.hears_out(), "421 4.3.2 Going away, try again\r\n");
    stopping.join().unwrap();
    assert_eq!(desk.taken(), 1);
    assert!(TcpStream::connect(address).is_err());
}

#[test]
fn what_is_cut_at_the_end_of_a_drain_was_not_answered() {
    let (reception, desk, address) = start(Limits::default());
    let mut sending = Peer::greeted(address);
    assert!(sending.asks(MAIL, OF_MAIL).starts_with("354 "));
    sending.says("Subject: x\r\n");
    desk.hold(true);
    reception.stop(Duration::from_millis(50));
    desk.hold(false);
    assert_eq!(sending.hears_out(), "");
    assert_eq!(desk.taken(), 0);
}
