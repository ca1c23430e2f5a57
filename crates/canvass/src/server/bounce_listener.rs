//! Listens for mail that came back (`bounce_listen`).

use std::sync::Arc;
use std::time::Duration;

use anyhow::Context as _;
use canvass_app::App;
use canvass_app::bounce::ReturnedMail;
use canvass_delivery::reception::{Limits, Reception};

use crate::settings::Settings;

/// A mail that is coming in at the end has so long; cut, it comes again.
pub(super) const DRAIN: Duration = Duration::from_secs(3);

/// Listens, if that is set.
pub(super) fn start(settings: &Settings, app: &App) -> anyhow::Result<Option<Reception>> {
    let (Some(at), Some(address)) = (&settings.bounce_listen, app.bounce_address()) else { return Ok(None) };
    let intake = Arc::new(ReturnedMail::new(app));
    let reception = Reception::start(at, address.domain(), Limits::default(), intake)
        .with_context(|| format!("nothing can listen for returned mail at {at}"))?;
    tracing::info!(at = %reception.address(), "listening for returned mail");
    Ok(Some(reception))
}
