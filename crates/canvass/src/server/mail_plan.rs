//! From settings to the way out of mail: relays, limits, keys.

use std::sync::Arc;
use std::time::Duration;

use canvass_app::App;
use canvass_app::job::{MailPlan, Relay};
use canvass_app::text_message::Door;
use canvass_delivery::dkim::DkimSigner;
use canvass_delivery::gateway::GatewayTransport;
use canvass_delivery::smtp::{SmtpSettings, SmtpTransport};

use secrecy::ExposeSecret as _;

use super::DataFolder;
use crate::settings::{GatewaySetting, RelaySetting, Settings, Whose};

/// The limits of domains.
pub(super) fn limits(settings: &Settings) -> MailPlan {
    let mut plan = MailPlan::default();
    for limit in &settings.mail_tables.limits {
        match &limit.whose {
            Whose::Sender(domain) => drop(plan.senders.insert(domain.clone(), limit.pace)),
            Whose::Recipient(domain) => drop(plan.recipients.insert(domain.clone(), limit.pace)),
            Whose::EveryRecipient => plan.every_recipient = limit.pace,
        }
    }
    plan
}

/// The relays of the tables, in order of preference.
pub(super) fn relays(settings: &Settings) -> anyhow::Result<Vec<Relay>> {
    settings.mail_tables.relays.iter().map(relay).collect()
}

fn relay(setting: &RelaySetting) -> anyhow::Result<Relay> {
    let transport = SmtpTransport::new(SmtpSettings::parse(&setting.url)?)?;
    Ok(Relay {
        senders: setting.senders.clone(),
        pace: setting.pace,
        overflows: setting.overflows,
        connections: setting.connections,
        dedupe_header: setting.dedupe_header.clone(),
        dedupe_for: setting.dedupe_hours.map(|hours| Duration::from_hours(hours.into())),
        ..Relay::new(&setting.name, Arc::new(transport))
    })
}

/// The gateways for text messages; where mail is captured, text messages are too.
pub(super) fn gateways(settings: &Settings, app: &App) -> anyhow::Result<Vec<Relay>> {
    settings.mail_tables.gateways.iter().map(|setting| gateway(setting, app)).collect()
}

fn gateway(setting: &GatewaySetting, app: &App) -> anyhow::Result<Relay> {
    let mut description = setting.description.clone();
    description.receipts = setting.door.as_ref().map(|door| {
        let secret = door.secret.expose_secret();
        format!("{}/t/{}/{secret}/", app.settings.public_url, door.gateway)
    });
    let name = description.name.clone();
    let (copy_key, dedupe_for) = (description.copy_key(), description.idempotent_for);
    let transport = GatewayTransport::new(description, &[])?;
    Ok(Relay {
        pace: setting.pace,
        connections: Some(setting.connections),
        copy_key,
        dedupe_for,
        ..Relay::gateway(&name, Arc::new(transport))
    })
}

/// What providers of text messages may tell.
pub(super) fn text_doors(settings: &Settings) -> Vec<Door> {
    settings.mail_tables.gateways.iter().filter_map(|gateway| gateway.door.clone()).collect()
}

/// The keys that sign; one that others may read, or that does not fit, is refused by file and line (OPS-14).
pub(crate) fn dkim_signer(settings: &Settings, folder: &DataFolder) -> anyhow::Result<DkimSigner> {
    let keys = settings.mail_tables.keys.iter().map(|key| folder.dkim_key(key));
    Ok(DkimSigner::new(keys.collect::<anyhow::Result<_>>()?))
}
