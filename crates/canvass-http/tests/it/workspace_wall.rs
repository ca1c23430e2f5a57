//! The wall between workspaces (IDN-03): what belongs to another workspace looks exactly like what is not there, on
//! every route and for every id, in paths and in bodies.

use canvass_app::Scope;
use canvass_app::setup::{
    ProductGroupInput, Role, SegmentInput, add_product_group, add_segment, add_template, add_user,
};
use canvass_domain::id::ColumnId;
use canvass_domain::template::Document;
use canvass_http::routes::{ROUTES, Route, Surface};
use canvass_store::area::{NewColumn, NewTemplate};
use canvass_testkit::{TestApp, TestWorkspace, batch_of, customer};
use serde_json::{Value, json};

use crate::kit::{Front, Sent};

/// A body that the call would take, as far as its form goes.
fn body(route: &Route) -> Value {
    match (route.method.as_str(), route.path.rsplit('/').next().unwrap()) {
        ("PATCH", "{column}") => json!({ "archived": true }),
        ("PUT", "{template}") => json!({ "name": "a", "subject": "b", "text": "{{ link }}" }),
        ("PUT", "{questionnaire}") => {
            let question = json!({ "id": 1, "type": "recommendation", "text": "Would you?" });
            json!({
                "title": "t", "languages": ["en"],
                "pages": [{ "sections": [{ "questions": [question] }] }],
            })
        }
        ("POST", "settle") => json!({ "as": "give-up" }),
        ("POST", "notes") => json!({ "text": "n" }),
        _ => json!({}),
    }
}

fn inside() -> impl Iterator<Item = &'static Route> {
    ROUTES.iter().filter(|route| route.surface == Surface::Native && route.path.contains("{workspace}"))
}

async fn asked(front: &Front<'_>, route: &Route, token: &str, path: &str) -> Sent {
    let ask = front.ask(&format!("{} {path}", route.method)).bearer(token);
    if route.method == "GET" { ask.empty().await } else { ask.json(&body(route)).await }
}

/// A workspace with two of everything, so that its second numbers are nowhere else.
fn furnished<'a>(test: &'a TestApp, front: &Front<'_>) -> (TestWorkspace<'a>, String, String) {
    let shop = test.workspace("shop");
    let operator = &test.operator;
    for name in ["a", "b"] {
        shop.import(batch_of(vec![customer(&format!("{name}@example.org"))]));
        let template = NewTemplate {
            name: name.to_owned(),
            document: Document::plain("s", "{{ link }}", None),
            sms: None,
        };
        add_template(&test.app, operator, shop.id, template).wait().unwrap();
        add_user(&test.app, operator, shop.id, name, Role::Manager).wait().unwrap();
    }
    let segment = SegmentInput { code: Some("North".to_owned()), ..SegmentInput::default() };
    add_segment(&test.app, operator, shop.id, segment).wait().unwrap();
    let group = ProductGroupInput { name: Some("LG".to_owned()), ..ProductGroupInput::default() };
    add_product_group(&test.app, operator, shop.id, group).wait().unwrap();
    let column = NewColumn {
        id: Some(ColumnId(77)),
        name: "Secret".to_owned(),
        display_name: "Secret".to_owned(),
        external_name: None,
        is_required: false,
        is_identifying: false,
        is_reportable: false,
    };
    add_column(test, &shop, column);
    let token = front.token(shop.id, &[Scope::CustomersRead]);
    let (client, _secret) = front.client(shop.id, &[Scope::CustomersRead], false);
    (shop, token.split_once('.').unwrap().0.to_owned(), client)
}

fn add_column(test: &TestApp, shop: &TestWorkspace<'_>, column: NewColumn) {
    canvass_app::setup::add_column(&test.app, &test.operator, shop.id, column).wait().unwrap();
}

#[tokio::test]
async fn another_workspace_looks_like_one_that_is_not_there() {
    let test = TestApp::new();
    let acme = test.workspace("acme");
    let front = Front::new(&test);
    furnished(&test, &front);
    let token = front.token(acme.id, &[Scope::WorkspaceAdmin]);
    let before = (test.digest("acme"), test.digest("shop"));
    for route in inside() {
        let path = route.path.replace("{slot}", "invitation");
        let path = path
            .split('/')
            .map(|part| if part.starts_with('{') && part != "{workspace}" { "1" } else { part });
        let path = path.collect::<Vec<&str>>().join("/");
        let theirs = asked(&front, route, &token, &path.replace("{workspace}", "shop")).await;
        let nothing = asked(&front, route, &token, &path.replace("{workspace}", "nowhere")).await;
        assert_eq!(theirs.status, 404, "{} {path}", route.method);
        assert_eq!((theirs.status, &theirs.body), (nothing.status, &nothing.body), "{} {path}", route.method);
    }
    assert_eq!((test.digest("acme"), test.digest("shop")), before);
}

#[tokio::test]
async fn ids_of_another_workspace_in_the_path_look_like_ids_that_are_not_there() {
    let test = TestApp::new();
    // A bare workspace has nothing of its own, so that every number is another's.
    let acme = test.bare_workspace("acme");
    let front = Front::new(&test);
    let (_shop, token_id, client_id) = furnished(&test, &front);
    let token = front.token(acme.id, &[Scope::WorkspaceAdmin]);
    let before = (test.digest("acme"), test.digest("shop"));
    let mut walked = 0;
    for route in inside().filter(|route| route.path.matches('{').count() > 1) {
        let path = route.path.replace("{workspace}", "acme").replace("{slot}", "invitation");
        let with = |number: &str, token: &str, client: &str| {
            // Every workspace starts with one of these (Q32).
            let started = if number == "1" { "2" } else { number };
            let path = path.replace("{token}", token).replace("{client}", client).replace("{column}", "77");
            let path = ["{questionnaire}", "{template}", "{segment}"]
                .iter()
                .fold(path, |path, part| path.replace(part, started));
            let part = |part: &str| if part.starts_with('{') { number.to_owned() } else { part.to_owned() };
            path.split('/').map(part).collect::<Vec<String>>().join("/")
        };
        let theirs = asked(&front, route, &token, &with("1", &token_id, &client_id)).await;
        let nothing = asked(&front, route, &token, &with("424242", "cvt_none", "cvc_none")).await;
        assert_eq!(theirs.status, 404, "{} {path}: {}", route.method, theirs.body);
        assert_eq!((theirs.status, &theirs.body), (nothing.status, &nothing.body), "{} {path}", route.method);
        walked += 1;
    }
    assert!(walked >= 15, "{walked} routes have an id in their path");
    assert_eq!((test.digest("acme"), test.digest("shop")), before);
}

#[tokio::test]
async fn ids_of_another_workspace_in_bodies_and_queries_are_not_known() {
    let test = TestApp::new();
    let acme = test.workspace("acme");
    let front = Front::new(&test);
    let (shop, ..) = furnished(&test, &front);
    let token = front.token(acme.id, &[Scope::WorkspaceAdmin]);
    let before = test.digest("shop");
    let told = async |id: i32| {
        let route =
            json!({ "questionnaire": 1, "template": id, "conditions": [{ "column": id, "values": ["a"] }] });
        let route = front.ask("POST /api/v1/workspaces/acme/routes").bearer(&token).json(&route).await;
        let results = format!("GET /api/v1/workspaces/acme/results?questionnaire=1&by={id}");
        let results = front.ask(&results).bearer(&token).empty().await;
        let data = json!([{ "CustomerDataColumnId": id, "Value": "a" }]);
        let body = json!({ "Customers": [{ "PreviousId": id, "Data": data }] });
        let vendor = front.ask("POST /external/api/v3/customer/add").bearer(&token).json(&body).await;
        let customers = format!("GET /api/v1/workspaces/acme/customers?batch={id}");
        let customers = front.ask(&customers).bearer(&token).empty().await;
        assert_eq!((route.status, results.status, vendor.status, customers.status), (400, 400, 400, 200));
        let masked = |sent: Sent| sent.body.replace(&id.to_string(), "[id]");
        [masked(route), masked(results), masked(vendor), masked(customers)]
    };
    // 77 is a column of the other workspace, and it has customers and templates of lower numbers only.
    assert_eq!(told(77).await, told(424_242).await);
    assert_eq!(shop.slug, "shop");
    assert_eq!(test.digest("shop"), before);
}
