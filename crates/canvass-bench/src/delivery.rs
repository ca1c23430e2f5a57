//! Delivery: messages to a local sink with the full ledger, beside the bare pipelined dialogue.

use std::io::{BufRead as _, BufReader, Write as _};
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

use crate::load::Connection;
use crate::measure::{cpu_seconds, rate, tell};
use crate::server::Server;
use crate::setup;
use crate::sink::Sink;
use crate::workload::{self, Dates, Seed};

const PATIENCE: Duration = Duration::from_mins(10);
const DUE: Dates = Dates { send: "2026-01-01T00:00:00Z", end: "2099-02-01T00:00:00+01:00" };

/// Runs both and prints the ratio.
pub(crate) fn run(url: Option<&str>, messages: usize, connections: usize) -> anyhow::Result<()> {
    let sink = Sink::start()?;
    let settings = [
        ("CANVASS_MAIL_TRANSPORT", "smtp".to_owned()),
        ("CANVASS_SMTP_URL", format!("smtp://{}?tls=none", sink.address)),
        ("CANVASS_MAIL_FROM", "survey@example.org".to_owned()),
        ("CANVASS_MAIL_CONNECTIONS", connections.to_string()),
    ];
    let server = Server::start(url, &settings)?;
    let workspace = setup::workspace(&server)?;
    let batches = queue(&server, &workspace, messages)?;
    let cpu = cpu_seconds(server.pid());
    for batch in batches {
        let path = format!("workspaces/bench/batches/{batch}/approve");
        server.call("POST", &path, &serde_json::json!({}))?;
    }
    let (took, twice) = sink.wait(messages, PATIENCE)?;
    let reached = rate(messages, took);
    let cpu = cpu_seconds(server.pid()) - cpu;
    drop(server);
    let bare = bare(messages, connections)?;
    tell(&format!(
        "delivery, {messages} messages, {connections} connections: {reached:.0}/s, {cpu:.1} CPU s, twice {twice}; bare dialogue {bare:.0}/s, ratio {:.2}",
        reached / bare
    ));
    Ok(())
}

/// Takes the customers in, unapproved, so that delivery alone is measured.
fn queue(server: &Server, workspace: &setup::Workspace, messages: usize) -> anyhow::Result<Vec<i64>> {
    let mut connection = Connection::open(&server.address)?;
    let headers = format!("Authorization: Bearer {}\r\nContent-Type: application/json\r\n", workspace.token);
    let mut batches = Vec::new();
    let mut left = messages;
    for serial in 1.. {
        let count = left.min(1_000);
        if count == 0 {
            break;
        }
        left -= count;
        let persons = workload::persons(&mut Seed::new(serial), serial, count);
        let body = workload::json(&persons, &workspace.columns, DUE)
            .replace("\"ApproveAutomatically\":true", "\"ApproveAutomatically\":false");
        let answer = connection.call("POST", "/external/api/v3/customer/add", &headers, &body)?;
        anyhow::ensure!(answer.status == 200, "{}", String::from_utf8_lossy(&answer.body));
        let answer: serde_json::Value = serde_json::from_slice(&answer.body)?;
        batches.extend(answer["BatchId"].as_i64());
    }
    Ok(batches)
}

/// The bare pipelined dialogue: the same size of letter, no ledger.
fn bare(messages: usize, connections: usize) -> anyhow::Result<f64> {
    let sink = Sink::start()?;
    let each = messages / connections;
    let results: Vec<anyhow::Result<()>> = std::thread::scope(|scope| {
        let threads: Vec<_> = (0..connections)
            .map(|connection| {
                let address = sink.address;
                scope.spawn(move || send(address, connection, each))
            })
            .collect();
        threads
            .into_iter()
            .map(|thread| thread.join().unwrap_or_else(|_| anyhow::bail!("a sender panicked")))
            .collect()
    });
    results.into_iter().collect::<anyhow::Result<()>>()?;
    let (took, _) = sink.wait(each * connections, PATIENCE)?;
    Ok(rate(each * connections, took))
}

fn send(address: SocketAddr, connection: usize, letters: usize) -> anyhow::Result<()> {
    let stream = TcpStream::connect(address)?;
    stream.set_nodelay(true)?;
    let mut commands = stream.try_clone()?;
    let mut replies = BufReader::new(stream);
    let mut line = String::new();
    let mut read = |replies_wanted: usize| -> anyhow::Result<()> {
        let mut seen = 0;
        while seen < replies_wanted {
            line.clear();
            anyhow::ensure!(replies.read_line(&mut line)? > 0, "the sink went away");
            if line.as_bytes().get(3) == Some(&b' ') {
                seen += 1;
            }
        }
        Ok(())
    };
    read(1)?;
    commands.write_all(b"EHLO bench\r\n")?;
    read(1)?;
    let body =
        "c29tZSBlbmNvZGVkIHRleHQgb2YgYSBsZXR0ZXIgdGhhdCBpbnZpdGVzIHNvbWVib2R5IHRvIGFuc3dlcg==\r\n".repeat(28);
    for number in 0..letters {
        commands
            .write_all(b"MAIL FROM:<survey@example.org>\r\nRCPT TO:<somebody@example.org>\r\nDATA\r\n")?;
        read(3)?;
        let head = format!(
            "Message-ID: <{connection}.{number}@example.org>\r\nSubject: How was it?\r\nFrom: survey@example.org\r\n\r\n"
        );
        commands.write_all([head.as_bytes(), body.as_bytes(), b".\r\n"].concat().as_slice())?;
        read(1)?;
    }
    commands.write_all(b"QUIT\r\n")?;
    Ok(())
}
