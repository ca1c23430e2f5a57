//! Numbers counted per workspace: batches, customers, audit rows and the like.
//!
//! They are reserved on a connection of their own that commits at once. Inside the main transaction the row of the
//! counter would stay locked until its commit, so that all imports of a workspace would queue for each other's syncs.
//! The reservation commits without waiting for the disk, and is safe all the same: the log is written in order, so the
//! commit of whatever uses the number makes the reservation durable with it; and if neither is durable, nobody has
//! ever seen the number. What a rolled-back transaction reserved stays unused: numbers grow, but may have gaps between
//! batches - never inside one, because a batch takes all its numbers at once.

use canvass_domain::id::WorkspaceId;
use canvass_store::{Result, StoreError};
use parking_lot::Mutex;
use postgres::types::ToSql;
use postgres::{Client, Statement};

use crate::catalogue::{RAISE_SEQUENCE, RESERVE_NUMBERS, Sql};
use crate::connect::Connector;
use crate::failure::{describe, is_connection_lost, statement_failed};

/// What a number counts; the word in storage.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Counted {
    Workspace,
    Batch,
    Import,
    Customer,
    Column,
    Route,
    Template,
    Questionnaire,
    User,
    Mail,
    Audit,
    Note,
    CutValue,
    Segment,
    ProductGroup,
    Product,
    Organisation,
    OrganisationField,
    Issuer,
    Certificate,
    File,
    Block,
    Webhook,
    ContactRule,
}

impl Counted {
    fn word(self) -> &'static str {
        match self {
            Self::Workspace => "workspace",
            Self::Batch => "batch",
            Self::Import => "import",
            Self::Customer => "customer",
            Self::Column => "column",
            Self::Route => "route",
            Self::Template => "template",
            Self::Questionnaire => "questionnaire",
            Self::User => "user",
            Self::Mail => "mail",
            Self::Audit => "audit",
            Self::Note => "note",
            Self::CutValue => "cut_value",
            Self::Segment => "segment",
            Self::ProductGroup => "product_group",
            Self::Product => "product",
            Self::Organisation => "organisation",
            Self::OrganisationField => "organisation_field",
            Self::Issuer => "issuer",
            Self::Certificate => "certificate",
            Self::File => "file",
            Self::Block => "block",
            Self::Webhook => "webhook",
            Self::ContactRule => "contact_rule",
        }
    }
}

struct Link {
    client: Client,
    reserve: Statement,
    raise: Statement,
}

/// The counters of all workspaces, shared by the threads of a node.
pub(crate) struct Sequences {
    connector: Connector,
    link: Mutex<Option<Link>>,
}

impl Sequences {
    pub(crate) fn new(connector: &Connector) -> Self {
        Self { connector: connector.without_sync(), link: Mutex::new(None) }
    }

    /// The next number.
    pub(crate) fn next(&self, workspace: WorkspaceId, counted: Counted) -> Result<i32> {
        let [first] = self.reserve(workspace, [(counted, 1)])?;
        Ok(first)
    }

    /// The first of so many consecutive numbers, for each kind.
    pub(crate) fn reserve<const N: usize>(
        &self,
        workspace: WorkspaceId,
        wanted: [(Counted, i32); N],
    ) -> Result<[i32; N]> {
        let words = wanted.map(|(counted, _)| counted.word());
        let counts = wanted.map(|(_, count)| count);
        let rows =
            self.run(RESERVE_NUMBERS, &[&workspace.0, &words.as_slice(), &counts.as_slice()], |link| {
                &link.reserve
            })?;
        let mut firsts = [0; N];
        for row in rows {
            let word: &str = row.try_get(0).map_err(|error| StoreError::Engine(describe(&error)))?;
            let first: i32 = row.try_get(1).map_err(|error| StoreError::Engine(describe(&error)))?;
            for (place, known) in firsts.iter_mut().zip(words) {
                if known == word {
                    *place = first;
                }
            }
        }
        Ok(firsts)
    }

    /// Makes sure that a number chosen by somebody else is not given out later.
    pub(crate) fn raise(&self, workspace: WorkspaceId, counted: Counted, used: i32) -> Result<()> {
        self.run(RAISE_SEQUENCE, &[&workspace.0, &counted.word(), &used], |link| &link.raise)?;
        Ok(())
    }

    /// A number may be lost with a broken connection but never given twice, so trying again on a new one is safe.
    fn run(
        &self,
        sql: &'static Sql,
        parameters: &[&(dyn ToSql + Sync)],
        statement: impl Fn(&Link) -> &Statement,
    ) -> Result<Vec<postgres::Row>> {
        let mut kept = self.link.lock();
        for is_last in [false, true] {
            let mut link = match kept.take() {
                Some(link) => link,
                None => self.open().map_err(|error| StoreError::Unavailable(describe(&error)))?,
            };
            let prepared = statement(&link).clone();
            match link.client.query(&prepared, parameters) {
                Ok(rows) => {
                    *kept = Some(link);
                    return Ok(rows);
                }
                Err(error) if is_last || !is_connection_lost(&error) => {
                    return Err(statement_failed(sql.name, &error));
                }
                Err(_lost) => {}
            }
        }
        Err(StoreError::Unavailable("no number could be reserved".to_owned()))
    }

    fn open(&self) -> std::result::Result<Link, postgres::Error> {
        let mut client = self.connector.connect()?;
        let reserve = client.prepare(RESERVE_NUMBERS.text)?;
        let raise = client.prepare(RAISE_SEQUENCE.text)?;
        Ok(Link { client, reserve, raise })
    }
}
