//! Who is recognised: tokens, clients, sessions (E119, E121, IDN-01, IDN-10, IDN-12).

use canvass_app::authenticate::{
    Denial, TokenRefusal, authenticate, authenticate_session, issue_access_token, sign_in, sign_out,
};
use canvass_app::setup::{
    ClientInput, Role, TokenInput, add_client, add_operator_token, add_sign_in, add_token, add_user,
    disable_client, revoke_token, rotate_secret,
};
use canvass_app::{Principal, Reach, Refusal, Scope};
use canvass_store::area::CallSettings;
use canvass_testkit::TestApp;
use jiff::SignedDuration;

fn token(name: &str, scopes: Vec<Scope>) -> TokenInput {
    TokenInput { name: name.to_owned(), scopes, ..TokenInput::default() }
}

fn known(test: &TestApp, bearer: &str) -> Result<Principal, Denial> {
    authenticate(&test.app, bearer).wait()
}

/// Past the time that a node keeps what it looked up.
fn later(test: &TestApp) {
    test.clock.step(SignedDuration::from_secs(3));
}

#[test]
fn a_token_tells_its_workspace_and_scopes() {
    let test = TestApp::new();
    let acme = test.bare_workspace("acme");
    let operator = add_operator_token(&test.app, "operator").wait().unwrap();
    assert_eq!(known(&test, &operator.text()).unwrap().reach, Reach::Installation);
    let input = token("crm", vec![Scope::CustomersRead]);
    let secret = add_token(&test.app, &test.operator, acme.id, input).wait().unwrap();
    let principal = known(&test, &secret.text()).unwrap();
    assert_eq!(principal.actor, format!("token:{}", secret.id));
    assert_eq!(principal.reach, Reach::Workspace(acme.id));
    assert_eq!(principal.scopes, [Scope::CustomersRead]);
    // A second time from what was kept.
    assert_eq!(known(&test, &secret.text()), Ok(principal));
}

#[test]
fn idn_01_all_ways_to_fail_give_one_answer() {
    let test = TestApp::new();
    let acme = test.bare_workspace("acme");
    let end = test.app.clock.now() + SignedDuration::from_secs(60);
    let input = TokenInput { expires_at: Some(end), ..token("crm", vec![Scope::CustomersRead]) };
    let secret = add_token(&test.app, &test.operator, acme.id, input).wait().unwrap();
    let id = secret.id.as_str();
    for text in ["", "x", "c1.", "c1.a.b", "cvt_", "cvt_x.y", id, &format!("{id}."), &format!("{id}.x")] {
        assert_eq!(known(&test, text), Err(Denial::Denied), "{text}");
    }
    assert!(known(&test, &secret.text()).is_ok());
    test.clock.set(end);
    assert_eq!(known(&test, &secret.text()), Err(Denial::Denied));
}

#[test]
fn a_revoked_token_ends_at_once_here_and_in_two_seconds_elsewhere() {
    let test = TestApp::new();
    let acme = test.bare_workspace("acme");
    let other = test.bare_workspace("other");
    let input = token("crm", vec![Scope::CustomersRead]);
    let secret = add_token(&test.app, &test.operator, acme.id, input).wait().unwrap();
    assert!(known(&test, &secret.text()).is_ok());
    let foreign = revoke_token(&test.app, &test.operator, other.id, &secret.id).wait();
    assert_eq!(foreign, Err(Refusal::NotFound("token")));
    revoke_token(&test.app, &test.operator, acme.id, &secret.id).wait().unwrap();
    assert_eq!(known(&test, &secret.text()), Err(Denial::Denied));
}

#[test]
fn nobody_gives_scopes_that_he_does_not_hold() {
    let test = TestApp::new();
    let acme = test.bare_workspace("acme");
    let reader = Principal {
        actor: "token:x".to_owned(),
        reach: Reach::Workspace(acme.id),
        scopes: vec![Scope::CustomersRead],
        settings: CallSettings::default(),
    };
    for (principal, scope) in [(&reader, Scope::CustomersWrite), (&test.operator, Scope::Operator)] {
        let refused = add_token(&test.app, principal, acme.id, token("more", vec![scope])).wait();
        assert!(matches!(refused, Err(Refusal::Fields(faults)) if faults[0].path == "/scopes"));
    }
}

#[test]
fn e119_a_client_gets_an_access_token_for_either_of_two_secrets() {
    let test = TestApp::new();
    let acme = test.bare_workspace("acme");
    let input = ClientInput {
        name: "crm".to_owned(),
        scopes: vec![Scope::CustomersWrite, Scope::CustomersRead],
        settings: CallSettings { replays: true, ..CallSettings::default() },
        ..ClientInput::default()
    };
    let first = add_client(&test.app, &test.operator, acme.id, input).wait().unwrap();
    let issue =
        |secret: &str, scope: Option<&str>| issue_access_token(&test.app, &first.id, secret, scope).wait();
    let issued = issue(&first.secret, None).unwrap();
    assert_eq!(issued.expires_in, 3600);
    let principal = known(&test, &issued.text).unwrap();
    assert_eq!(principal.actor, format!("client:{}", first.id));
    assert_eq!(principal.scopes, [Scope::CustomersWrite, Scope::CustomersRead]);
    assert!(principal.settings.replays);
    let narrow = issue(&first.secret, Some("api://canvass/customers.read")).unwrap();
    assert_eq!(known(&test, &narrow.text).unwrap().scopes, [Scope::CustomersRead]);
    assert_eq!(issue(&first.secret, Some("reports.read")), Err(TokenRefusal::InvalidScope));
    assert_eq!(issue("wrong", None), Err(TokenRefusal::InvalidClient));
    let unknown = issue_access_token(&test.app, "cvc_x", &first.secret, None).wait();
    assert_eq!(unknown, Err(TokenRefusal::InvalidClient));
    let second = rotate_secret(&test.app, &test.operator, acme.id, &first.id).wait().unwrap();
    assert!(issue(&first.secret, None).is_ok() && issue(&second.secret, None).is_ok());
    let third = rotate_secret(&test.app, &test.operator, acme.id, &first.id).wait().unwrap();
    assert_eq!(issue(&first.secret, None), Err(TokenRefusal::InvalidClient));
    assert!(issue(&second.secret, None).is_ok() && issue(&third.secret, None).is_ok());
}

#[test]
fn e119_an_access_token_ends_with_its_hour_and_with_its_client() {
    let test = TestApp::new();
    let acme = test.bare_workspace("acme");
    let input =
        ClientInput { name: "crm".to_owned(), scopes: vec![Scope::CustomersWrite], ..ClientInput::default() };
    let client = add_client(&test.app, &test.operator, acme.id, input).wait().unwrap();
    let issue = || issue_access_token(&test.app, &client.id, &client.secret, None).wait();
    let issued = issue().unwrap();
    test.clock.step(SignedDuration::from_secs(3599));
    assert!(known(&test, &issued.text).is_ok());
    test.clock.step(SignedDuration::from_secs(1));
    assert_eq!(known(&test, &issued.text), Err(Denial::Denied));
    let issued = issue().unwrap();
    assert!(known(&test, &issued.text).is_ok());
    disable_client(&test.app, &test.operator, acme.id, &client.id).wait().unwrap();
    assert_eq!(known(&test, &issued.text), Err(Denial::Denied));
    later(&test);
    assert_eq!(issue(), Err(TokenRefusal::InvalidClient));
}

#[test]
fn a_sign_in_link_works_once_and_makes_a_session() {
    let test = TestApp::new();
    let acme = test.bare_workspace("acme");
    let user = add_user(&test.app, &test.operator, acme.id, "j.smit", Role::Manager).wait().unwrap();
    let life = SignedDuration::from_mins(15);
    let code = |life| add_sign_in(&test.app, &test.operator, acme.id, user, life).wait().unwrap();
    let first = code(life);
    let signed = sign_in(&test.app, &first).wait().unwrap();
    assert_eq!(sign_in(&test.app, &first).wait(), Err(Denial::Denied));
    let session = authenticate_session(&test.app, &signed.cookie).wait().unwrap();
    assert_eq!(session.workspace, acme.id);
    assert_eq!(session.user.name, "j.smit");
    assert!(session.principal.may(Scope::WorkspaceAdmin));
    assert!(!session.principal.may(Scope::Operator));
    // IDN-10: another sign-in is another session.
    let other = sign_in(&test.app, &code(life)).wait().unwrap();
    assert_ne!(other.cookie, signed.cookie);
    sign_out(&test.app, &signed.cookie).wait().unwrap();
    assert_eq!(authenticate_session(&test.app, &signed.cookie).wait(), Err(Denial::Denied));
    test.clock.step(SignedDuration::from_hours(12));
    assert_eq!(authenticate_session(&test.app, &other.cookie).wait(), Err(Denial::Denied));
    let late = code(life);
    test.clock.step(life);
    assert_eq!(sign_in(&test.app, &late).wait(), Err(Denial::Denied));
}
