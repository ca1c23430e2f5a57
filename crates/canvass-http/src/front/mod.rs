//! The HTTP front: accepting connections with deadlines and caps, letting on only requests that mean one thing, reading
//! bodies within limits, trace ids. It knows no route and no surface.

mod accept;
mod body;
mod connection;
mod crowd;
mod exchange;
mod guard;
mod pace;
mod refusal;
mod rest;
mod settings;
mod stream;
mod trace;
mod under_way;

pub use accept::{Doorway, Front};
pub use body::{BodyFault, BodyLimits, Room, read_body, read_body_into};
pub(crate) use body::{is_gzip, is_slow};
pub use guard::Fault;
pub use pace::{PacedBody, TooSlow};
pub use refusal::HalfRequest;
pub use settings::{BodyPace, FrontSettings};
pub(crate) use trace::matched;
pub use trace::{TraceId, trace};
