//! Settings of a workspace: checked as texts, laid over what stands.

use canvass_domain::id::WorkspaceId;
use canvass_domain::workspace::{Settings, Workspace};
use canvass_store::Pending;
use jiff::{civil, tz::TimeZone};

use super::calendar::check_time_is_left;
use super::{Faults, PolicyInput};
use crate::block::{Reading, follow_set_up};
use crate::change::Done;
use crate::{App, Principal, Refusal};

const MOST_NAME_CHARS: usize = 200;
const MOST_OPEN_DAYS: i32 = 3650;
const MOST_LANGUAGE_CHARS: usize = 35;

/// Settings as sent; what is absent stays as it stands.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SettingsInput {
    /// What people see.
    pub name: Option<String>,
    /// IANA name of the zone.
    pub zone: Option<String>,
    /// Start of the send window, `HH:MM` or `HH:MM:SS`.
    pub send_time: Option<String>,
    /// Closing hour; `00:00` = the end of the day.
    pub closing_time: Option<String>,
    /// Days a questionnaire stays open.
    pub open_days: Option<i32>,
    /// Language of pages and mails.
    pub language: Option<String>,
    /// The sender's name in mails.
    pub sender_name: Option<String>,
    /// Contact rules and doors.
    pub policy: PolicyInput,
}

/// Changes name and settings of a workspace.
pub fn save_settings(
    app: &App,
    principal: &Principal,
    workspace: WorkspaceId,
    input: SettingsInput,
) -> Pending<Workspace, Refusal> {
    let changing = app.clone();
    app.change(principal, workspace, "save-settings", move |tx, _now| {
        tx.hold_configuration()?;
        let configuration = tx.load_configuration()?;
        let mut saved = configuration.workspace.clone();
        let mut faults = Faults::default();
        input.lay_over(&mut saved, &mut faults);
        input.policy.check_targets(&configuration, &mut faults);
        faults.into_result()?;
        tx.save_workspace(&saved)?;
        follow_set_up(&changing, tx, Reading::of(&configuration))?;
        let object = format!("workspace {}", saved.slug);
        Ok(Done::new(saved, object))
    })
}

impl SettingsInput {
    /// Lays what was sent over a workspace; faults tell what was not taken.
    pub(super) fn lay_over(&self, workspace: &mut Workspace, faults: &mut Faults) {
        if let Some(name) = &self.name {
            faults.text("/name", name, MOST_NAME_CHARS);
            name.trim().clone_into(&mut workspace.name);
        }
        self.policy.lay_over(&mut workspace.policy, faults);
        let settings = &mut workspace.settings;
        if let Some(name) = &self.zone {
            match TimeZone::get(name) {
                Ok(zone) if zone.iana_name().is_some() => settings.zone = zone,
                Ok(_) | Err(_) => {
                    faults.add(
                        "/zone",
                        "This is not the name of a time zone. Use for example Europe/Amsterdam.",
                    );
                }
            }
        }
        time("/sendTime", self.send_time.as_deref(), &mut settings.send_time, faults);
        time("/closingTime", self.closing_time.as_deref(), &mut settings.closing_time, faults);
        self.rest_over(settings, faults);
        check_time_is_left(workspace, faults);
    }

    fn rest_over(&self, settings: &mut Settings, faults: &mut Faults) {
        if let Some(days) = self.open_days {
            if (0..=MOST_OPEN_DAYS).contains(&days) {
                settings.open_days = days;
            } else {
                faults.add("/openDays", format!("The number of days lies between 0 and {MOST_OPEN_DAYS}."));
            }
        }
        if let Some(language) = &self.language {
            if is_language(language) {
                settings.language.clone_from(language);
            } else {
                faults.add("/language", "This is not a language tag. Use for example en or nl.");
            }
        }
        if let Some(name) = &self.sender_name {
            faults.optional_text("/senderName", name, MOST_NAME_CHARS);
            name.trim().clone_into(&mut settings.sender_name);
        }
    }
}

fn time(path: &str, text: Option<&str>, into: &mut civil::Time, faults: &mut Faults) {
    let Some(text) = text else { return };
    // The end of the day is a closing hour that people write in two ways.
    match text.parse::<civil::Time>() {
        Ok(time) if time.subsec_nanosecond() == 0 => *into = time,
        Err(_) if matches!(text, "24:00" | "24:00:00") => *into = civil::Time::midnight(),
        Ok(_) | Err(_) => faults.add(path, "This is not a time of day. Use for example 09:00."),
    }
}

/// The form of a language tag: letters and digits in groups of 1 to 8, joined by dashes.
pub(super) fn is_language(text: &str) -> bool {
    text.len() <= MOST_LANGUAGE_CHARS
        && text.split('-').all(|part| {
            (1..=8).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_alphanumeric())
        })
        && text.split('-').next().is_some_and(|part| part.len() >= 2)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn workspace() -> Workspace {
        super::super::add_workspace::with_defaults("acme")
    }

    #[test]
    fn what_is_sent_lies_over_what_stands() {
        let mut changed = workspace();
        let mut faults = Faults::default();
        let input = SettingsInput {
            zone: Some("america/new_york".to_owned()),
            send_time: Some("00:00".to_owned()),
            closing_time: Some("24:00".to_owned()),
            ..SettingsInput::default()
        };
        input.lay_over(&mut changed, &mut faults);
        assert_eq!(faults.into_result(), Ok(()));
        assert_eq!(changed.settings.zone_name(), "America/New_York");
        assert_eq!(changed.settings.closing_time, civil::Time::midnight());
        assert_eq!(changed.settings.open_days, workspace().settings.open_days);
    }

    #[test]
    fn all_faults_are_told_at_once() {
        let input = SettingsInput {
            name: Some(" ".to_owned()),
            zone: Some("Europe/Nowhere".to_owned()),
            send_time: Some("25:00".to_owned()),
            closing_time: Some("9".to_owned()),
            open_days: Some(-1),
            language: Some("not a tag".to_owned()),
            sender_name: Some("a\r\nBcc: b".to_owned()),
            policy: PolicyInput { lock_days: Some(-1), ..PolicyInput::default() },
        };
        let mut faults = Faults::default();
        input.lay_over(&mut workspace(), &mut faults);
        let Err(Refusal::Fields(faults)) = faults.into_result() else { panic!("faults are expected") };
        let paths: Vec<&str> = faults.iter().map(|fault| fault.path.as_str()).collect();
        let expected = [
            "/name",
            "/lockDays",
            "/zone",
            "/sendTime",
            "/closingTime",
            "/openDays",
            "/language",
            "/senderName",
        ];
        assert_eq!(paths, expected);
    }
}
