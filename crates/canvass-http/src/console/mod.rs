//! The console: what an experience manager sees and decides. Server-rendered, without script; nothing of it is open
//! without a session, and nothing changes by GET.

mod batch;
mod chart;
mod customers;
mod desk;
mod door;
mod mailbox;
mod messages;
mod number;
mod overview;
mod page;
mod results;
mod review;
mod session;
mod word;

use axum::http::{HeaderValue, header};
use axum::response::Response;
use axum::routing::{get, post};

use crate::endpoint::{Endpoint, Gate};

/// The routes of this folder.
pub fn routes() -> Vec<Endpoint> {
    let inside = |path, answers| Endpoint::new(path, Gate::Session, answers);
    vec![
        Endpoint::new("/console/sign-in", Gate::Public, get(door::notice)),
        Endpoint::new("/console/sign-in/{code}", Gate::SignInCode, get(door::show).post(door::take)),
        inside("/console/sign-out", post(door::leave)),
        inside("/console", get(overview::redirect)),
        inside("/console/", get(overview::show)),
        inside("/console/batches/{batch}", get(review::show)),
        inside("/console/batches/{batch}/{action}", post(batch::decide)),
        inside("/console/batches/{batch}/preview/{customer}", get(review::show_html)),
        inside("/console/results", get(results::show)),
        inside("/console/mailbox", get(mailbox::list)),
        inside("/console/mailbox/{id}", get(mailbox::show)),
        inside("/console/mailbox/{id}/html", get(mailbox::show_html)),
        inside("/console/messages", get(messages::list)),
        inside("/console/messages/{customer}/{slot}/{verdict}", post(messages::settle)),
        inside("/console/customers", get(customers::list)),
        inside("/console/customers/find", get(customers::find)),
        inside("/console/customers/{id}", get(customers::show)),
    ]
}

/// Forms of the console are checked by `Origin`, which browsers leave out under `no-referrer`; so these pages tell
/// their own host where a request comes from, and no other.
fn send_origin(response: &mut Response) {
    response.headers_mut().insert(header::REFERRER_POLICY, HeaderValue::from_static("same-origin"));
}
