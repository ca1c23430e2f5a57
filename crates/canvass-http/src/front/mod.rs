//! The HTTP front: accepting connections with deadlines and caps, reading bodies within limits, trace ids. It knows no
//! route and no surface.

mod accept;
mod body;
mod trace;

pub use accept::{Front, FrontSettings};
pub use body::{BodyFault, BodyLimits, read_body};
pub use trace::{TraceId, trace};
