//! The installation: its identity and its workspaces.

use canvass_domain::id::WorkspaceId;
use canvass_domain::segment::{MAIN_CODE, MAIN_NAME};
use canvass_domain::workspace::{Settings, Workspace};
use canvass_store::area::{Installation, InstallationRecord, NewWorkspace, WorkspaceRecord};
use canvass_store::document::{workspace_policy_from_text, workspace_policy_to_text};
use canvass_store::{Result, StoreError, to_ticks};
use jiff::Timestamp;
use jiff::civil::Time;
use jiff::tz::TimeZone;

use crate::catalogue;
use crate::tx::{Cells, SqliteTx};

/// Seconds since midnight.
pub(super) fn seconds(time: Time) -> i32 {
    i32::from(time.hour()) * 3600 + i32::from(time.minute()) * 60 + i32::from(time.second())
}

/// The time of day of seconds made by [`seconds`].
pub(super) fn time_of_day(seconds: i32) -> Result<Time> {
    let part = |number: i32| i8::try_from(number).map_err(|_cause| StoreError::Corrupt("time of day"));
    Time::new(part(seconds / 3600)?, part(seconds / 60 % 60)?, part(seconds % 60)?, 0)
        .map_err(|_cause| StoreError::Corrupt("time of day"))
}

/// A workspace as the statements of this area and of the configuration select it.
pub(super) fn workspace_record(cells: &mut Cells<'_, '_>) -> Result<WorkspaceRecord> {
    let id = WorkspaceId(cells.next()?);
    let slug = cells.next()?;
    let name = cells.next()?;
    let zone: String = cells.next()?;
    let settings = Settings {
        zone: TimeZone::get(&zone).map_err(|_cause| StoreError::Corrupt("workspace.zone"))?,
        send_time: time_of_day(cells.next()?)?,
        closing_time: time_of_day(cells.next()?)?,
        open_days: cells.next()?,
        language: cells.next()?,
        sender_name: cells.next()?,
    };
    let policy = workspace_policy_from_text(cells.next::<Option<String>>()?.as_deref())?;
    Ok(WorkspaceRecord {
        workspace: Workspace { id, slug, name, settings, policy },
        created_at: cells.moment()?,
    })
}

impl Installation for SqliteTx<'_> {
    fn load_installation(&mut self) -> Result<Option<InstallationRecord>> {
        self.row(catalogue::LOAD_INSTALLATION, (), |cells| {
            Ok(InstallationRecord { id: cells.next()?, key_check: cells.next()? })
        })
    }

    fn save_installation(&mut self, record: &InstallationRecord) -> Result<()> {
        self.change_one(catalogue::INSERT_INSTALLATION, (&record.id, &record.key_check))
    }

    fn add_workspace(&mut self, workspace: &NewWorkspace, at: Timestamp) -> Result<WorkspaceId> {
        let settings = &workspace.settings;
        let id = self.cell(
            catalogue::INSERT_WORKSPACE,
            (
                &workspace.slug,
                &workspace.name,
                settings.zone_name(),
                seconds(settings.send_time),
                seconds(settings.closing_time),
                settings.open_days,
                &settings.language,
                &settings.sender_name,
                to_ticks(at),
                workspace_policy_to_text(&workspace.policy),
            ),
        )?;
        let id = id.map(WorkspaceId).ok_or(StoreError::Corrupt("workspace.workspace_id"))?;
        let main = self.take_numbers_of(id, "segment", 1)?;
        let none = None::<i32>;
        self.change_one(
            catalogue::INSERT_SEGMENT,
            (id.0, main, none, MAIN_CODE, MAIN_NAME, none, none, to_ticks(at)),
        )?;
        Ok(id)
    }

    fn workspaces(&mut self) -> Result<Vec<WorkspaceRecord>> {
        self.rows(catalogue::LIST_WORKSPACES, (), workspace_record)
    }

    fn workspace_by_slug(&mut self, slug: &str) -> Result<Option<WorkspaceRecord>> {
        self.row(catalogue::FIND_WORKSPACE, (slug,), workspace_record)
    }
}
