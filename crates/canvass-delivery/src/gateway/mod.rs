//! Text messages leave by the HTTP gateway of a provider, as its description says: `description` what is asked and how an
//! answer is judged, `request` makes the one, `answer` judges the other, `look` finds out whether anybody is there,
//! `transport` is the way out, `twilio` a ready description. The fence is asked right before the request; what fails before
//! a connection stands is put back, whatever else is left without an answer is in doubt.

mod answer;
mod description;
mod look;
mod request;
mod transport;
mod twilio;

pub use description::{Body, Description, DescriptionFault, Method, Rules, Statuses};
pub use transport::GatewayTransport;
pub use twilio::{is_signed_by_twilio, twilio};
