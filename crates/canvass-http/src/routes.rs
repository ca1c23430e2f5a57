//! THE list of routes of the surfaces: method, path, who may come, what answers. The router is built from it, and the
//! meta-tests walk it; nothing is served that does not stand here or in the lists of page and console.

use axum::http::Method;
use axum::response::Response;
use canvass_app::Scope;
use canvass_app::Scope::{
    BatchesApprove, CustomersRead, CustomersWrite, CxWrite, Operator, OrganisationsRead, OrganisationsWrite,
    ReportsRead, UsersAdmin, WorkspaceAdmin,
};
use canvass_domain::id::WorkspaceId;

use crate::endpoint::Endpoint;
use crate::surface::native::{
    self, answers, audit, batch, batch_decision, block, bounce, certificate, client, column, contact,
    contact_rule, customer, finished, host, import, installation, issuer, link, mailbox, message, note,
    organisation, product_group, questionnaire, results, route, segment, template, token, user, webhook,
    workspace,
};
use crate::surface::questionpro;
use crate::surface::{cayzu, expoints};
use crate::{HttpState, asset, console, health, help, page};

/// Whose words a route speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Surface {
    /// Health and metrics.
    Health,
    /// Our own API.
    Native,
    /// The vendor's API.
    Expoints,
    /// The API whose key stands in `api-key`.
    QuestionPro,
    /// The help desk's API.
    Cayzu,
}

/// Who may come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Access {
    /// Everybody; nothing of a workspace is there.
    Public,
    /// A client with its secret.
    ClientSecret,
    /// Any token; what it reaches is all that it sees.
    Token,
    /// A token that carries the scope.
    Scope(Scope),
    /// A token that carries one of the two.
    Either(Scope, Scope),
}

/// A line of the list.
#[derive(Debug)]
pub struct Route {
    /// Whose words.
    pub surface: Surface,
    /// The method; no other is answered for it.
    pub method: Method,
    /// The path with its variable parts in braces.
    pub path: &'static str,
    /// Who may come.
    pub access: Access,
    pub(crate) answers: Answers,
}

/// What answers.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Answers {
    /// Everybody.
    Open(fn(HttpState) -> std::pin::Pin<Box<dyn Future<Output = Response> + Send>>),
    /// Over workspaces.
    Installation(fn(native::Call) -> native::Answering),
    /// Inside the workspace of the path, with a body that is read as it comes.
    Streamed(fn(native::Call, WorkspaceId, native::Streamed) -> native::Answering),
    /// Inside the workspace of the path.
    Workspace(fn(native::Call, WorkspaceId) -> native::Answering),
    /// A call of the vendor's API.
    Expoints(fn(expoints::Call) -> expoints::Answering),
    /// A call whose key stands in `api-key`.
    QuestionPro(fn(questionpro::Call) -> questionpro::Answering),
    /// A call of the help desk's API.
    Cayzu(fn(cayzu::Call) -> cayzu::Answering),
    /// The token endpoint.
    Token,
}

/// What can be run without effect, by `dry_run=true` in its query. No other write takes a query.
const TRIED: [&str; 7] = ["batches", "imports", "finished", "links", "locks", "opt-outs", "organisations"];

impl Route {
    /// Whether a call can be tried.
    pub fn can_be_tried(&self) -> bool {
        let inside = self.path.strip_prefix("/api/v1/workspaces/{workspace}/");
        self.method == Method::POST && inside.is_some_and(|path| TRIED.contains(&path))
    }
}

/// The routes of pages and console, which speak to people.
pub fn page_routes() -> Vec<Endpoint> {
    [page::routes(), console::routes(), asset::routes(), help::routes()].concat()
}

/// The methods that work on a path, for `Allow`.
pub(crate) fn allowed(routes: &[&'static Route]) -> String {
    routes.iter().map(|route| route.method.as_str()).collect::<Vec<&str>>().join(", ")
}

macro_rules! open {
    ($path:literal, $handler:path) => {
        Route {
            surface: Surface::Health,
            method: Method::GET,
            path: $path,
            access: Access::Public,
            answers: Answers::Open(|state| Box::pin($handler(state))),
        }
    };
}

macro_rules! over {
    ($method:ident, $path:literal, $access:expr, $handler:path) => {
        Route {
            surface: Surface::Native,
            method: Method::$method,
            path: concat!("/api/v1", $path),
            access: $access,
            answers: Answers::Installation(|call| Box::pin($handler(call))),
        }
    };
}

macro_rules! inside {
    ($method:ident, $path:literal, $access:expr, $handler:path) => {
        Route {
            surface: Surface::Native,
            method: Method::$method,
            path: concat!("/api/v1/workspaces/{workspace}", $path),
            access: $access,
            answers: Answers::Workspace(|call, workspace| Box::pin($handler(call, workspace))),
        }
    };
}

macro_rules! streamed {
    ($method:ident, $path:literal, $access:expr, $handler:path) => {
        Route {
            surface: Surface::Native,
            method: Method::$method,
            path: concat!("/api/v1/workspaces/{workspace}", $path),
            access: $access,
            answers: Answers::Streamed(|call, workspace, sent| Box::pin($handler(call, workspace, sent))),
        }
    };
}

macro_rules! vendor {
    ($method:ident, $path:literal, $scope:expr, $handler:path) => {
        Route {
            surface: Surface::Expoints,
            method: Method::$method,
            path: concat!("/external/api/v3/", $path),
            access: Access::Scope($scope),
            answers: Answers::Expoints(|call| Box::pin($handler(call))),
        }
    };
}

macro_rules! keyed {
    ($method:ident, $path:literal, $scope:expr, $handler:path) => {
        Route {
            surface: Surface::QuestionPro,
            method: Method::$method,
            path: concat!("/a/api/v2/cx/", $path),
            access: Access::Scope($scope),
            answers: Answers::QuestionPro(|call| Box::pin($handler(call))),
        }
    };
}

macro_rules! desk {
    ($method:ident, $path:literal, $scope:expr, $handler:path) => {
        Route {
            surface: Surface::Cayzu,
            method: Method::$method,
            path: concat!("/api/Customer", $path),
            access: Access::Scope($scope),
            answers: Answers::Cayzu(|call| Box::pin($handler(call))),
        }
    };
}

macro_rules! secret {
    ($path:literal) => {
        Route {
            surface: Surface::Expoints,
            method: Method::POST,
            path: $path,
            access: Access::ClientSecret,
            answers: Answers::Token,
        }
    };
}

const fn with(scope: Scope) -> Access {
    Access::Scope(scope)
}

const fn either(one: Scope, other: Scope) -> Access {
    Access::Either(one, other)
}

/// All routes of the surfaces.
pub static ROUTES: &[Route] = &[
    open!("/health/live", health::live),
    open!("/health/ready", health::ready),
    open!("/metrics", health::metrics),
    // Our own API, over workspaces.
    over!(GET, "/workspaces", Access::Token, workspace::list),
    over!(POST, "/workspaces", with(Operator), workspace::add),
    over!(GET, "/sending", with(Operator), installation::sending),
    over!(POST, "/sending/resume", with(Operator), installation::resume),
    over!(POST, "/check", with(Operator), installation::check),
    // Our own API, inside one: how it is set up.
    inside!(GET, "", Access::Token, workspace::show),
    inside!(PATCH, "", with(WorkspaceAdmin), workspace::change),
    inside!(GET, "/columns", with(CustomersRead), column::list),
    inside!(POST, "/columns", with(WorkspaceAdmin), column::add),
    inside!(PATCH, "/columns/{column}", with(WorkspaceAdmin), column::change),
    inside!(GET, "/questionnaires", with(ReportsRead), questionnaire::list),
    inside!(POST, "/questionnaires", with(WorkspaceAdmin), questionnaire::add),
    inside!(GET, "/questionnaires/{questionnaire}", with(ReportsRead), questionnaire::show),
    inside!(PUT, "/questionnaires/{questionnaire}", with(WorkspaceAdmin), questionnaire::save),
    inside!(PATCH, "/questionnaires/{questionnaire}", with(WorkspaceAdmin), questionnaire::change),
    inside!(POST, "/questionnaires/{questionnaire}/publish", with(WorkspaceAdmin), questionnaire::publish),
    inside!(POST, "/questionnaires/{questionnaire}/concept", with(WorkspaceAdmin), questionnaire::concept),
    inside!(GET, "/routes", with(CustomersRead), route::list),
    inside!(POST, "/routes", with(WorkspaceAdmin), route::add),
    inside!(DELETE, "/routes/{route}", with(WorkspaceAdmin), route::remove),
    inside!(GET, "/contact-rules", with(CustomersRead), contact_rule::list),
    inside!(POST, "/contact-rules", with(WorkspaceAdmin), contact_rule::add),
    inside!(POST, "/contact-rules/forecast", with(WorkspaceAdmin), contact_rule::forecast),
    inside!(PATCH, "/contact-rules/{rule}", with(WorkspaceAdmin), contact_rule::change),
    inside!(DELETE, "/contact-rules/{rule}", with(WorkspaceAdmin), contact_rule::remove),
    inside!(GET, "/segments", with(CustomersRead), segment::list),
    inside!(POST, "/segments", with(WorkspaceAdmin), segment::add),
    inside!(PATCH, "/segments/{segment}", with(WorkspaceAdmin), segment::change),
    inside!(GET, "/product-groups", with(CustomersRead), product_group::list),
    inside!(POST, "/product-groups", with(WorkspaceAdmin), product_group::add),
    inside!(PATCH, "/product-groups/{group}", with(WorkspaceAdmin), product_group::change),
    inside!(GET, "/templates", with(WorkspaceAdmin), template::list),
    inside!(POST, "/templates", with(WorkspaceAdmin), template::add),
    inside!(PUT, "/templates/{template}", with(WorkspaceAdmin), template::save),
    inside!(POST, "/templates/preview", with(WorkspaceAdmin), template::preview),
    inside!(GET, "/tokens", with(WorkspaceAdmin), token::list),
    inside!(POST, "/tokens", with(WorkspaceAdmin), token::add),
    inside!(DELETE, "/tokens/{token}", with(WorkspaceAdmin), token::revoke),
    inside!(GET, "/clients", with(WorkspaceAdmin), client::list),
    inside!(POST, "/clients", with(WorkspaceAdmin), client::add),
    inside!(PATCH, "/clients/{client}", with(WorkspaceAdmin), client::change),
    inside!(POST, "/clients/{client}/rotate", with(WorkspaceAdmin), client::rotate),
    inside!(DELETE, "/clients/{client}", with(WorkspaceAdmin), client::disable),
    inside!(GET, "/hosts", with(WorkspaceAdmin), host::list),
    inside!(POST, "/hosts", with(WorkspaceAdmin), host::add),
    inside!(DELETE, "/hosts/{host}", with(WorkspaceAdmin), host::remove),
    inside!(GET, "/certificates", with(WorkspaceAdmin), certificate::list),
    inside!(POST, "/certificates", with(WorkspaceAdmin), certificate::add),
    inside!(DELETE, "/certificates/{certificate}", with(WorkspaceAdmin), certificate::remove),
    inside!(GET, "/issuers", with(WorkspaceAdmin), issuer::list),
    inside!(POST, "/issuers", with(WorkspaceAdmin), issuer::add),
    inside!(DELETE, "/issuers/{issuer}", with(WorkspaceAdmin), issuer::remove),
    inside!(GET, "/users", with(UsersAdmin), user::list),
    inside!(POST, "/users", with(UsersAdmin), user::add),
    // A sign-in link makes its holder a manager, whoever asked for it.
    inside!(POST, "/users/{user}/sign-in", with(WorkspaceAdmin), user::sign_in),
    // Our own API, inside one: what happens.
    inside!(GET, "/batches", either(CustomersRead, BatchesApprove), batch::list),
    inside!(POST, "/batches", with(CustomersWrite), batch::add),
    inside!(GET, "/batches/{batch}", either(CustomersRead, BatchesApprove), batch::show),
    inside!(GET, "/batches/{batch}/preview", with(BatchesApprove), batch_decision::preview),
    inside!(POST, "/batches/{batch}/approve", with(BatchesApprove), batch_decision::approve),
    inside!(POST, "/batches/{batch}/reject", with(BatchesApprove), batch_decision::reject),
    inside!(POST, "/batches/{batch}/cancel", with(BatchesApprove), batch_decision::cancel),
    inside!(GET, "/imports", with(CustomersRead), import::list),
    streamed!(POST, "/imports", with(CustomersWrite), import::add),
    inside!(GET, "/imports/{import}", with(CustomersRead), import::show),
    inside!(GET, "/imports/{import}/report", with(CustomersRead), import::show_report),
    inside!(POST, "/imports/{import}/stop", with(CustomersWrite), import::stop),
    inside!(GET, "/customers", with(CustomersRead), customer::list),
    inside!(GET, "/customers/{customer}", with(CustomersRead), customer::show),
    inside!(GET, "/customers/{customer}/decisions", with(CustomersRead), customer::decisions),
    inside!(GET, "/customers/{customer}/notes", with(CustomersRead), note::list),
    inside!(POST, "/customers/{customer}/notes", with(CustomersWrite), note::add),
    inside!(POST, "/finished", with(CustomersWrite), finished::add),
    inside!(POST, "/links", with(CustomersWrite), link::add),
    inside!(GET, "/locks", with(CustomersRead), block::locks),
    inside!(POST, "/locks", with(CustomersWrite), block::add),
    inside!(DELETE, "/locks/{lock}", with(WorkspaceAdmin), block::end),
    inside!(GET, "/opt-outs", with(CustomersRead), block::opt_outs),
    inside!(POST, "/opt-outs", with(CustomersWrite), block::add_opt_out),
    inside!(DELETE, "/opt-outs/{optOut}", with(WorkspaceAdmin), block::end_opt),
    inside!(GET, "/suppressions", with(CustomersRead), bounce::suppressions),
    inside!(POST, "/suppressions", with(CustomersWrite), bounce::suppress),
    inside!(DELETE, "/suppressions/{suppression}", with(WorkspaceAdmin), bounce::lift),
    inside!(POST, "/bounces", with(CustomersWrite), bounce::add),
    inside!(GET, "/messages", either(CustomersRead, BatchesApprove), message::list),
    inside!(POST, "/messages/settle", with(WorkspaceAdmin), message::settle_many),
    inside!(POST, "/messages/{customer}/{slot}/settle", with(WorkspaceAdmin), message::settle),
    // Captured mails hold personal links.
    inside!(GET, "/mailbox", with(WorkspaceAdmin), mailbox::list),
    inside!(GET, "/mailbox/{mail}", with(WorkspaceAdmin), mailbox::show),
    inside!(GET, "/organisations", with(OrganisationsRead), organisation::list),
    inside!(POST, "/organisations", with(OrganisationsWrite), organisation::add),
    inside!(GET, "/organisations/{organisation}", with(OrganisationsRead), organisation::show),
    inside!(PATCH, "/organisations/{organisation}", with(OrganisationsWrite), organisation::change),
    inside!(GET, "/contacts", with(CustomersRead), contact::list),
    inside!(POST, "/contacts/tie", with(WorkspaceAdmin), organisation::tie),
    inside!(GET, "/answers", with(ReportsRead), answers::list),
    inside!(GET, "/answers/files/{file}", with(ReportsRead), answers::file),
    inside!(GET, "/results", with(ReportsRead), results::show),
    inside!(GET, "/webhooks", with(WorkspaceAdmin), webhook::list),
    inside!(POST, "/webhooks", with(WorkspaceAdmin), webhook::add),
    inside!(GET, "/webhooks/{webhook}", with(WorkspaceAdmin), webhook::show),
    inside!(PATCH, "/webhooks/{webhook}", with(WorkspaceAdmin), webhook::change),
    inside!(DELETE, "/webhooks/{webhook}", with(WorkspaceAdmin), webhook::remove),
    inside!(POST, "/webhooks/{webhook}/rotate", with(WorkspaceAdmin), webhook::rotate),
    inside!(POST, "/webhooks/{webhook}/ping", with(WorkspaceAdmin), webhook::ping),
    inside!(POST, "/webhooks/{webhook}/replay", with(WorkspaceAdmin), webhook::replay),
    inside!(GET, "/webhooks/{webhook}/deliveries", with(WorkspaceAdmin), webhook::deliveries),
    inside!(GET, "/webhooks/{webhook}/deliveries/{sequence}", with(WorkspaceAdmin), webhook::delivery),
    inside!(GET, "/audit", with(WorkspaceAdmin), audit::list),
    inside!(GET, "/state-digest", with(WorkspaceAdmin), installation::digest),
    // The vendor's API; v1 and v2 are the same routes (expoints::path).
    vendor!(POST, "customer/add", CustomersWrite, expoints::customer_add::add),
    vendor!(POST, "customer/addfinished", CustomersWrite, expoints::customer_add_finished::add),
    vendor!(POST, "customer/addlock", CustomersWrite, expoints::customer_add_lock::add),
    vendor!(POST, "customer/addformnotes", CustomersWrite, expoints::customer_add_form_notes::add),
    vendor!(POST, "customer/checkoptouts", CustomersRead, expoints::customer_check_opt_outs::check),
    vendor!(DELETE, "customer/deleteoptout", CustomersWrite, expoints::customer_delete_opt_out::delete),
    vendor!(GET, "customer/getcustomerstatuses", CustomersRead, expoints::customer_statuses::list),
    vendor!(POST, "url", CustomersWrite, expoints::url::make),
    vendor!(POST, "url/generateluckyurl", CustomersWrite, expoints::url_lucky::make),
    vendor!(GET, "customerdatacolumn", CustomersRead, expoints::customer_data_column::list),
    // The help desk's API, whose customers are organisations (cayzu::path).
    desk!(POST, "", OrganisationsWrite, cayzu::customer_create::create),
    desk!(POST, "/CreateCustomer", OrganisationsWrite, cayzu::customer_create::create),
    desk!(GET, "", OrganisationsRead, cayzu::customer_get::show),
    desk!(GET, "/{id}", OrganisationsRead, cayzu::customer_get::show),
    desk!(GET, "/Get", OrganisationsRead, cayzu::customer_get::show),
    desk!(GET, "/Get/{id}", OrganisationsRead, cayzu::customer_get::show),
    secret!("/external/oauth2/token"),
    secret!("/{anything}/oauth2/v2.0/token"),
    // The API of calls whose key stands in `api-key`; calls of later versions are no routes yet.
    keyed!(POST, "transactions/import", CxWrite, questionpro::import_transactions::add),
    keyed!(POST, "transactions/survey-url", CxWrite, questionpro::survey_url::add),
    keyed!(POST, "transactions/batch-survey-urls", CxWrite, questionpro::survey_urls::add),
    keyed!(POST, "surveys/{survey}/responses", CxWrite, questionpro::import_responses::add),
];
