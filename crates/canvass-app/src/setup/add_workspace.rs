//! Makes a workspace, and finds it by its word.

use canvass_domain::id::WorkspaceId;
use canvass_domain::workspace::{Policy, Settings, Workspace};
use canvass_store::Pending;
use canvass_store::area::{NewWorkspace, WorkspaceRecord};
use jiff::{civil, tz::TimeZone};

use super::starter::Starter;
use super::{Faults, SettingsInput};
use crate::change::row;
use crate::soon::Soon;
use crate::{App, Principal, Reach, Refusal};

const MOST_SLUG_CHARS: usize = 40;
const DEFAULT_ZONE: &str = "Europe/Amsterdam";
const DEFAULT_OPEN_DAYS: i32 = 21;

/// A workspace to make.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct WorkspaceInput {
    /// The word in URLs: lower-case letters, digits and dashes, 1 to 40.
    pub slug: String,
    /// Name and settings; what is absent gets the default.
    pub settings: SettingsInput,
}

/// Makes a workspace: the operator's work.
pub fn add_workspace(app: &App, principal: &Principal, input: WorkspaceInput) -> Pending<Workspace, Refusal> {
    let (principal, starter) = (principal.clone(), Starter::new(app));
    app.store.write_both(move |tx| {
        if principal.reach != Reach::Installation {
            return Err(Refusal::NotFound("workspace"));
        }
        let mut workspace = with_defaults(&input.slug);
        let mut faults = Faults::default();
        if !is_slug(&input.slug) {
            let text =
                "Use 1 to 40 lower-case letters, digits and dashes, with a letter or digit at both ends.";
            faults.add("/slug", text);
        }
        input.settings.lay_over(&mut workspace, &mut faults);
        input.settings.policy.check_segments(None, &mut faults);
        faults.into_result()?;
        if workspace.settings.sender_name.is_empty() {
            workspace.settings.sender_name.clone_from(&workspace.name);
        }
        let now = tx.system().now()?;
        let made = NewWorkspace {
            slug: workspace.slug.clone(),
            name: workspace.name.clone(),
            settings: workspace.settings.clone(),
            policy: workspace.policy.clone(),
        };
        workspace.id = tx.system().add_workspace(&made, now)?;
        starter.give(tx.workspace(workspace.id), &mut workspace, now)?;
        let object = format!("workspace {}", workspace.slug);
        tx.workspace(workspace.id).audit(&row(&principal.actor, "add-workspace", object, now))?;
        Ok(workspace)
    })
}

/// The workspace of a word, for principals that reach it. The word of a workspace never changes, so it is looked up
/// once.
pub fn find_workspace(app: &App, principal: &Principal, slug: &str) -> Soon<WorkspaceId, Refusal> {
    let reached = |id: WorkspaceId, principal: &Principal| {
        if principal.reaches(id) { Ok(id) } else { Err(Refusal::NotFound("workspace")) }
    };
    if let Some(id) = app.kept_slug(slug) {
        return Soon::Known(reached(id, principal));
    }
    let (app, principal, slug) = (app.clone(), principal.clone(), slug.to_owned());
    Soon::Asked(app.clone().store.read_system(move |tx| {
        let record = tx.workspace_by_slug(&slug)?.ok_or(Refusal::NotFound("workspace"))?;
        app.keep_slug(&slug, record.workspace.id);
        reached(record.workspace.id, &principal)
    }))
}

/// The workspaces that a principal reaches, by id.
pub fn list_workspaces(app: &App, principal: &Principal) -> Pending<Vec<WorkspaceRecord>, Refusal> {
    let principal = principal.clone();
    app.store.read_system(move |tx| {
        let mut workspaces = tx.workspaces()?;
        workspaces.retain(|record| principal.reaches(record.workspace.id));
        Ok(workspaces)
    })
}

/// A workspace before anybody said anything about it (E45, E48). Its number is not known yet.
pub(super) fn with_defaults(slug: &str) -> Workspace {
    Workspace {
        id: WorkspaceId(0),
        slug: slug.to_owned(),
        name: slug.to_owned(),
        settings: Settings {
            zone: TimeZone::get(DEFAULT_ZONE).unwrap_or(TimeZone::UTC),
            send_time: civil::time(9, 0, 0, 0),
            closing_time: civil::time(21, 0, 0, 0),
            open_days: DEFAULT_OPEN_DAYS,
            language: "en".to_owned(),
            sender_name: String::new(),
        },
        policy: Policy::default(),
    }
}

fn is_slug(text: &str) -> bool {
    (1..=MOST_SLUG_CHARS).contains(&text.len())
        && text.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-')
        && !text.starts_with('-')
        && !text.ends_with('-')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slug_is_a_plain_word() {
        for slug in ["a", "acme-2", "0"] {
            assert!(is_slug(slug), "{slug}");
        }
        for slug in ["", "Acme", "a_b", "-a", "a-", "a/b", "\u{e9}", &"a".repeat(41)] {
            assert!(!is_slug(slug), "{slug}");
        }
    }

    #[test]
    fn the_default_zone_is_in_the_bundled_database() {
        assert_eq!(with_defaults("a").settings.zone_name(), DEFAULT_ZONE);
    }
}
