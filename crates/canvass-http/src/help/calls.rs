//! The calls that help pages tell of: a sentence, the member table where there is one, and samples. A test sends every
//! sample to a server and compares, and another sees that no call of a vendor's surface is left out.

use canvass_wire::cayzu::customer_create::CUSTOMER_CREATE;
use canvass_wire::expoints::customer_add::IMPORT_CUSTOMERS_REQUEST;
use canvass_wire::expoints::customer_add_finished::IMPORT_FINISHED_CUSTOMER_REQUEST;
use canvass_wire::expoints::customer_add_form_notes::ADD_FORM_NOTE_REQUEST;
use canvass_wire::expoints::customer_add_lock::ADD_LOCK_REQUEST;
use canvass_wire::expoints::customer_check_opt_outs::GET_CHECK_OPT_OUT_REQUEST;
use canvass_wire::expoints::customer_delete_opt_out::DELETE_OPT_OUT_REQUEST;
use canvass_wire::expoints::url::GENERATE_REQUEST;
use canvass_wire::expoints::url_lucky::GENERATE_LUCKY_URL_REQUEST;
use canvass_wire::member::Shown;

use crate::routes::Surface;

/// What is told of a call.
#[derive(Debug)]
pub struct HelpCall {
    /// Whose.
    pub surface: Surface,
    /// The method.
    pub method: &'static str,
    /// The path as it stands in the list of routes.
    pub path: &'static str,
    /// What it does.
    pub about: &'static str,
    /// Name and members of the request type, from the table that reads it.
    pub members: Option<Members>,
    /// How it is called, and what it answers.
    pub samples: &'static [Sample],
}

/// Name of a request type and its members.
pub type Members = fn() -> (&'static str, Vec<Shown>);

/// A call as sent, and its answer.
#[derive(Debug)]
pub struct Sample {
    /// The type of the body, or of the answer where there is none.
    pub media_type: &'static str,
    /// The address without its host.
    pub address: &'static str,
    /// The body.
    pub request: Option<&'static str>,
    /// The answer.
    pub answer: &'static str,
    /// Where the answer is kept, for the test that makes it.
    pub file: &'static str,
}

macro_rules! sent {
    ($folder:literal, $address:expr, $form:literal) => {
        Sample {
            media_type: concat!("application/", $form),
            address: $address,
            request: Some(include_str!(concat!("sample/", $folder, "/request.", $form))),
            answer: include_str!(concat!("sample/", $folder, "/answer.", $form)),
            file: concat!("src/help/sample/", $folder, "/answer.", $form),
        }
    };
}

macro_rules! asked {
    ($folder:literal, $address:expr, $form:literal) => {
        Sample {
            media_type: concat!("application/", $form),
            address: $address,
            request: None,
            answer: include_str!(concat!("sample/", $folder, "/answer.", $form)),
            file: concat!("src/help/sample/", $folder, "/answer.", $form),
        }
    };
}

macro_rules! external {
    ($method:literal, $path:literal, $folder:literal, $table:ident, $about:literal) => {
        HelpCall {
            surface: Surface::Expoints,
            method: $method,
            path: concat!("/external/api/v3/", $path),
            about: $about,
            members: Some(|| ($table.name, $table.shown())),
            samples: &[
                sent!($folder, concat!("/external/api/v3/", $path), "json"),
                sent!($folder, concat!("/external/api/v3/", $path), "xml"),
            ],
        }
    };
}

macro_rules! listing {
    ($path:literal, $folder:literal, $about:literal) => {
        HelpCall {
            surface: Surface::Expoints,
            method: "GET",
            path: concat!("/external/api/v3/", $path),
            about: $about,
            members: None,
            samples: &[
                asked!($folder, concat!("/external/api/v3/", $path), "json"),
                asked!($folder, concat!("/external/api/v3/", $path), "xml"),
            ],
        }
    };
}

macro_rules! keyed {
    ($path:literal, $address:literal, $folder:literal, $about:literal) => {
        HelpCall {
            surface: Surface::QuestionPro,
            method: "POST",
            path: concat!("/a/api/v2/cx/", $path),
            about: $about,
            members: None,
            samples: &[sent!($folder, concat!("/a/api/v2/cx/", $address), "json")],
        }
    };
}

macro_rules! created {
    ($path:literal, $about:literal) => {
        HelpCall {
            surface: Surface::Cayzu,
            method: "POST",
            path: $path,
            about: $about,
            members: Some(|| (CUSTOMER_CREATE.name, CUSTOMER_CREATE.shown())),
            samples: &[sent!("cayzu/customer", $path, "json"), sent!("cayzu/customer", $path, "xml")],
        }
    };
}

macro_rules! read {
    ($path:literal, $address:literal, $about:literal) => {
        HelpCall {
            surface: Surface::Cayzu,
            method: "GET",
            path: $path,
            about: $about,
            members: None,
            samples: &[
                asked!("cayzu/customer-get", $address, "json"),
                asked!("cayzu/customer-get", $address, "xml"),
            ],
        }
    };
}

macro_rules! token {
    ($path:literal) => {
        HelpCall {
            surface: Surface::Expoints,
            method: "POST",
            path: $path,
            about: "Gives an access token for client id and secret: a form with grant_type=client_credentials.",
            members: None,
            samples: &[],
        }
    };
}

/// All calls of the vendors' surfaces.
pub static CALLS: &[HelpCall] = &[
    external!(
        "POST",
        "customer/add",
        "expoints/customer-add",
        IMPORT_CUSTOMERS_REQUEST,
        "Takes a batch of customers in; they are asked when the batch is approved."
    ),
    external!(
        "POST",
        "customer/addfinished",
        "expoints/customer-addfinished",
        IMPORT_FINISHED_CUSTOMER_REQUEST,
        "Stores a response that was given elsewhere."
    ),
    external!(
        "POST",
        "customer/addlock",
        "expoints/customer-addlock",
        ADD_LOCK_REQUEST,
        "Locks a person for a while; with OptIn true the person may lift the lock."
    ),
    external!(
        "POST",
        "customer/addformnotes",
        "expoints/customer-addformnotes",
        ADD_FORM_NOTE_REQUEST,
        "Adds remarks to customers, all or none."
    ),
    external!(
        "POST",
        "customer/checkoptouts",
        "expoints/customer-checkoptouts",
        GET_CHECK_OPT_OUT_REQUEST,
        "Tells for each person whether an opt-out stands."
    ),
    external!(
        "DELETE",
        "customer/deleteoptout",
        "expoints/customer-deleteoptout",
        DELETE_OPT_OUT_REQUEST,
        "Takes the opt-outs of a person away."
    ),
    external!(
        "POST",
        "url",
        "expoints/url",
        GENERATE_REQUEST,
        "Makes a customer and gives its personal link."
    ),
    external!(
        "POST",
        "url/generateluckyurl",
        "expoints/url-generateluckyurl",
        GENERATE_LUCKY_URL_REQUEST,
        "Makes a customer and gives its personal link, if the person may be asked."
    ),
    listing!(
        "customer/getcustomerstatuses",
        "expoints/getcustomerstatuses",
        "Lists the states of customers."
    ),
    listing!("customerdatacolumn", "expoints/customerdatacolumn", "Lists the data columns of the workspace."),
    token!("/external/oauth2/token"),
    token!("/{anything}/oauth2/v2.0/token"),
    keyed!(
        "transactions/import",
        "transactions/import",
        "questionpro/transactions-import",
        "Takes transactions in, each of one contact (call 1)."
    ),
    keyed!(
        "transactions/survey-url",
        "transactions/survey-url",
        "questionpro/transactions-survey-url",
        "Takes one transaction in and gives its personal link (call 2)."
    ),
    keyed!(
        "transactions/batch-survey-urls",
        "transactions/batch-survey-urls",
        "questionpro/transactions-batch-survey-urls",
        "Takes transactions in and gives their personal links (call 3)."
    ),
    keyed!(
        "surveys/{survey}/responses",
        "surveys/1/responses",
        "questionpro/surveys-responses",
        "Stores a response that was given elsewhere (call 8)."
    ),
    created!("/api/Customer", "Makes a customer: an organisation with its domains."),
    created!("/api/Customer/CreateCustomer", "Makes a customer; the same call under another address."),
    read!("/api/Customer/Get/{id}", "/api/Customer/Get/1", "Reads a customer."),
    read!("/api/Customer/{id}", "/api/Customer/1", "Reads a customer; the same call under another address."),
    read!(
        "/api/Customer/Get",
        "/api/Customer/Get?id=1",
        "Reads a customer; the same call under another address."
    ),
    read!("/api/Customer", "/api/Customer?id=1", "Reads a customer; the same call under another address."),
];
