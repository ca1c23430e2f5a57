//! What providers of text messages call, as raw requests: who may, and what it does.

use std::time::Duration;

use canvass_app::setup::{QuestionnairePolicyInput, save_questionnaire_policy};
use canvass_app::text_message::{Door, Members};
use canvass_domain::command::NewCustomer;
use canvass_domain::customer::CustomerState;
use canvass_domain::id::CustomerId;
use canvass_domain::message::{AttemptResult, MessageKey, MessageState, Slot};
use canvass_domain::text_message::Words;
use canvass_store::area::{Attempt, NodeId, Settlement};
use canvass_store::{StoreError, SystemTx};
use canvass_testkit::{TestApp, TestWorkspace, batch_of, customer};

use crate::kit::Front;

const NODE: NodeId = NodeId(9);
const NUMBER: &str = "+31612345678";
const FORM: &str = "application/x-www-form-urlencoded";

fn with_door(signed_with: Option<&str>) -> TestApp {
    let mut test = TestApp::new();
    let door = Door {
        gateway: "texts".to_owned(),
        secret: "0123456789abcdef".into(),
        signed_with: signed_with.map(Into::into),
        members: Members::default(),
        words: Words::default(),
    };
    test.app = test.app.clone().with_text_doors(vec![door]);
    test
}

fn hand_over(tx: &mut dyn SystemTx, result: Option<&AttemptResult>) -> Result<(), StoreError> {
    tx.beat(NODE)?;
    let claims = tx.claim(NODE, 10, Duration::from_mins(2))?;
    let attempts: Vec<Attempt> =
        claims.iter().map(|claim| Attempt { key: claim.key, fence: claim.fence }).collect();
    assert_eq!(tx.hand_over(NODE, &attempts)?, [true]);
    let settled = result.map(|result| Settlement {
        attempt: attempts[0],
        result: result.clone(),
        next: None,
        reminder: None,
        peer: "texts".to_owned(),
    });
    tx.settle(&settled.into_iter().collect::<Vec<_>>()).map(drop)
}

/// Somebody to whom a text message left, with this end.
async fn texted(shop: &TestWorkspace<'_>, result: AttemptResult) -> CustomerId {
    let (app, operator) = (&shop.test.app, &shop.test.operator);
    let input =
        QuestionnairePolicyInput { channel: Some("sms".to_owned()), ..QuestionnairePolicyInput::default() };
    save_questionnaire_policy(app, operator, shop.id, shop.questionnaire, input).ready().await.unwrap();
    let known = customer("x@example.org");
    let sent = NewCustomer { email: None, phone: Some(NUMBER.to_owned()), ..known };
    let outcome = shop.import(batch_of(vec![sent]));
    app.store.write_system(move |tx| hand_over(tx, Some(&result))).ready().await.unwrap();
    outcome.customers[0].id
}

async fn standing(shop: &TestWorkspace<'_>, id: CustomerId) -> (CustomerState, MessageState) {
    let read = shop.test.app.store.read(shop.id, move |tx| {
        let customer = tx.customer(id)?.unwrap().state;
        Ok::<_, StoreError>((customer, tx.message(id, Slot::Invitation)?.unwrap().state))
    });
    read.ready().await.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn only_who_knows_the_secret_is_heard_and_learns_nothing_more() {
    let test = with_door(None);
    let shop = test.workspace("shop");
    texted(&shop, AttemptResult::Sent("201".to_owned())).await;
    let digest = test.digest("shop");
    let front = Front::new(&test);
    let body = "From=%2B31612345678&Body=STOP";
    for path in
        ["/t/texts/0123456789abcdeX", "/t/texts/x", "/t/other/0123456789abcdef", "/t/texts/0123456789abcde"]
    {
        let sent = front.ask(&format!("POST {path}")).body(FORM, body).await;
        assert_eq!((sent.status, sent.body.as_str()), (404, ""), "{path}");
    }
    let sent = front.ask("GET /t/texts/0123456789abcdef").empty().await;
    assert_eq!(sent.status, 405);
    assert_eq!(test.digest("shop"), digest);
    for body in ["", "From=%2B31612345678", "From=nobody&Body=STOP", "From=%2B31612345678&Body=thanks", "%%%"]
    {
        let sent = front.ask("POST /t/texts/0123456789abcdef").body(FORM, body).await;
        assert_eq!(sent.status, 200, "{body}");
        assert_eq!(sent.header("content-type"), Some("text/xml; charset=utf-8"));
        assert_eq!(sent.body, "<?xml version=\"1.0\" encoding=\"UTF-8\"?><Response></Response>");
    }
    assert_eq!(test.digest("shop"), digest);
    let sent = front.ask("POST /t/texts/0123456789abcdef").body(FORM, body).await;
    assert_eq!(sent.status, 200);
    assert_ne!(test.digest("shop"), digest);
    let known = customer("x@example.org");
    let again = NewCustomer { email: None, phone: Some(NUMBER.to_owned()), ..known };
    let id = shop.import(batch_of(vec![again])).customers[0].id;
    let found = test.app.store.read(shop.id, move |tx| tx.customer(id)).ready().await.unwrap().unwrap();
    assert_eq!(found.state, CustomerState::OptedOut);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_provider_that_signs_must_sign() {
    let test = with_door(Some("token"));
    test.workspace("shop");
    let front = Front::new(&test);
    let ask = || front.ask("POST /t/texts/0123456789abcdef");
    let body = "From=%2B31612345678&Body=STOP";
    assert_eq!(ask().body(FORM, body).await.status, 404);
    assert_eq!(
        ask().header("x-twilio-signature", "L/OH5YylLD5NRKLltdqwSvS0BnU=").body(FORM, body).await.status,
        404
    );
    // HMAC-SHA1 by "token" over the public address, and name and value of each member in their order.
    let signature = "c0Nhc0AyjD7ajP5FeFch2K456Bw=";
    assert_eq!(ask().header("x-twilio-signature", signature).body(FORM, body).await.status, 200);
    assert_eq!(ask().header("x-twilio-signature", signature).body(FORM, "Body=STOP").await.status, 404);
}

#[tokio::test(flavor = "multi_thread")]
async fn out_20_a_receipt_settles_what_was_in_doubt() {
    let test = with_door(None);
    let shop = test.workspace("shop");
    let id = texted(&shop, AttemptResult::InDoubt("no answer".to_owned())).await;
    let key = MessageKey { workspace: shop.id, customer: id, slot: Slot::Invitation };
    let word = test.app.keys.receipt(key, canvass_domain::message::Round::FIRST);
    let front = Front::new(&test);
    let tell = async |word: &str, body: &'static str| {
        let line = format!("POST /t/texts/0123456789abcdef/{word}");
        front.ask(&line).body(FORM, body).await.status
    };
    let forged = if word.ends_with('a') { "b" } else { "a" };
    let mut changed = word.clone();
    changed.pop();
    let forged = format!("{changed}{forged}");
    assert_eq!(tell(&forged, "MessageStatus=delivered").await, 404);
    assert_eq!(tell(&word, "MessageStatus=sent").await, 200);
    assert_eq!(standing(&shop, id).await.1, MessageState::InDoubt);
    for _ in 0..2 {
        assert_eq!(tell(&word, "MessageStatus=delivered&MessageSid=SM1").await, 200);
        assert_eq!(standing(&shop, id).await, (CustomerState::Invited, MessageState::Sent));
    }
    assert_eq!(tell(&word, "MessageStatus=undelivered&ErrorCode=30003").await, 200);
    assert_eq!(standing(&shop, id).await.0, CustomerState::Bounced);
}
