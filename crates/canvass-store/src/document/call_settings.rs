//! How calls of a client or token are answered: a JSON object, every member of which may be absent.

use serde::{Deserialize, Serialize};

use crate::area::CallSettings;
use crate::{Result, StoreError};

#[derive(Serialize, Deserialize, Default)]
#[serde(default)]
struct Stored {
    #[serde(skip_serializing_if = "is_off")]
    replays: bool,
    #[serde(skip_serializing_if = "is_off")]
    empty_answers: bool,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "the form that serde takes")]
fn is_off(flag: &bool) -> bool {
    !flag
}

/// The text of settings.
pub fn call_settings_to_text(settings: CallSettings) -> String {
    let CallSettings { replays, empty_answers } = settings;
    serde_json::to_string(&Stored { replays, empty_answers }).unwrap_or_default()
}

/// The settings of a text made by [`call_settings_to_text`].
pub fn call_settings_from_text(text: &str) -> Result<CallSettings> {
    let Stored { replays, empty_answers } =
        serde_json::from_str(text).map_err(|_cause| StoreError::Corrupt("settings of a credential"))?;
    Ok(CallSettings { replays, empty_answers })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn settings_come_back_as_they_were() {
        for settings in [
            CallSettings::default(),
            CallSettings { replays: true, ..CallSettings::default() },
            CallSettings { empty_answers: true, replays: true },
        ] {
            assert_eq!(call_settings_from_text(&call_settings_to_text(settings)), Ok(settings));
        }
        // What the first migration wrote for a client that had asked for replays.
        assert_eq!(call_settings_from_text(r#"{"replays":true}"#).map(|kept| kept.replays), Ok(true));
        assert_eq!(call_settings_from_text("x"), Err(StoreError::Corrupt("settings of a credential")));
    }
}
