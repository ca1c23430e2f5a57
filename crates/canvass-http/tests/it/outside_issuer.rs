//! E120: tokens of outside issuers, made here by hand with keys that an issuer on this machine publishes.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use aws_lc_rs::hmac;
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::rsa::{KeyPair as RsaKeyPair, KeySize};
use aws_lc_rs::signature::{
    ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair as _, RSA_PKCS1_SHA256, RSA_PSS_SHA256,
    RsaEncoding,
};
use axum::Router;
use axum::http::StatusCode;
use axum::routing::get;
use canvass_app::Scope;
use canvass_testkit::{TestApp, TestWorkspace};
use data_encoding::BASE64URL_NOPAD as BASE64URL;
use jiff::SignedDuration;
use parking_lot::Mutex;
use serde_json::{Value, json};

use crate::kit::{Front, Sent};
use crate::limits::Written;

const ISSUER: &str = "https://login.example/tenant/v2.0";
const AUDIENCE: &str = "api://canvass";

/// The keys of an issuer, and its tokens.
struct Issuer {
    rsa: RsaKeyPair,
    ec: EcdsaKeyPair,
}

impl Issuer {
    fn new() -> Self {
        Self {
            rsa: RsaKeyPair::generate(KeySize::Rsa2048).unwrap(),
            ec: EcdsaKeyPair::generate(&ECDSA_P256_SHA256_FIXED_SIGNING).unwrap(),
        }
    }

    fn rsa_key(&self, id: &str) -> Value {
        let part = |bytes: &[u8]| BASE64URL.encode(bytes);
        let public = self.rsa.public_key();
        let (modulus, exponent) = (public.modulus(), public.exponent());
        json!({
            "kty": "RSA", "use": "sig", "kid": id,
            "n": part(modulus.big_endian_without_leading_zero()),
            "e": part(exponent.big_endian_without_leading_zero()),
        })
    }

    fn ec_key(&self, id: &str) -> Value {
        let point = self.ec.public_key().as_ref();
        let (x, y) = (BASE64URL.encode(&point[1..33]), BASE64URL.encode(&point[33..]));
        json!({ "kty": "EC", "crv": "P-256", "use": "sig", "kid": id, "x": x, "y": y })
    }

    fn document(&self) -> String {
        json!({ "keys": [{ "kty": "oct", "k": "AAAA", "kid": "r" }, self.rsa_key("r"), self.ec_key("e")] })
            .to_string()
    }

    fn rsa_signed(&self, padding: &'static dyn RsaEncoding, signed: &str) -> Vec<u8> {
        let mut signature = vec![0; self.rsa.public_modulus_len()];
        self.rsa.sign(padding, &SystemRandom::new(), signed.as_bytes(), &mut signature).unwrap();
        signature
    }

    /// A token with this header, signed as its algorithm says.
    fn token(&self, header: &Value, claims: &Value) -> String {
        let part = |value: &Value| BASE64URL.encode(value.to_string().as_bytes());
        let signed = format!("{}.{}", part(header), part(claims));
        let signature = match header["alg"].as_str().unwrap() {
            "RS256" => self.rsa_signed(&RSA_PKCS1_SHA256, &signed),
            "PS256" => self.rsa_signed(&RSA_PSS_SHA256, &signed),
            "ES256" => self.ec.sign(&SystemRandom::new(), signed.as_bytes()).unwrap().as_ref().to_vec(),
            // The public key as a shared secret: the classic confusion.
            "HS256" => {
                let document = self.document();
                let key = hmac::Key::new(hmac::HMAC_SHA256, document.as_bytes());
                hmac::sign(&key, signed.as_bytes()).as_ref().to_vec()
            }
            _ => Vec::new(),
        };
        format!("{signed}.{}", BASE64URL.encode(&signature))
    }
}

fn header(alg: &str, kid: &str) -> Value {
    json!({ "typ": "JWT", "alg": alg, "kid": kid })
}

/// A workspace whose client an issuer calls `app-7`.
struct Trusting<'a> {
    front: Front<'a>,
    acme: TestWorkspace<'a>,
    issuer: Issuer,
}

impl<'a> Trusting<'a> {
    fn new(test: &'a TestApp) -> Self {
        Self { front: Front::new(test), acme: test.workspace("acme"), issuer: Issuer::new() }
    }

    /// Makes a client that the issuer calls so; its id.
    async fn client(&self, name: &str) -> String {
        let body = json!({ "name": "crm", "scopes": ["customers.read"], "outsideName": name });
        let sent = self.front.ask("POST /api/v1/workspaces/acme/clients").bearer(&self.front.operator());
        let sent = sent.json(&body).await;
        assert_eq!(sent.status, 201, "{}", sent.body);
        sent.json()["clientId"].as_str().unwrap().to_owned()
    }

    async fn trust(&self, keys: Value) -> Sent {
        let mut body = json!({ "issuer": ISSUER, "audience": AUDIENCE });
        body.as_object_mut().unwrap().extend(keys.as_object().unwrap().clone());
        self.front
            .ask("POST /api/v1/workspaces/acme/issuers")
            .bearer(&self.front.operator())
            .json(&body)
            .await
    }

    fn claims(&self) -> Value {
        let now = self.front.test.app.clock.now().as_second();
        json!({ "iss": ISSUER, "aud": AUDIENCE, "exp": now + 3600, "nbf": now - 10, "azp": "app-7" })
    }

    /// The claims with other members; null takes one away.
    fn claims_but(&self, other: &Value) -> Value {
        let mut claims = self.claims();
        let members = claims.as_object_mut().unwrap();
        members.extend(other.as_object().unwrap().clone());
        members.retain(|_, value| !value.is_null());
        claims
    }

    async fn status(&self, token: &str) -> u16 {
        self.front.ask("GET /external/api/v3/customerdatacolumn").bearer(token).empty().await.status
    }
}

#[tokio::test]
async fn e120_a_token_of_a_trusted_issuer_names_a_client() {
    let test = TestApp::new();
    let trusting = Trusting::new(&test);
    let id = trusting.client("app-7").await;
    let before = trusting.issuer.token(&header("RS256", "r"), &trusting.claims());
    assert_eq!(trusting.status(&before).await, 401);
    let sent = trusting.trust(json!({ "keys": trusting.issuer.document() })).await;
    assert_eq!(sent.status, 201, "{}", sent.body);
    for (alg, kid) in [("RS256", "r"), ("PS256", "r"), ("ES256", "e")] {
        let token = trusting.issuer.token(&header(alg, kid), &trusting.claims());
        assert_eq!(trusting.status(&token).await, 200, "{alg}");
    }
    let without_kid = json!({ "alg": "ES256" });
    assert_eq!(trusting.status(&trusting.issuer.token(&without_kid, &trusting.claims())).await, 200);
    for names in [
        json!({ "azp": null, "appid": "app-7", "client_id": "x", "sub": "x" }),
        json!({ "azp": null, "client_id": "app-7", "sub": "x" }),
        json!({ "azp": null, "sub": "app-7" }),
        json!({ "azp": id }),
        json!({ "aud": ["other", AUDIENCE] }),
    ] {
        let token = trusting.issuer.token(&header("RS256", "r"), &trusting.claims_but(&names));
        assert_eq!(trusting.status(&token).await, 200, "{names}");
    }
    // Its scopes are those of the client, and the workspace is the client's.
    let token = trusting.issuer.token(&header("RS256", "r"), &trusting.claims());
    let sent = trusting.front.ask("POST /external/api/v3/customer/add").bearer(&token).json(&json!({})).await;
    assert_eq!(sent.status, 403);
    let sent = trusting.front.ask("GET /api/v1/workspaces/acme/columns").bearer(&token).empty().await;
    assert_eq!(sent.status, 200);
    // Disabled, it is nobody at once.
    let path = format!("DELETE /api/v1/workspaces/acme/clients/{id}");
    assert_eq!(trusting.front.ask(&path).bearer(&trusting.front.operator()).empty().await.status, 204);
    assert_eq!(trusting.status(&token).await, 401);
}

#[tokio::test]
async fn e120_every_other_token_is_nobodys() {
    let test = TestApp::new();
    let trusting = Trusting::new(&test);
    trusting.client("app-7").await;
    assert_eq!(trusting.trust(json!({ "keys": trusting.issuer.document() })).await.status, 201);
    let now = test.app.clock.now().as_second();
    for other in [
        json!({ "iss": "https://login.example/tenant/v2.0/" }),
        json!({ "iss": null }),
        json!({ "aud": "api://other" }),
        json!({ "aud": null }),
        json!({ "aud": [] }),
        json!({ "exp": now - 60 }),
        json!({ "exp": null }),
        json!({ "nbf": now + 61 }),
        json!({ "azp": "app-8" }),
        // A later name never stands in for an unknown first one.
        json!({ "azp": "app-8", "sub": "app-7" }),
        json!({ "azp": null }),
        json!({ "azp": 7 }),
    ] {
        let token = trusting.issuer.token(&header("RS256", "r"), &trusting.claims_but(&other));
        assert_eq!(trusting.status(&token).await, 401, "{other}");
    }
    let claims = trusting.claims_but(&json!({ "exp": now - 59, "nbf": now + 60 }));
    assert_eq!(trusting.status(&trusting.issuer.token(&header("RS256", "r"), &claims)).await, 200);
    for header in [
        header("none", "r"),
        header("HS256", "r"),
        header("RS384", "r"),
        header("EdDSA", "e"),
        // The key of one kind for the algorithm of the other.
        header("RS256", "e"),
        header("ES256", "r"),
        header("RS256", "unknown"),
        json!({ "alg": "RS256", "kid": "r", "crit": ["exp"] }),
    ] {
        let token = trusting.issuer.token(&header, &trusting.claims());
        assert_eq!(trusting.status(&token).await, 401, "{header}");
    }
    let token = trusting.issuer.token(&header("RS256", "r"), &trusting.claims());
    let (signed, signature) = token.rsplit_once('.').unwrap();
    let foreign = Issuer::new().token(&header("RS256", "r"), &trusting.claims());
    let first = signed.split_once('.').unwrap().0;
    let forged = trusting.claims_but(&json!({ "azp": "app-7", "exp": now + 9999 })).to_string();
    for token in [
        format!("{signed}."),
        signed.to_owned(),
        format!("{signed}.{signature}="),
        format!("{signed}.{signature}.{signature}"),
        format!("{first}.{}.{signature}", BASE64URL.encode(forged.as_bytes())),
        foreign,
        "a.b.c".to_owned(),
        "..".to_owned(),
    ] {
        assert_eq!(trusting.status(&token).await, 401, "{token}");
    }
    let sent = trusting.front.ask("GET /api/v1/workspaces/acme/issuers").bearer(&trusting.front.operator());
    let id = sent.empty().await.json()["items"][0]["id"].as_i64().unwrap();
    assert_eq!(trusting.status(&token).await, 200);
    let path = format!("DELETE /api/v1/workspaces/acme/issuers/{id}");
    assert_eq!(trusting.front.ask(&path).bearer(&trusting.front.operator()).empty().await.status, 204);
    assert_eq!(trusting.status(&token).await, 401);
}

#[tokio::test]
async fn e122_an_issuer_of_one_workspace_names_no_client_of_another() {
    let test = TestApp::new();
    let trusting = Trusting::new(&test);
    test.workspace("other");
    let body = json!({ "name": "crm", "scopes": ["customers.read"], "outsideName": "app-7" });
    let operator = trusting.front.operator();
    let sent =
        trusting.front.ask("POST /api/v1/workspaces/other/clients").bearer(&operator).json(&body).await;
    let id = sent.json()["clientId"].as_str().unwrap().to_owned();
    assert_eq!(trusting.trust(json!({ "keys": trusting.issuer.document() })).await.status, 201);
    for name in ["app-7", &id] {
        let claims = trusting.claims_but(&json!({ "azp": name }));
        let token = trusting.issuer.token(&header("RS256", "r"), &claims);
        assert_eq!(trusting.status(&token).await, 401, "{name}");
    }
    assert_eq!(trusting.acme.id.0, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn e122_what_one_workspace_trusts_keeps_no_client_of_another_out() {
    let test = TestApp::new();
    let trusting = Trusting::new(&test);
    trusting.client("app-7").await;
    // Two more trust the same issuer, for clients of their own; the keys of the one cannot be had.
    let away = Published::new("{}".to_owned()).await;
    let document = trusting.issuer.document();
    assert_eq!(trusting.trust(json!({ "keys": document })).await.status, 201);
    let token = trusting.issuer.token(&header("RS256", "r"), &trusting.claims());
    for (name, keys) in [("other", json!({ "keys": document })), ("third", json!({ "keysUrl": away.url }))] {
        test.workspace(name);
        let mut body = json!({ "issuer": ISSUER, "audience": AUDIENCE });
        body.as_object_mut().unwrap().extend(keys.as_object().unwrap().clone());
        let ask = trusting.front.ask(&format!("POST /api/v1/workspaces/{name}/issuers"));
        assert_eq!(ask.bearer(&trusting.front.operator()).json(&body).await.status, 201);
        let client =
            json!({ "name": "crm", "scopes": ["customers.read"], "outsideName": format!("app-{name}") });
        let ask = trusting.front.ask(&format!("POST /api/v1/workspaces/{name}/clients"));
        assert_eq!(ask.bearer(&trusting.front.operator()).json(&client).await.status, 201);
    }
    assert_eq!(trusting.status(&token).await, 200);
    let of_other =
        trusting.issuer.token(&header("RS256", "r"), &trusting.claims_but(&json!({ "azp": "app-other" })));
    assert_eq!(trusting.status(&of_other).await, 200);
    // Nobody's so far as we know, but we do not know all.
    let nobody =
        trusting.issuer.token(&header("RS256", "r"), &trusting.claims_but(&json!({ "azp": "app-9" })));
    assert_eq!(trusting.status(&nobody).await, 503);
}

#[tokio::test]
async fn the_log_names_the_keys_of_an_issuer_that_is_away_and_not_the_store() {
    let test = TestApp::new();
    let trusting = Trusting::new(&test);
    trusting.client("app-7").await;
    let away = Published::new("{}".to_owned()).await;
    assert_eq!(trusting.trust(json!({ "keysUrl": away.url })).await.status, 201);
    let token = trusting.issuer.token(&header("RS256", "r"), &trusting.claims());
    let written = Written::default();
    let kept = written.clone();
    let log = tracing_subscriber::fmt().json().with_writer(move || kept.clone()).finish();
    let _until_dropped = tracing::subscriber::set_default(log);
    assert_eq!(trusting.status(&token).await, 503);
    let warnings: Vec<Value> = written.lines().into_iter().filter(|line| line["level"] == "WARN").collect();
    assert_eq!(warnings.len(), 1, "{warnings:?}");
    let fields = &warnings[0]["fields"];
    assert_eq!(fields["message"], "a token cannot be checked");
    assert_eq!(fields["error"], "the keys of an issuer cannot be fetched");
}

#[tokio::test]
async fn e120_what_cannot_be_trusted_is_refused_at_once() {
    let test = TestApp::new();
    let trusting = Trusting::new(&test);
    for (keys, path) in [
        (json!({}), "/keys"),
        (json!({ "keys": "{}" }), "/keys"),
        (json!({ "keys": r#"{"keys":[]}"# }), "/keys"),
        (json!({ "keys": r#"{"keys":[{"kty":"oct","k":"AAAA"}]}"# }), "/keys"),
        (json!({ "keys": trusting.issuer.document(), "keysUrl": "https://login.example/keys" }), "/keys"),
        (json!({ "keysUrl": "http://login.example/keys" }), "/keysUrl"),
    ] {
        let sent = trusting.trust(keys.clone()).await;
        assert_eq!((sent.status, &sent.json()["faults"][0]["path"]), (400, &json!(path)), "{keys}");
    }
    // No setting allows http to another machine, so none is named.
    for (url, words) in [
        ("http://10.0.0.1/keys", "https is needed; http is called only on this machine."),
        (
            "https://10.0.0.1/keys",
            "A public https address is expected. What is inside the network the operator allows by its origin (setting webhook_allow).",
        ),
    ] {
        let sent = trusting.trust(json!({ "keysUrl": url })).await;
        assert_eq!(sent.json()["faults"][0]["text"], words, "{url}");
    }
    // Where the server calls is the operator's to say.
    let administrator = trusting.front.token(trusting.acme.id, &[Scope::WorkspaceAdmin]);
    let ask = || trusting.front.ask("POST /api/v1/workspaces/acme/issuers").bearer(&administrator);
    let body = json!({ "issuer": ISSUER, "audience": AUDIENCE, "keysUrl": "https://login.example/keys" });
    assert_eq!(ask().json(&body).await.json()["faults"][0]["path"], "/keysUrl");
    let body = json!({ "issuer": ISSUER, "audience": AUDIENCE, "keys": trusting.issuer.document() });
    assert_eq!(ask().json(&body).await.status, 201);
    assert_eq!(ask().json(&body).await.json()["code"], "issuer_audience");
}

/// An issuer's address: what it answers can be changed, and how often it was asked is counted.
struct Published {
    url: String,
    answer: Arc<Mutex<(StatusCode, String)>>,
    asked: Arc<AtomicUsize>,
    /// Whoever writes it keeps the answers back.
    held: Arc<tokio::sync::RwLock<()>>,
}

impl Published {
    async fn new(document: String) -> Self {
        let answer = Arc::new(Mutex::new((StatusCode::OK, document)));
        let asked = Arc::new(AtomicUsize::new(0));
        let held = Arc::<tokio::sync::RwLock<()>>::default();
        let (told, counted, free) = (Arc::clone(&answer), Arc::clone(&asked), Arc::clone(&held));
        let served = get(move || async move {
            counted.fetch_add(1, Ordering::SeqCst);
            drop(free.read().await);
            told.lock().clone()
        });
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}/keys", listener.local_addr().unwrap());
        tokio::spawn(async move { axum::serve(listener, Router::new().route("/keys", served)).await });
        Self { url, answer, asked, held }
    }

    fn asked(&self) -> usize {
        self.asked.load(Ordering::SeqCst)
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn e120_keys_are_fetched_kept_and_fetched_again_for_an_unknown_one() {
    let test = TestApp::new();
    let trusting = Trusting::new(&test);
    trusting.client("app-7").await;
    let published = Published::new(trusting.issuer.document()).await;
    assert_eq!(trusting.trust(json!({ "keysUrl": published.url })).await.status, 201);
    let lasting = trusting.claims_but(&json!({ "exp": test.app.clock.now().as_second() + 200_000 }));
    let token = trusting.issuer.token(&header("ES256", "e"), &lasting);
    for _ in 0..3 {
        assert_eq!(trusting.status(&token).await, 200);
    }
    assert_eq!(published.asked(), 1);
    // The issuer has a new key: the first token with it brings it, but guesses do not make the server call for each.
    test.clock.step(SignedDuration::from_secs(31));
    let newer = json!({ "keys": [trusting.issuer.rsa_key("new"), trusting.issuer.ec_key("e")] }).to_string();
    *published.answer.lock() = (StatusCode::OK, newer);
    let rotated = trusting.issuer.token(&header("RS256", "new"), &lasting);
    assert_eq!(trusting.status(&rotated).await, 200);
    for number in 0..5 {
        let guess = trusting.issuer.token(&header("RS256", &number.to_string()), &lasting);
        assert_eq!(trusting.status(&guess).await, 401);
    }
    assert_eq!(published.asked(), 2);
    // Known keys serve on while the issuer is away, for a day.
    *published.answer.lock() = (StatusCode::INTERNAL_SERVER_ERROR, String::new());
    test.clock.step(SignedDuration::from_hours(2));
    assert_eq!(trusting.status(&token).await, 200);
    assert_eq!(published.asked(), 3);
    test.clock.step(SignedDuration::from_hours(23));
    assert_eq!(trusting.status(&token).await, 503);
    // What is too long, or no key set, is none.
    for nonsense in ["x".repeat(70_000), "{}".to_owned()] {
        *published.answer.lock() = (StatusCode::OK, nonsense);
        test.clock.step(SignedDuration::from_secs(31));
        assert_eq!(trusting.status(&token).await, 503);
    }
    *published.answer.lock() = (StatusCode::OK, trusting.issuer.document());
    test.clock.step(SignedDuration::from_secs(31));
    assert_eq!(trusting.status(&token).await, 200);
}

#[tokio::test(flavor = "multi_thread")]
async fn e120_known_keys_serve_while_an_unknown_one_is_fetched() {
    let test = TestApp::new();
    let trusting = Trusting::new(&test);
    trusting.client("app-7").await;
    let published = Published::new(trusting.issuer.document()).await;
    assert_eq!(trusting.trust(json!({ "keysUrl": published.url })).await.status, 201);
    let token = trusting.issuer.token(&header("RS256", "r"), &trusting.claims());
    assert_eq!(trusting.status(&token).await, 200);
    // The issuer takes its time: nobody answers before the lock is free.
    test.clock.step(SignedDuration::from_secs(31));
    let guess = trusting.issuer.token(&header("RS256", "guess"), &trusting.claims());
    let held = published.held.write().await;
    let mut guessed = std::pin::pin!(trusting.status(&guess));
    while published.asked() < 2 {
        tokio::select! {
            biased;
            status = &mut guessed => panic!("{status} before the issuer answered"),
            () = tokio::task::yield_now() => {}
        }
    }
    assert_eq!(trusting.status(&token).await, 200);
    drop(held);
    assert_eq!(guessed.await, 401);
}
