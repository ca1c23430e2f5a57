//! A fresh database for one test.

use crate::server::TestServer;

/// A database that is dropped with this value.
#[derive(Debug)]
pub struct TestDatabase {
    server: TestServer,
    name: String,
}

impl TestDatabase {
    /// The URL that leads to it.
    pub fn url(&self) -> String {
        self.server.url(&self.name)
    }

    /// Runs a script on a connection of its own, which says nothing about itself: as a program of the first releases.
    pub fn run(&self, script: &str) -> Result<(), String> {
        let client = postgres::Client::connect(&self.url(), postgres::NoTls);
        client.and_then(|mut client| client.batch_execute(script)).map_err(|error| error.to_string())
    }
}

impl Drop for TestDatabase {
    fn drop(&mut self) {
        // What stays behind goes with the server.
        if let Ok(mut client) = self.server.connect() {
            drop(client.batch_execute(&format!("DROP DATABASE IF EXISTS {} WITH (FORCE)", self.name)));
        }
    }
}

impl TestServer {
    /// A database without anything in it.
    pub fn empty_database(&self) -> Result<TestDatabase, String> {
        self.create("template0")
    }

    /// A copy of the template of this name; `prepare` makes the template from an empty database, once on the server.
    /// The name must change with what `prepare` does.
    pub fn database(
        &self,
        template: &str,
        prepare: impl FnOnce(&str) -> Result<(), String>,
    ) -> Result<TestDatabase, String> {
        if !self.is_there(template)? {
            let held = self.hold()?;
            if !self.is_there(template)? {
                self.make_template(template, prepare)?;
            }
            drop(held);
        }
        self.create(template)
    }

    fn create(&self, template: &str) -> Result<TestDatabase, String> {
        let mut client = self.connect()?;
        let row = client
            .query_one("SELECT 'test_' || replace(gen_random_uuid()::text, '-', '')", &[])
            .map_err(|error| error.to_string())?;
        let name: String = row.try_get(0).map_err(|error| error.to_string())?;
        client
            .batch_execute(&format!("CREATE DATABASE {name} TEMPLATE {template}"))
            .map_err(|error| told(&error))?;
        Ok(TestDatabase { server: self.clone(), name })
    }

    fn is_there(&self, database: &str) -> Result<bool, String> {
        let found = self
            .connect()?
            .query_opt("SELECT 1 FROM pg_database WHERE datname = $1", &[&database])
            .map_err(|error| told(&error))?;
        Ok(found.is_some())
    }

    /// Under another name until it is done, so that a template that exists is complete.
    fn make_template(
        &self,
        template: &str,
        prepare: impl FnOnce(&str) -> Result<(), String>,
    ) -> Result<(), String> {
        let making = format!("{template}_making");
        let mut client = self.connect()?;
        for statement in [
            format!("DROP DATABASE IF EXISTS {making} WITH (FORCE)"),
            format!("CREATE DATABASE {making} TEMPLATE template0"),
        ] {
            client.batch_execute(&statement).map_err(|error| told(&error))?;
        }
        prepare(&self.url(&making))?;
        // The server notices closed connections a moment later; nobody can copy a database that is in use.
        let ask = "SELECT count(*) = 0, pg_sleep(0.02)::text FROM pg_stat_activity WHERE datname = $1";
        let mut is_free = false;
        for _ in 0..500 {
            let row = client.query_one(ask, &[&making]).map_err(|error| told(&error))?;
            is_free = row.try_get(0).map_err(|error| told(&error))?;
            if is_free {
                break;
            }
        }
        if !is_free {
            return Err(format!("{making} is still in use"));
        }
        client
            .batch_execute(&format!("ALTER DATABASE {making} RENAME TO {template}"))
            .map_err(|error| told(&error))
    }
}

fn told(error: &postgres::Error) -> String {
    error.as_db_error().map_or_else(|| error.to_string(), ToString::to_string)
}
