//! The identity of the installation and its workspaces.

use canvass_domain::id::WorkspaceId;
use canvass_domain::segment::{MAIN_CODE, MAIN_NAME};
use canvass_domain::workspace::{Settings, Workspace};
use canvass_store::area::{Installation, InstallationRecord, NewWorkspace, WorkspaceRecord};
use canvass_store::document::{workspace_policy_from_text, workspace_policy_to_text};
use canvass_store::{Result, StoreError, to_ticks};
use jiff::tz::TimeZone;
use jiff::{Timestamp, civil};
use postgres::Row;

use crate::catalogue;
use crate::sequence::Counted;
use crate::transaction::{PostgresTx, moment, named};

/// Times of day are kept as seconds.
pub(super) fn seconds_of(time: civil::Time) -> i32 {
    i32::from(time.hour()) * 3600 + i32::from(time.minute()) * 60 + i32::from(time.second())
}

/// The time of day of seconds made by [`seconds_of`].
pub(super) fn time_of(seconds: i32) -> Result<civil::Time> {
    let part = |number: i32| i8::try_from(number).map_err(|_cause| StoreError::Corrupt("a time of day"));
    civil::Time::new(part(seconds / 3600)?, part(seconds / 60 % 60)?, part(seconds % 60)?, 0)
        .map_err(|_cause| StoreError::Corrupt("a time of day"))
}

pub(super) fn workspace(row: &Row) -> Result<Workspace> {
    let zone = TimeZone::get(named(row, "zone")?).map_err(|_cause| StoreError::Corrupt("workspace.zone"))?;
    Ok(Workspace {
        id: WorkspaceId(named(row, "workspace_id")?),
        slug: named(row, "slug")?,
        name: named(row, "name")?,
        settings: Settings {
            zone,
            send_time: time_of(named(row, "send_time")?)?,
            closing_time: time_of(named(row, "closing_time")?)?,
            open_days: named(row, "open_days")?,
            language: named(row, "language")?,
            sender_name: named(row, "sender_name")?,
        },
        policy: workspace_policy_from_text(named(row, "policy")?)?,
    })
}

fn record(row: &Row) -> Result<WorkspaceRecord> {
    Ok(WorkspaceRecord { workspace: workspace(row)?, created_at: moment(row, "created_at")? })
}

impl Installation for PostgresTx<'_> {
    fn load_installation(&mut self) -> Result<Option<InstallationRecord>> {
        let row = self.query_opt(catalogue::LOAD_INSTALLATION, &[])?;
        row.map(|row| Ok(InstallationRecord { id: named(&row, "id")?, key_check: named(&row, "key_check")? }))
            .transpose()
    }

    fn save_installation(&mut self, record: &InstallationRecord) -> Result<()> {
        match self.execute(catalogue::INSERT_INSTALLATION, &[&record.id, &record.key_check])? {
            0 => Err(StoreError::Conflict("installation")),
            _ => Ok(()),
        }
    }

    fn add_workspace(&mut self, workspace: &NewWorkspace, at: Timestamp) -> Result<WorkspaceId> {
        let id = self.shared.sequences.next(WorkspaceId(0), Counted::Workspace)?;
        let settings = &workspace.settings;
        let rows = self.execute(
            catalogue::INSERT_WORKSPACE,
            &[
                &id,
                &workspace.slug,
                &workspace.name,
                &settings.zone_name(),
                &seconds_of(settings.send_time),
                &seconds_of(settings.closing_time),
                &settings.open_days,
                &settings.language,
                &settings.sender_name,
                &to_ticks(at),
                &workspace_policy_to_text(&workspace.policy),
            ],
        )?;
        if rows == 0 {
            return Err(StoreError::Conflict("workspace_slug"));
        }
        let main = self.shared.sequences.next(WorkspaceId(id), Counted::Segment)?;
        let none = None::<i32>;
        self.execute_exactly(
            catalogue::INSERT_SEGMENT,
            1,
            &[&id, &main, &none, &MAIN_CODE, &MAIN_NAME, &none, &none, &to_ticks(at)],
        )?;
        Ok(WorkspaceId(id))
    }

    fn workspaces(&mut self) -> Result<Vec<WorkspaceRecord>> {
        self.query(catalogue::LIST_WORKSPACES, &[])?.iter().map(record).collect()
    }

    fn workspace_by_slug(&mut self, slug: &str) -> Result<Option<WorkspaceRecord>> {
        self.query_opt(catalogue::FIND_WORKSPACE, &[&slug])?.as_ref().map(record).transpose()
    }
}
