//! A running server: its process, its address, what it logged. It is killed when it is dropped.

use std::fs;
use std::io::{BufRead as _, BufReader, Read};
use std::net::SocketAddr;
use std::os::unix::process::ExitStatusExt as _;
use std::path::PathBuf;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use rustix::process::{Pid, Resource, Rlimit, Signal, kill_process, prlimit};
use serde_json::Value;

use super::api::Api;
use super::patience::{Deadline, until};

/// A migration on a busy machine takes a while; nothing takes longer.
const START: Duration = Duration::from_mins(1);
const LINES_TOLD: usize = 40;

/// A process that serves.
#[derive(Debug)]
pub(crate) struct Server {
    process: Process,
    address: SocketAddr,
    data: PathBuf,
}

/// A server that ended before it was ready.
#[derive(Debug)]
pub(crate) struct StoppedEarly {
    pub(crate) status: ExitStatus,
    pub(crate) log: Vec<String>,
}

impl StoppedEarly {
    /// Whether SIGKILL ended it.
    pub(crate) fn is_killed(&self) -> bool {
        self.status.signal() == Some(9)
    }

    /// What it said, in one text.
    pub(crate) fn words(&self) -> String {
        self.log.join("\n")
    }
}

#[derive(Debug)]
struct Process {
    child: Child,
    log: Arc<Mutex<Vec<String>>>,
}

impl Server {
    /// Starts it and waits for its line "ready".
    pub(super) fn spawn(mut program: Command, data: PathBuf) -> Result<Self, StoppedEarly> {
        let mut child = program.stdout(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap();
        let log = Arc::default();
        let reader = read_log(child.stderr.take().unwrap(), &log);
        let mut process = Process { child, log };
        let deadline = Deadline::after(START);
        loop {
            let address = process.log.lock().unwrap().iter().find_map(|line| ready(line));
            if let Some(address) = address {
                return Ok(Self { process, address, data });
            }
            if let Some(status) = process.child.try_wait().unwrap() {
                // The pipe ends with the process; then the log is whole.
                reader.join().unwrap();
                let log = process.log.lock().unwrap().clone();
                return Err(StoppedEarly { status, log });
            }
            assert!(!deadline.is_over(), "no server within {START:?}");
            deadline.pace();
        }
    }

    /// The base of its addresses.
    pub(crate) fn base(&self) -> String {
        format!("http://{}", self.address)
    }

    /// A client with the operator's token.
    pub(crate) fn operator(&self) -> Api {
        let token = fs::read_to_string(self.data.join("operator-token")).unwrap();
        Api::new(&self.base(), Some(token.trim()))
    }

    /// A client without a token.
    pub(crate) fn stranger(&self) -> Api {
        Api::new(&self.base(), None)
    }

    /// The most memory it ever had, in KiB.
    pub(crate) fn peak_memory(&self) -> u64 {
        let status = fs::read_to_string(format!("/proc/{}/status", self.process.child.id())).unwrap();
        let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap();
        line.trim().strip_suffix("kB").unwrap().trim().parse().unwrap()
    }

    /// Sends a signal.
    pub(crate) fn signal(&self, signal: Signal) {
        let pid = Pid::from_child(&self.process.child);
        kill_process(pid, signal).unwrap();
    }

    /// Lets no file of the process grow beyond so many bytes; without a number, as large as they like.
    pub(crate) fn limit_files(&self, most_bytes: Option<u64>) {
        let limit = Rlimit { current: most_bytes, maximum: None };
        prlimit(Some(Pid::from_child(&self.process.child)), Resource::Fsize, limit).unwrap();
    }

    /// Has its calls traced from now on, in all its threads; the tracer ends with it.
    pub(crate) fn trace(&self, words: &[String]) -> Child {
        let id = self.process.child.id().to_string();
        let tracer = Command::new("strace").args(["-o", "/dev/null"]).args(words).args(["-p", &id]).spawn();
        let is_traced = |task: std::io::Result<fs::DirEntry>| {
            let status = fs::read_to_string(task.unwrap().path().join("status")).unwrap_or_default();
            // Whoever is at its end already was traced.
            status.contains("State:\tZ") || !status.contains("TracerPid:\t0\n")
        };
        until("the tracing", START, || {
            fs::read_dir(format!("/proc/{id}/task")).unwrap().all(is_traced).then_some(())
        });
        tracer.unwrap()
    }

    /// Lets who traces it (and makes its calls fail) go; the calls come through again.
    pub(crate) fn end_tracing(&self) {
        let tracer = || {
            let status = fs::read_to_string(format!("/proc/{}/status", self.process.child.id())).unwrap();
            let line = status.lines().find_map(|line| line.strip_prefix("TracerPid:")).unwrap();
            Pid::from_raw(line.trim().parse().unwrap())
        };
        kill_process(tracer().unwrap(), Signal::TERM).unwrap();
        until("the end of the tracing", START, || tracer().is_none().then_some(()));
    }

    /// Ends it as a power cut of the process would.
    pub(crate) fn kill(mut self) {
        self.process.child.kill().unwrap();
        self.process.child.wait().unwrap();
    }

    /// Waits until it is gone, however it ends.
    pub(crate) fn wait_for_end(&mut self, within: Duration) -> ExitStatus {
        until("the end of the process", within, || self.process.child.try_wait().unwrap())
    }

    /// Waits until a failpoint has killed it.
    pub(crate) fn wait_for_kill(&mut self, within: Duration) {
        let status = self.wait_for_end(within);
        assert_eq!(status.signal(), Some(9), "it ended by itself: {status}");
    }

    /// SIGTERM; it drains and ends well.
    pub(crate) fn stop(mut self) {
        self.signal(Signal::TERM);
        let status = self.wait_for_end(Duration::from_secs(30));
        assert_eq!(status.code(), Some(0), "a drain ends well");
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        // Both fail on a process that is gone, which is as well.
        drop(self.child.kill());
        drop(self.child.wait());
        if std::thread::panicking() {
            let log = self.log.lock().unwrap();
            let told = log.iter().skip(log.len().saturating_sub(LINES_TOLD));
            told.for_each(|line| eprintln!("server {}: {line}", self.child.id()));
        }
    }
}

fn read_log(pipe: impl Read + Send + 'static, log: &Arc<Mutex<Vec<String>>>) -> std::thread::JoinHandle<()> {
    let log = Arc::clone(log);
    std::thread::spawn(move || {
        for line in BufReader::new(pipe).lines().map_while(Result::ok) {
            log.lock().unwrap().push(line);
        }
    })
}

/// The address in the line that tells readiness.
fn ready(line: &str) -> Option<SocketAddr> {
    let line: Value = serde_json::from_str(line).ok()?;
    let fields = &line["fields"];
    (fields["message"] == "ready").then(|| fields["address"].as_str()?.parse().ok()).flatten()
}
