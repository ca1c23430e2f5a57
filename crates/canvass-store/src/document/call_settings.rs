//! How calls of a client or token are answered: a JSON object, every member of which may be absent.

use serde::{Deserialize, Serialize};

use crate::area::{CallLimits, CallSettings};
use crate::{Result, StoreError};

#[derive(Serialize, Deserialize, Default)]
#[serde(default)]
struct Stored {
    #[serde(skip_serializing_if = "is_off")]
    replays: bool,
    #[serde(skip_serializing_if = "is_off")]
    empty_answers: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    reads_per_minute: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    writes_per_minute: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    burst: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    calls_per_minute: Option<u32>,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "the form that serde takes")]
fn is_off(flag: &bool) -> bool {
    !flag
}

/// The text of settings.
pub fn call_settings_to_text(settings: CallSettings) -> String {
    let CallSettings { replays, empty_answers, limits } = settings;
    let CallLimits { reads_per_minute, writes_per_minute, burst, calls_per_minute } = limits;
    let stored =
        Stored { replays, empty_answers, reads_per_minute, writes_per_minute, burst, calls_per_minute };
    serde_json::to_string(&stored).unwrap_or_default()
}

/// The settings of a text made by [`call_settings_to_text`].
pub fn call_settings_from_text(text: &str) -> Result<CallSettings> {
    let Stored { replays, empty_answers, reads_per_minute, writes_per_minute, burst, calls_per_minute } =
        serde_json::from_str(text).map_err(|_cause| StoreError::Corrupt("settings of a credential"))?;
    let limits = CallLimits { reads_per_minute, writes_per_minute, burst, calls_per_minute };
    Ok(CallSettings { replays, empty_answers, limits })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn settings_come_back_as_they_were() {
        for settings in [
            CallSettings::default(),
            CallSettings { replays: true, ..CallSettings::default() },
            CallSettings { empty_answers: true, replays: true, ..CallSettings::default() },
            CallSettings {
                limits: CallLimits {
                    reads_per_minute: Some(0),
                    writes_per_minute: Some(7),
                    burst: Some(1),
                    calls_per_minute: Some(300),
                },
                ..CallSettings::default()
            },
        ] {
            assert_eq!(call_settings_from_text(&call_settings_to_text(settings)), Ok(settings));
        }
        // What the first migration wrote for a client that had asked for replays.
        assert_eq!(call_settings_from_text(r#"{"replays":true}"#).map(|kept| kept.replays), Ok(true));
        assert_eq!(call_settings_from_text("x"), Err(StoreError::Corrupt("settings of a credential")));
    }
}
