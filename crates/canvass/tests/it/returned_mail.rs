//! Mail that comes back to the real program, by the classes of Python that send mail: `docs/bounces.md` tells how to try
//! the same by hand.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::os::unix::net::UnixStream;
use std::path::Path;
use std::process::{Child, ChildStdout, Command, Stdio};
use std::time::Duration;

use rustix::process::Signal;
use serde_json::json;

use crate::harness::{BatchBody, Engine, OrdinaryWorkspace, Place, skip, until};

const PATIENCE: Duration = Duration::from_mins(2);

/// A relay that sends everything back.
struct BouncingRelay {
    process: Child,
    lines: BufReader<ChildStdout>,
}

impl BouncingRelay {
    fn start(back: &Path) -> Self {
        let script =
            Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/clients/python/bouncing_relay.py");
        let mut command = Command::new("python3");
        let command = command.arg(script).arg("127.0.0.1:0").arg(back);
        let mut process = command.stdout(Stdio::piped()).spawn().unwrap();
        let lines = BufReader::new(process.stdout.take().unwrap());
        Self { process, lines }
    }

    fn line(&mut self) -> String {
        let mut line = String::new();
        self.lines.read_line(&mut line).unwrap();
        line.trim_end().to_owned()
    }
}

impl Drop for BouncingRelay {
    fn drop(&mut self) {
        self.process.kill().unwrap();
        self.process.wait().unwrap();
    }
}

#[test]
fn what_python_sends_back_by_lmtp_and_smtp_counts_once_and_a_drain_takes_leave() {
    if !Command::new("python3").arg("--version").output().is_ok_and(|output| output.status.success()) {
        return skip("mail that comes back", "python3 is needed");
    }
    for engine in Engine::available("mail that comes back, on PostgreSQL") {
        let place = Place::new(engine).set("CANVASS_BOUNCE_ADDRESS", "bounces@example.org");
        let socket = place.folder().join("bounce.sock");
        let mut relay = BouncingRelay::start(&socket);
        let address = relay.line().strip_prefix("listening at ").unwrap().to_owned();
        let place = place
            .set("CANVASS_BOUNCE_LISTEN", socket.to_str().unwrap())
            .mail_to(&format!("smtp://{address}"));
        let mut server = place.start();
        let api = server.operator();
        let workspace = OrdinaryWorkspace::set_up(&api, "acme", &json!({}));
        let body = BatchBody::new("ann", 1, 0);
        api.post(&workspace.path("batches"), &body.native());
        let said: Vec<String> = (0..4).map(|_| relay.line()).collect();
        let took = format!("took a mail to {}", body.addresses()[0]);
        assert_eq!(
            said,
            [&took, "back by LMTP: taken", "back by SMTP: taken", "to a stranger: refused 550"],
            "{engine:?}"
        );
        let customers = api.list(&workspace.path("customers"));
        assert_eq!(customers[0]["state"], "Bounced", "{engine:?}: {customers:?}");
        let suppressions = api.list(&workspace.path("suppressions"));
        assert_eq!((suppressions.len(), &suppressions[0]["kind"]), (1, &json!("hard")), "{engine:?}");
        let metrics = until("the counts", PATIENCE, || {
            let text = server.stranger().text("/metrics");
            text.contains("canvass_returned_mails_turned_away_total{what=\"recipient\"} 1").then_some(text)
        });
        for count in ["outcome=\"taken\"} 1", "outcome=\"known\"} 1"] {
            assert!(metrics.contains(&format!("canvass_returned_mails_total{{{count}")), "{metrics}");
        }
        assert!(place.run(&server, &["check"]).status.success());
        let mut waiting = UnixStream::connect(&socket).unwrap();
        waiting.write_all(b"LHLO x\r\nMAIL FROM:<>\r\n").unwrap();
        let mut greeting = [0; 4];
        waiting.read_exact(&mut greeting).unwrap();
        server.signal(Signal::TERM);
        let mut rest = String::new();
        waiting.read_to_string(&mut rest).unwrap();
        assert!(rest.ends_with("421 4.3.2 Going away, try again\r\n"), "{rest}");
        assert!(server.wait_for_end(PATIENCE).success());
        assert!(!socket.exists());
    }
}
