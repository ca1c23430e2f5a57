//! A server that is killed once and started again; who asks it then asks again.

use std::time::Duration;

use canvass_delivery::sink::{ScriptedSink, SinkScript};

use super::cases::Case;
use crate::harness::{Gone, Place, Server};

/// From the broken connection to the end of the process.
pub(super) const DYING: Duration = Duration::from_secs(20);

/// The two lives of a server on one place, and the relay that outlives both.
pub(super) struct Life {
    pub(super) place: Place,
    pub(super) sink: ScriptedSink,
    pub(super) deaths: usize,
    server: Server,
}

impl Life {
    /// A server on an empty place with an armed failpoint; it may be killed while it starts.
    pub(super) fn begin(case: Case) -> Self {
        let sink = ScriptedSink::start(SinkScript::default()).unwrap();
        let place = Place::new(case.engine).mail_to(&sink.url());
        let (server, deaths) = match place.try_start(Some(&case.setting())) {
            Ok(server) => (server, 0),
            Err(stopped) => {
                assert!(stopped.is_killed(), "{case:?}: {}", stopped.words());
                (place.start(), 1)
            }
        };
        Self { place, sink, deaths, server }
    }

    /// The same after a set-up in peace, by a server that is stopped before the failpoint is armed.
    pub(super) fn begin_after<T>(case: Case, set_up: impl FnOnce(&Server) -> T) -> (Self, T) {
        let sink = ScriptedSink::start(SinkScript::default()).unwrap();
        let place = Place::new(case.engine).mail_to(&sink.url());
        let server = place.start();
        let made = set_up(&server);
        server.stop();
        let server = place.try_start(Some(&case.setting())).unwrap();
        (Self { place, sink, deaths: 0, server }, made)
    }

    /// Waits for a kill that no step saw.
    pub(super) fn server_is_killed(&mut self) {
        self.server.wait_for_kill(DYING);
        self.deaths = 1;
        self.server = self.place.start();
    }

    pub(super) fn server(&self) -> &Server {
        &self.server
    }

    /// Does a step; if the server is killed in it, the whole step is done again by its successor.
    pub(super) fn perform<T>(&mut self, step: impl Fn(&Server, &ScriptedSink) -> Result<T, Gone>) -> T {
        loop {
            match step(&self.server, &self.sink) {
                Ok(done) => return done,
                Err(gone) => {
                    assert_eq!(self.deaths, 0, "it is killed once: {gone:?}");
                    self.server.wait_for_kill(DYING);
                    self.deaths = 1;
                    self.server = self.place.start();
                }
            }
        }
    }
}
