//! Finds or starts the server. Test runners give each test a process of its own, so processes meet at a locked file;
//! a watchdog outside of them stops the server when it has been idle for a while.

use std::fs::{self, File};
use std::io::Write;
use std::net::TcpListener;
use std::os::unix::fs::{MetadataExt, chown};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use postgres::{Client, NoTls};

/// An URL of a server whose user may create databases; its database is not touched.
const SETTING: &str = "CANVASS_TEST_POSTGRES";
const WATCHDOG: &str = include_str!("watchdog.sh");
/// Durable as in production; many connections, because tests run side by side.
const OPTIONS: &str = "-c listen_addresses=127.0.0.1 -c unix_socket_directories= -c max_connections=300 \
     -c shared_buffers=128MB -c fsync=on -c synchronous_commit=on -c logging_collector=off";

/// A running server.
#[derive(Debug, Clone)]
pub struct TestServer {
    /// Without a database: `postgresql://user:password@host:port`.
    base: String,
    /// The database that administrative statements connect to.
    home: String,
    lock: PathBuf,
}

impl TestServer {
    /// The server of this machine, started if need be. The error says what to install.
    pub fn shared() -> Result<Self, String> {
        let folder = Folder::make()?;
        if let Some(url) = setting(SETTING) {
            let (base, home) = split_url(&url).ok_or_else(|| format!("{SETTING} is no postgresql:// URL"))?;
            return Ok(Self { base, home, lock: folder.lock() });
        }
        let held = folder.hold()?;
        folder.touch()?;
        let port = match folder.running_port() {
            Some(port) => port,
            None => folder.start()?,
        };
        drop(held);
        Ok(Self {
            base: format!("postgresql://canvass@127.0.0.1:{port}"),
            home: "postgres".to_owned(),
            lock: folder.lock(),
        })
    }

    /// The URL of a database of this server.
    pub(crate) fn url(&self, database: &str) -> String {
        format!("{}/{database}", self.base)
    }

    /// A connection for creating and dropping databases.
    pub(crate) fn connect(&self) -> Result<Client, String> {
        Client::connect(&self.url(&self.home), NoTls).map_err(|error| format!("{}: {error}", self.base))
    }

    /// Only one process at a time; until the file is dropped.
    pub(crate) fn hold(&self) -> Result<File, String> {
        hold(&self.lock)
    }
}

#[expect(clippy::disallowed_methods, reason = "tests have no settings to take this from")]
fn setting(name: &str) -> Option<String> {
    std::env::var(name).ok().filter(|value| !value.is_empty())
}

/// Server and database of an URL; parameters are dropped.
fn split_url(url: &str) -> Option<(String, String)> {
    let url = url.split('?').next()?;
    let (scheme, rest) = url.split_once("://")?;
    let (server, database) = rest.split_once('/').unwrap_or((rest, "postgres"));
    Some((format!("{scheme}://{server}"), database.to_owned()))
}

fn hold(path: &Path) -> Result<File, String> {
    let failed = |error: std::io::Error| format!("{}: {error}", path.display());
    let file = File::create(path).map_err(failed)?;
    file.lock().map_err(failed)?;
    Ok(file)
}

/// Where the server lives: a lock, a mark of use, and a home that belongs to the user it runs as.
struct Folder {
    path: PathBuf,
    /// The server refuses to run as root.
    is_root: bool,
}

impl Folder {
    fn make() -> Result<Self, String> {
        let uid = fs::metadata("/proc/self").map_err(|error| error.to_string())?.uid();
        let is_root = uid == 0;
        // Root's own temporary folder may be closed to the user that the server runs as.
        let parent = if is_root { PathBuf::from("/tmp") } else { std::env::temp_dir() };
        let path = parent.join(format!("canvass-test-postgres-{uid}"));
        fs::create_dir_all(&path).map_err(|error| format!("{}: {error}", path.display()))?;
        Ok(Self { path, is_root })
    }

    fn lock(&self) -> PathBuf {
        self.path.join("lock")
    }

    fn hold(&self) -> Result<File, String> {
        hold(&self.lock())
    }

    fn home(&self) -> PathBuf {
        self.path.join("home")
    }

    /// Tells the watchdog that the server is in use.
    fn touch(&self) -> Result<(), String> {
        let path = self.path.join("used");
        File::create(&path)
            .and_then(|mut file| file.write_all(b"."))
            .map_err(|error| format!("{}: {error}", path.display()))
    }

    fn running_port(&self) -> Option<u16> {
        let port: u16 = fs::read_to_string(self.path.join("port")).ok()?.trim().parse().ok()?;
        let url = format!("postgresql://canvass@127.0.0.1:{port}/postgres?connect_timeout=2");
        Client::connect(&url, NoTls).ok().map(|_client| port)
    }

    fn start(&self) -> Result<u16, String> {
        let programs = programs().ok_or_else(|| {
            format!(
                "tests on PostgreSQL need its server: install postgresql 15 or newer (Debian: apt-get install \
                 postgresql), or set {SETTING} to the URL of a server whose user may create databases"
            )
        })?;
        let data = self.home().join("data");
        if data.exists() {
            // A server that died or does not answer: its data is worth nothing.
            let stopped =
                self.run(&programs.join("pg_ctl"), &["-D", &text(&data), "-m", "immediate", "stop"]);
            drop(stopped);
        }
        self.make_home()?;
        self.run(
            &programs.join("initdb"),
            &["-D", &text(&data), "-A", "trust", "-U", "canvass", "-E", "UTF8", "--no-locale", "--no-sync"],
        )?;
        let port = free_port()?;
        let log = self.home().join("log");
        let options = format!("-p {port} {OPTIONS}");
        self.run(
            &programs.join("pg_ctl"),
            &["-D", &text(&data), "-l", &text(&log), "-o", &options, "-w", "start"],
        )?;
        fs::write(self.path.join("port"), port.to_string()).map_err(|error| error.to_string())?;
        self.watch(&programs, port)?;
        Ok(port)
    }

    fn make_home(&self) -> Result<(), String> {
        let home = self.home();
        let failed = |error: std::io::Error| format!("{}: {error}", home.display());
        if home.exists() {
            fs::remove_dir_all(&home).map_err(failed)?;
        }
        fs::create_dir(&home).map_err(failed)?;
        if self.is_root {
            let id = Command::new("id").args(["-u", "postgres"]).output().map_err(failed)?;
            let uid = String::from_utf8_lossy(&id.stdout).trim().parse().map_err(|_cause| {
                "the server does not run as root, and there is no user postgres".to_owned()
            })?;
            chown(&home, Some(uid), None).map_err(failed)?;
        }
        Ok(())
    }

    /// Runs a program of the server as the server's user. Its output goes nowhere: a server must not hold the pipes of
    /// a test runner open.
    fn run(&self, program: &Path, arguments: &[&str]) -> Result<(), String> {
        let mut command = self.command(program);
        command
            .args(arguments)
            .current_dir("/")
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null());
        let status = command.status().map_err(|error| format!("{}: {error}", program.display()))?;
        if status.success() {
            return Ok(());
        }
        let log = fs::read_to_string(self.home().join("log")).unwrap_or_default();
        Err(format!("{} {}: {status}\n{log}", program.display(), arguments.join(" ")))
    }

    fn command(&self, program: &Path) -> Command {
        if self.is_root {
            let mut command = Command::new("runuser");
            command.args(["-u", "postgres", "--"]).arg(program);
            return command;
        }
        Command::new(program)
    }

    fn watch(&self, programs: &Path, port: u16) -> Result<(), String> {
        let user = if self.is_root { "postgres" } else { "" };
        Command::new("sh")
            .args(["-c", WATCHDOG, "canvass-test-postgres"])
            .args([&text(&self.path), &text(programs), &port.to_string(), user])
            .current_dir("/")
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .process_group(0)
            .spawn()
            .map(drop)
            .map_err(|error| format!("the watchdog: {error}"))
    }
}

fn text(path: &Path) -> String {
    path.display().to_string()
}

fn free_port() -> Result<u16, String> {
    let listener = TcpListener::bind("127.0.0.1:0").map_err(|error| error.to_string())?;
    listener.local_addr().map(|address| address.port()).map_err(|error| error.to_string())
}

/// The folder of the newest server's programs.
fn programs() -> Option<PathBuf> {
    let mut found: Vec<(u32, PathBuf)> = fs::read_dir("/usr/lib/postgresql")
        .into_iter()
        .flatten()
        .flatten()
        .filter_map(|entry| Some((entry.file_name().to_str()?.parse().ok()?, entry.path().join("bin"))))
        .filter(|(_, path)| path.join("initdb").exists())
        .collect();
    found.sort();
    found.pop().map(|(_, path)| path).or_else(|| {
        let told = Command::new("pg_config").arg("--bindir").output().ok()?;
        let path = PathBuf::from(String::from_utf8_lossy(&told.stdout).trim());
        path.join("initdb").exists().then_some(path)
    })
}
