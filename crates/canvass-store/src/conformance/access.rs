//! Credentials.

use canvass_domain::id::WorkspaceId;

use super::Fixture;
use super::sample::workspace;
use crate::StoreError;
use crate::area::{
    CallSettings, HostRecord, IssuerKeys, NewClient, NewIssuer, NewSession, NewSignIn, NewToken,
};

fn token(id: &str, workspace: Option<WorkspaceId>) -> NewToken {
    NewToken {
        id: id.to_owned(),
        workspace,
        name: "a token".to_owned(),
        hash: vec![1, 0, 2],
        scopes: "intake read".to_owned(),
        expires_at: None,
        settings: CallSettings { empty_answers: true, ..CallSettings::default() },
    }
}

pub fn a_token_is_voided_by_its_own_workspace_only(fixture: &Fixture) {
    let (ours, theirs) = (workspace(fixture, "ours"), workspace(fixture, "theirs"));
    let at = fixture.now();
    let ends = fixture.at(60);
    fixture.write_system(move |tx| {
        tx.add_token(&NewToken { expires_at: Some(ends), ..token("t1", Some(ours)) }, at)?;
        tx.add_token(&token("t2", None), at)
    });
    for (wall, id) in [(Some(theirs), "t1"), (None, "t1"), (Some(ours), "t2"), (Some(ours), "t3")] {
        let refused = fixture.try_write_system(move |tx| tx.revoke_token(wall, id, at));
        assert_eq!(refused, Err(StoreError::Missing("token")), "{wall:?} {id}");
    }
    let later = fixture.at(5);
    fixture.write_system(move |tx| tx.revoke_token(Some(ours), "t1", later));
    let found = fixture.read_system(|tx| tx.token("t1")).expect("the token");
    assert_eq!(found.token, NewToken { expires_at: Some(ends), ..token("t1", Some(ours)) });
    assert_eq!((found.created_at, found.revoked_at), (at, Some(later)));
    assert_eq!(fixture.read_system(move |tx| tx.tokens(Some(ours))), [found]);
    let operators = fixture.read_system(|tx| tx.tokens(None));
    assert_eq!(operators.iter().map(|record| record.token.id.as_str()).collect::<Vec<_>>(), ["t2"]);
    assert!(operators[0].revoked_at.is_none());
    assert_eq!(fixture.read_system(|tx| tx.token("t3")), None);
}

pub fn a_client_keeps_two_secrets(fixture: &Fixture) {
    let (ours, theirs) = (workspace(fixture, "ours"), workspace(fixture, "theirs"));
    let at = fixture.now();
    let client = NewClient {
        id: "client".to_owned(),
        workspace: ours,
        name: "An integration".to_owned(),
        secret_hash: vec![1],
        scopes: "intake".to_owned(),
        settings: CallSettings { replays: true, ..CallSettings::default() },
        scope_alias: Some("api://old/all".to_owned()),
        outside_name: None,
    };
    let (new, again) = (client.clone(), client.clone());
    fixture.write_system(move |tx| tx.add_client(&new, at));
    let refused = fixture.try_write_system(move |tx| tx.add_client(&again, at));
    assert_eq!(refused, Err(StoreError::Conflict("client_id")));
    fixture.write_system(move |tx| tx.rotate_secret(ours, "client", &[2]));
    fixture.write_system(move |tx| tx.rotate_secret(ours, "client", &[3]));
    let refused = fixture.try_write_system(move |tx| tx.rotate_secret(theirs, "client", &[4]));
    assert_eq!(refused, Err(StoreError::Missing("client")));
    let refused = fixture.try_write_system(move |tx| tx.disable_client(theirs, "client", at));
    assert_eq!(refused, Err(StoreError::Missing("client")));
    fixture.write_system(move |tx| tx.disable_client(ours, "client", at));
    let found = fixture.read_system(|tx| tx.client("client")).expect("the client");
    assert_eq!(found.client, NewClient { secret_hash: vec![3], ..client });
    assert_eq!((found.older_secret_hash.clone(), found.disabled_at), (Some(vec![2]), Some(at)));
    assert_eq!(fixture.read_system(move |tx| tx.clients(ours)), [found]);
    assert_eq!(fixture.read_system(move |tx| tx.clients(theirs)), []);
}

pub fn users_are_unique_without_case(fixture: &Fixture) {
    let (ours, theirs) = (workspace(fixture, "ours"), workspace(fixture, "theirs"));
    let at = fixture.now();
    let id = fixture.write_system(move |tx| tx.add_user(ours, "Zoë", "manager", at));
    let refused = fixture.try_write_system(move |tx| tx.add_user(ours, "ZOË", "reader", at));
    assert_eq!(refused, Err(StoreError::Conflict("user_name")));
    fixture.write_system(move |tx| tx.add_user(theirs, "zoë", "reader", at));
    let users = fixture.read_system(move |tx| tx.users(ours));
    assert_eq!(users.len(), 1);
    assert_eq!((users[0].id, users[0].workspace), (id, ours));
    assert_eq!((users[0].name.as_str(), users[0].role.as_str()), ("Zoë", "manager"));
}

pub fn a_sign_in_link_works_once_and_not_after_its_end(fixture: &Fixture) {
    let ours = workspace(fixture, "ours");
    let (at, ends) = (fixture.now(), fixture.at(60));
    let user = fixture.write_system(move |tx| {
        let user = tx.add_user(ours, "ann", "reader", at)?;
        for hash in [1, 2] {
            tx.add_sign_in(&NewSignIn { hash: vec![hash], workspace: ours, user, expires_at: ends })?;
        }
        Ok(user)
    });
    let take = |hash: u8, now| fixture.write_system(move |tx| tx.take_sign_in(&[hash], now));
    assert_eq!(take(9, at), None);
    assert_eq!(take(1, at).map(|user| (user.id, user.workspace)), Some((user, ours)));
    assert_eq!(take(1, at), None);
    assert_eq!(take(2, ends), None);
}

pub fn a_session_ends(fixture: &Fixture) {
    let ours = workspace(fixture, "ours");
    let (at, ends) = (fixture.now(), fixture.at(60));
    fixture.write_system(move |tx| {
        let user = tx.add_user(ours, "ann", "reader", at)?;
        tx.add_session(&NewSession { hash: vec![5], workspace: ours, user, expires_at: ends })
    });
    let session = |now| fixture.read_system(move |tx| tx.session(&[5], now));
    let found = session(at).expect("the session");
    assert_eq!((found.user.name.as_str(), found.session.expires_at), ("ann", ends));
    assert_eq!(session(ends), None);
    fixture.write_system(|tx| tx.end_session(&[5]));
    fixture.write_system(|tx| tx.end_session(&[5]));
    assert_eq!(session(at), None);
}

fn client(id: &str, workspace: WorkspaceId, outside_name: Option<&str>) -> NewClient {
    NewClient {
        id: id.to_owned(),
        workspace,
        name: "An integration".to_owned(),
        secret_hash: vec![1],
        scopes: "intake".to_owned(),
        settings: CallSettings::default(),
        scope_alias: None,
        outside_name: outside_name.map(str::to_owned),
    }
}

pub fn e120_an_outside_name_is_one_clients_within_its_workspace(fixture: &Fixture) {
    let (ours, theirs) = (workspace(fixture, "ours"), workspace(fixture, "theirs"));
    let at = fixture.now();
    let (first, second, third) =
        (client("a", ours, Some("app-7")), client("b", ours, None), client("c", theirs, Some("app-7")));
    for new in [first.clone(), second.clone(), third] {
        fixture.write_system(move |tx| tx.add_client(&new, at));
    }
    let taken = NewClient { outside_name: Some("app-7".to_owned()), ..second.clone() };
    let refused = fixture.try_write_system(move |tx| tx.change_client(&taken));
    assert_eq!(refused, Err(StoreError::Conflict("client_outside_name")));
    let foreign = NewClient { workspace: theirs, ..first.clone() };
    let refused = fixture.try_write_system(move |tx| tx.change_client(&foreign));
    assert_eq!(refused, Err(StoreError::Missing("client")));
    let changed = NewClient {
        name: "Another name".to_owned(),
        settings: CallSettings { empty_answers: true, ..CallSettings::default() },
        scope_alias: Some("all".to_owned()),
        outside_name: Some("app-8".to_owned()),
        ..second
    };
    let new = changed.clone();
    fixture.write_system(move |tx| tx.change_client(&new));
    let named = |name: &'static str| fixture.read_system(move |tx| tx.client_of_issuer(ours, name));
    assert_eq!(named("app-8").map(|record| record.client), Some(changed.clone()));
    assert_eq!(named("b").map(|record| record.client), Some(changed));
    assert_eq!(named("app-7").map(|record| record.client), Some(first));
    assert_eq!(named("c"), None);
    // An id comes before a name that somebody else was given.
    let shadow = client("d", ours, Some("a"));
    fixture.write_system(move |tx| tx.add_client(&shadow, at));
    assert_eq!(named("a").map(|record| record.client.id), Some("a".to_owned()));
}

pub fn e120_issuers_are_trusted_by_workspace(fixture: &Fixture) {
    let (ours, theirs) = (workspace(fixture, "ours"), workspace(fixture, "theirs"));
    let at = fixture.now();
    let issuer = |workspace, audience: &str, keys| NewIssuer {
        workspace,
        issuer: "https://id.example".to_owned(),
        audience: audience.to_owned(),
        keys,
    };
    let (document, url) =
        (IssuerKeys::Document("{}".to_owned()), IssuerKeys::Url("https://id.example/k".to_owned()));
    let made = [issuer(ours, "a", document.clone()), issuer(ours, "b", url), issuer(theirs, "a", document)];
    let ids = made.clone().map(|new| fixture.write_system(move |tx| tx.add_issuer(&new, at)));
    let again = made[0].clone();
    let refused = fixture.try_write_system(move |tx| tx.add_issuer(&again, at));
    assert_eq!(refused, Err(StoreError::Conflict("issuer_audience")));
    let found = fixture.read_system(move |tx| tx.issuers(ours));
    assert_eq!(found.iter().map(|record| record.issuer.clone()).collect::<Vec<_>>(), made[..2]);
    assert_eq!((found[0].id, found[0].created_at), (ids[0], at));
    let named = fixture.read_system(|tx| tx.issuers_named("https://id.example"));
    assert_eq!(named.iter().map(|record| record.issuer.clone()).collect::<Vec<_>>(), made);
    assert_eq!(fixture.read_system(|tx| tx.issuers_named("https://ID.example")), []);
    let beyond = ids[1] + 1;
    let refused = fixture.try_write_system(move |tx| tx.remove_issuer(ours, beyond));
    assert_eq!(refused, Err(StoreError::Missing("issuer")));
    let id = ids[0];
    fixture.write_system(move |tx| tx.remove_issuer(ours, id));
    assert_eq!(fixture.read_system(move |tx| tx.issuers(ours)).len(), 1);
    assert_eq!(fixture.read_system(move |tx| tx.issuers(theirs)).len(), 1);
}

pub fn e122_a_host_name_stands_for_one_workspace(fixture: &Fixture) {
    let (ours, theirs) = (workspace(fixture, "ours"), workspace(fixture, "theirs"));
    let at = fixture.now();
    fixture.write_system(move |tx| tx.add_host(ours, "acme.example", at));
    for workspace in [ours, theirs] {
        let refused = fixture.try_write_system(move |tx| tx.add_host(workspace, "acme.example", at));
        assert_eq!(refused, Err(StoreError::Conflict("host_name")));
    }
    let bound = |host: &'static str| fixture.read_system(move |tx| tx.workspace_of_host(host));
    assert_eq!((bound("acme.example"), bound("other.example")), (Some(ours), None));
    let listed = fixture.read_system(move |tx| tx.hosts(ours));
    assert_eq!(listed, [HostRecord { host: "acme.example".to_owned(), created_at: at }]);
    let refused = fixture.try_write_system(move |tx| tx.remove_host(theirs, "acme.example"));
    assert_eq!(refused, Err(StoreError::Missing("host")));
    fixture.write_system(move |tx| tx.remove_host(ours, "acme.example"));
    assert_eq!(bound("acme.example"), None);
}
