//! A request that comes again gets its first answer again, also from another process on the same file.

use crate::support::{Answer, Running, arbitrated, euros, key, terms};
use serde_json::json;
use tempfile::TempDir;

fn same(first: &Answer, again: &Answer) {
    assert_eq!(first.text, again.text);
    assert_eq!(first.status, again.status);
    assert_eq!(first.header("etag"), again.header("etag"));
    assert_eq!(first.header("idempotency-replayed"), None);
    assert_eq!(again.header("idempotency-replayed"), Some("true"));
}

#[test]
fn the_first_answer_comes_again_after_a_restart() {
    let folder = TempDir::new().unwrap();
    let database = folder.path().join("kept.sqlite");
    let key = key();
    let create = |server: &Running| {
        let body = json!({ "terms": terms() });
        server
            .post("/escrow/transactions")
            .by("ana")
            .with("Idempotency-Key", &key)
            .json(&body)
            .send()
    };
    let server = Running::start_on(&database, None);
    let first = create(&server).is(201);
    same(&first, &create(&server));
    let escrow = first.json();
    let id = escrow["id"].as_str().unwrap();
    server.accept(id, "beto", &escrow);
    let paid = server.step(id, "pay", "ana", &json!({})).is(200);
    server.step(id, "ship", "beto", &json!({ "tracking": "p" })).is(200);
    server.step(id, "deliver", "ana", &json!({})).is(200);
    let approved = server.step(id, "approve", "ana", &json!({})).is(200);
    let version = server.version(id);
    server.stop();

    let server = Running::start_on(&database, None);
    same(&first, &create(&server));
    same(&paid, &server.step(id, "pay", "ana", &json!({})));
    same(&approved, &server.step(id, "approve", "ana", &json!({})));
    assert_eq!(server.version(id), version);
    server.stop();
}

#[test]
fn another_request_under_the_same_key_is_refused() {
    let server = Running::start();
    let key = key();
    let create = |body: serde_json::Value| {
        server
            .post("/escrow/transactions")
            .by("ana")
            .with("Idempotency-Key", &key)
            .json(&body)
            .send()
    };
    create(json!({ "terms": terms() })).is(201);
    let reused = "idempotency_key_reused";
    let other = "7d2f4c1e-0000-4000-8000-000000000001";
    create(json!({ "terms": arbitrated(&["100.00"]) })).refuses(422, reused);
    create(json!({ "terms": terms(), "draft": true })).refuses(422, reused);
    create(json!({ "terms": terms(), "id": other })).refuses(422, reused);
    create(json!({ "terms": terms() })).is(201);
    let of_another = server.post("/escrow/transactions").by("beto").with("Idempotency-Key", &key);
    of_another.json(&json!({ "terms": terms() })).send().is(201);

    let id = server.delivered();
    let path = format!("/escrow/transactions/{id}/dispute");
    let claim = |amount: &str, text: &str| {
        let body = json!({ "amount": euros(amount), "reason": "not_as_described", "text": text });
        server.post(&path).by("ana").with("Idempotency-Key", "claim").json(&body).send()
    };
    let first = claim("40.00", "a scratch").is(201);
    same(&first, &claim("40.00", "a scratch"));
    claim("41.00", "a scratch").refuses(422, reused);
    claim("40.00", "a dent").refuses(422, reused);
}

#[test]
fn a_put_may_have_a_key_of_its_own() {
    let server = Running::start();
    let id = server.agreed(&terms());
    let pay = |amount: &str, key: Option<&str>| {
        let call = server.put(format!("/escrow/transactions/{id}/pay")).by("ana");
        let call = call.json(&json!({ "amount": euros(amount) }));
        key.into_iter().fold(call, |call, key| call.with("Idempotency-Key", key)).send()
    };
    let first = pay("30.00", Some("one")).is(200);
    same(&first, &pay("30.00", Some("one")));
    pay("31.00", Some("one")).refuses(422, "idempotency_key_reused");
    pay("30.00", Some("two")).is(200);
    let escrow = pay("40.00", None).is(200).json();
    assert_eq!(escrow["milestones"][0]["state"], "funded");
    assert_eq!(
        escrow["balances"][0],
        json!({ "account": "escrow:cash", "balance": euros("100.00") })
    );
}

#[test]
fn the_version_that_was_seen_counts() {
    let server = Running::start();
    let id = server.delivered();
    let version = server.version(&id);
    let approve = |version: u64| {
        let call = server.put(format!("/escrow/transactions/{id}/approve")).by("ana");
        call.with("If-Match", &format!("\"v{version}\"")).send()
    };
    let problem = approve(version - 1).refuses(409, "version_conflict");
    assert_eq!(problem["allowed"], json!([version.to_string()]));
    let first = approve(version).is(200);
    same(&first, &approve(version));
}
