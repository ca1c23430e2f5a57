//! EXP-08: what a peer received is verified by a program that is not ours.

use std::path::Path;
use std::process::Command;

use canvass_delivery::dkim::{DkimAlgorithm, DkimKey, DkimSigner, new_dkim_key};
use canvass_delivery::sink::{ScriptedSink, SinkScript};
use canvass_delivery::{Fence, Letter, Mailbox, Outcome, Transport as _, build};
use jiff::Timestamp;
use secrecy::ExposeSecret as _;

use crate::relay::transport;

const PYTHON: &str = "/usr/bin/python3";

/// Prints a line for each signature: whether it holds, and whether every header of the letter that is asked for is
/// covered once more than it stands there.
const CHECKER: &str = r#"
import dkim, json, re, sys
letter = open(sys.argv[1], "rb").read()
records = {name.encode(): value.encode() for name, value in json.load(open(sys.argv[2])).items()}
def look_up(name, timeout=5):
    return records.get(name.rstrip(b"."))
judge = dkim.DKIM(letter)
count = sum(1 for name, value in judge.headers if name.lower() == b"dkim-signature")
for index in range(count):
    try:
        holds = judge.verify(idx=index, dnsfunc=look_up)
    except dkim.DKIMException as error:
        holds = False
    value = [value for name, value in judge.headers if name.lower() == b"dkim-signature"][index]
    tags = dkim.util.parse_tag_value(value)
    named = [name.strip().lower() for name in tags[b"h"].split(b":")]
    there = [name.lower() for name, value in judge.headers]
    over = all(named.count(name) == there.count(name) + 1 for name in
        (b"from", b"to", b"subject", b"date", b"message-id", b"list-unsubscribe", b"list-unsubscribe-post",
         b"mime-version", b"content-type"))
    print(tags[b"a"].decode(), holds, over)
"#;

/// False where the checker is not installed; the gate installs it.
fn has_checker() -> bool {
    let found = Command::new(PYTHON).args(["-c", "import dkim, nacl"]).output();
    if found.is_ok_and(|output| output.status.success()) {
        return true;
    }
    #[expect(
        clippy::disallowed_methods,
        reason = "only a machine of one's own may lack what the gate installs"
    )]
    let is_gate = std::env::var_os("CI").is_some();
    assert!(!is_gate, "python3-dkim and python3-nacl are needed");
    false
}

fn letter() -> Letter {
    Letter {
        message_id: "abc@mail.example.org".to_owned(),
        from: Mailbox {
            name: Some("Bäckerei & Söhne".to_owned()),
            address: "post@mail.example.org".to_owned(),
        },
        reply_to: None,
        to_address: "ada@example.net".to_owned(),
        to_name: Some("Ada".to_owned()),
        subject: "Wie war der Kuchen? Ein Betreff, der so lang ist, dass er über eine Zeile hinaus geht"
            .to_owned(),
        text: "Hallo  Ada,\n.\n\nein Punkt, und zwei Leerzeichen am Ende  \n\n\n".to_owned(),
        html: Some("<p>Grüße</p>\n".repeat(40)),
        date: Timestamp::UNIX_EPOCH,
        headers: vec![
            ("List-Unsubscribe".to_owned(), "<https://cx.example.org/p/abc>".to_owned()),
            ("List-Unsubscribe-Post".to_owned(), "List-Unsubscribe=One-Click".to_owned()),
        ],
    }
}

fn signer() -> DkimSigner {
    let keys = [(DkimAlgorithm::Rsa, "r1"), (DkimAlgorithm::Ed25519, "e1")].map(|(algorithm, selector)| {
        let pem = new_dkim_key(algorithm).unwrap();
        DkimKey::read("example.org", selector, pem.expose_secret().as_bytes()).unwrap()
    });
    DkimSigner::new(keys.into())
}

fn judged(folder: &Path, bytes: &[u8]) -> Vec<String> {
    let file = folder.join("letter.eml");
    std::fs::write(&file, bytes).unwrap();
    let output =
        Command::new(PYTHON).args(["-c", CHECKER]).arg(file).arg(folder.join("dns.json")).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap().lines().map(str::to_owned).collect()
}

#[test]
fn exp_08_an_independent_checker_accepts_what_the_peer_received() {
    if !has_checker() {
        return;
    }
    let (folder, signer) = (tempfile::tempdir().unwrap(), signer());
    let records: Vec<String> = signer
        .keys()
        .iter()
        .map(|key| format!("{:?}: {:?}", key.record().name, key.record().value))
        .collect();
    std::fs::write(folder.path().join("dns.json"), format!("{{{}}}", records.join(","))).unwrap();
    let sink = ScriptedSink::start(SinkScript::default()).unwrap();
    let mut session = transport(&sink.url()).open().unwrap();
    let mut built = build(&letter()).unwrap();
    assert_eq!(signer.sign(&mut built, Timestamp::from_second(1_700_000_000).unwrap()), 2);
    assert!(matches!(session.deliver(&built, &mut || Fence::Go), Outcome::Sent { .. }));
    let received = sink.accepted().remove(0).bytes;
    assert_eq!(judged(folder.path(), &received), ["rsa-sha256 True True", "ed25519-sha256 True True"]);
    for (found, put) in
        [("Hallo", "Hullo"), ("Subject: ", "Subject: x"), ("Date: ", "Reply-To: x@y.example\r\nDate: ")]
    {
        let changed = String::from_utf8(received.clone()).unwrap().replacen(found, put, 1);
        assert_ne!(changed.as_bytes(), received, "{found}");
        let verdicts = judged(folder.path(), changed.as_bytes());
        assert!(verdicts.iter().all(|verdict| verdict.contains(" False ")), "{found}: {verdicts:?}");
    }
}
