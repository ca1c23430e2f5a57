//! Nodes of other releases on the same database (P15): counted at every beat, and told when it changes. What older ones leave
//! out is added by the store and brought along by [`super::numbers`]; what this one leaves out, by the newer ones.

use canvass_store::Result;
use canvass_store::area::Nodes;

use super::shared::Shared;

/// Looks who is there; `before` is what the last look found.
pub(super) fn look(shared: &Shared, before: &mut Nodes) -> Result<()> {
    let nodes = shared.app.store.read_system(|tx| tx.nodes()).wait()?;
    for (release, count) in [("older", nodes.older), ("same", nodes.same), ("newer", nodes.newer)] {
        metrics::gauge!("canvass_nodes", "release" => release).set(f64::from(count));
    }
    if nodes.older > 0 && before.older == 0 {
        tracing::warn!(
            nodes = nodes.older,
            "nodes of an older release work on this database and go by its rules: upgrade them soon"
        );
    } else if nodes.older == 0 && before.older > 0 {
        tracing::info!("the last node of an older release is gone");
    }
    if nodes.newer > 0 && before.newer == 0 {
        tracing::warn!(
            nodes = nodes.newer,
            "nodes of a newer release work on this database: upgrade this one soon"
        );
    }
    *before = nodes;
    Ok(())
}
