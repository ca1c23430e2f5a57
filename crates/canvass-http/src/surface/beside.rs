//! Work that takes a core for milliseconds, such as reading and judging a body: beside the threads that answer, in one of
//! few places.

use std::sync::Arc;

use crate::HttpState;
use crate::surface::outage::Outage;

/// Runs it on a thread that may block.
pub(super) async fn beside<R, E>(
    state: &HttpState,
    work: impl FnOnce() -> Result<R, E> + Send + 'static,
) -> Result<R, E>
where
    R: Send + 'static,
    E: From<Outage> + Send + 'static,
{
    let place = Arc::clone(&state.readers).acquire_owned().await;
    let done = tokio::task::spawn_blocking(work).await;
    drop(place);
    done.unwrap_or_else(|error| {
        tracing::error!(%error, "reading a body broke");
        Err(Outage::Unexpected.into())
    })
}

#[cfg(test)]
mod tests {
    use canvass_testkit::TestApp;

    use super::*;

    #[tokio::test]
    async fn work_that_breaks_is_told_and_gives_its_place_back() {
        let test = TestApp::new();
        let state = HttpState::new(test.app.clone(), Arc::new(|| {}));
        let places = state.readers.available_permits();
        let broken: Result<(), Outage> = beside(&state, || panic!("on purpose")).await;
        assert_eq!(broken, Err(Outage::Unexpected));
        assert_eq!(beside(&state, || Ok::<_, Outage>(7)).await, Ok(7));
        assert_eq!(state.readers.available_permits(), places);
    }
}
