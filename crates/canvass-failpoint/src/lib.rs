//! Failpoints: named places at every commit, external call and file step where a test build can be killed
//! (promises 2.18). Release builds compile them to nothing.
//!
//! `CANVASS_FAILPOINT=name:k:kill` ends the process with SIGKILL at the k-th pass of the place. The program reads the
//! setting and calls [`arm`]; the harness lists the places with [`ALL`].

use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};

/// All places, in the order of the line: a pass of any other name is refused by a debug assertion.
pub const ALL: &[&str] = &[
    "store.before-commit",
    "store.after-commit",
    "store.file-content",
    "store.file-row",
    "write.before-commit",
    "write.after-commit",
    "write.before-answer",
    "delivery.after-claim",
    "delivery.before-connect",
    "delivery.after-greeting",
    "delivery.after-recipients",
    "delivery.half-body",
    "delivery.after-body",
    "delivery.before-hand-over-commit",
    "delivery.after-hand-over-commit",
    "delivery.after-dot",
    "delivery.after-reply",
    "delivery.after-settle-commit",
    "webhook.answered",
    "answer.before-commit",
    "answer.after-commit",
    "file.operator-token",
    "file.instance-key",
    "migration.before-commit",
    "migration.after-commit",
];

#[derive(Debug)]
struct Armed {
    name: String,
    pass: u64,
}

static ARMED: Mutex<Option<Armed>> = Mutex::new(None);
static PASSES: AtomicU64 = AtomicU64::new(0);

/// Arms one place from the text of the setting, `name:k:kill`.
///
/// # Errors
/// Tells what is wrong with the text, or that this build has no failpoints.
pub fn arm(text: &str) -> Result<(), String> {
    if !cfg!(debug_assertions) {
        return Err("failpoints exist in test builds only".to_owned());
    }
    let parts: Vec<&str> = text.split(':').collect();
    let [name, pass, "kill"] = parts.as_slice() else {
        return Err("a failpoint is written name:k:kill".to_owned());
    };
    if !ALL.contains(name) {
        return Err(format!("there is no failpoint of this name; there are {}", ALL.join(", ")));
    }
    let pass = pass.parse().ok().filter(|pass| *pass > 0).ok_or("k counts from 1")?;
    if let Ok(mut armed) = ARMED.lock() {
        *armed = Some(Armed { name: (*name).to_owned(), pass });
    }
    Ok(())
}

/// Whether this very place is armed: for places that exist only while they are tested, such as half a write.
pub fn is_armed(name: &'static str) -> bool {
    cfg!(debug_assertions)
        && ARMED.lock().is_ok_and(|armed| armed.as_ref().is_some_and(|armed| armed.name == name))
}

/// Passes the place: nothing happens, or the process is gone.
#[inline]
pub fn pass(name: &'static str) {
    if cfg!(debug_assertions) {
        debug_assert!(ALL.contains(&name), "unregistered failpoint {name}");
        let is_hit = ARMED.lock().is_ok_and(|armed| {
            armed.as_ref().is_some_and(|armed| {
                armed.name == name && PASSES.fetch_add(1, Ordering::SeqCst) + 1 == armed.pass
            })
        });
        if is_hit {
            // A signal to ourselves that cannot be caught: nothing is flushed, as in a power cut of the process.
            let _killed =
                rustix::process::kill_process(rustix::process::getpid(), rustix::process::Signal::KILL);
        }
    }
}
