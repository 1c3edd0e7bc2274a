//! Claims on an escrow that has ended, over a path of their own.
//! What is decided is a debt, and the escrow stays closed.

use crate::support::{Answer, Running, euros};
use serde_json::{Value, json};

/// 100.00 for one thing, released and paid out.
fn ended(server: &Running) -> String {
    let id = server.delivered();
    server.step(&id, "approve", "ana", &json!({})).is(200);
    server.settle(&id);
    id
}

fn body(amount: &str) -> Value {
    json!({ "amount": euros(amount), "reason": "not_as_described", "text": "it broke at once" })
}

fn claim(server: &Running, id: &str, amount: &str) -> Answer {
    server.add(id, "claims", "ana", &body(amount))
}

#[test]
fn a_claim_after_the_end_makes_a_debt_and_reopens_nothing() {
    let server = Running::start_by_hand();
    let id = server.delivered();
    claim(&server, &id, "40.00").refuses(409, "illegal_transition");
    let id = ended(&server);
    server.add(&id, "dispute", "ana", &body("40.00")).refuses(409, "illegal_transition");
    claim(&server, &id, "100.01").refuses(422, "amount_exceeds_available");

    let opened = claim(&server, &id, "40.00").is(201).json();
    let case = opened["case"]["id"].as_str().unwrap();
    assert_eq!(opened["case"]["late"], true);
    assert_eq!(opened["case"]["state"], "awaiting_response");
    assert_eq!(opened["escrow"]["phase"], "closed");
    claim(&server, &id, "10.00").refuses(409, "case_open");

    let contested = json!({ "text": "it was dropped", "offer": euros("10.00") });
    let path = format!("/escrow/disputes/{case}");
    server.put(format!("{path}/respond")).by("beto").json(&contested).send().is(200);
    let offer = json!({ "to_buyer": euros("25.00") });
    server.post(format!("{path}/offers")).by("ana").json(&offer).send().is(201);
    let settled = server.put(format!("{path}/offers/2/accept")).by("beto").send().is(200).json();
    assert_eq!(settled["case"]["state"], "settled");
    assert_eq!(settled["case"]["carried_out"], true);
    assert_eq!(settled["escrow"]["phase"], "closed");
    server.stands(&id, &[("receivable:beto", "25.00"), ("claim:ana", "25.00")]);

    claim(&server, &id, "75.01").refuses(422, "amount_exceeds_available");
    let late = server.post(format!("/escrow/transactions/{id}/claims")).by("ana");
    let late = late.at("2026-03-31T09:00:00Z").json(&body("1.00"));
    late.send().refuses(409, "window_closed");
}

#[test]
fn the_same_claim_again_is_answered_alike() {
    let server = Running::start();
    let id = ended(&server);
    let path = format!("/escrow/transactions/{id}/claims");
    let call = server.post(path).with("Idempotency-Key", "claim").by("ana").json(&body("40.00"));
    let (first, again) = (call.clone().send().is(201), call.send().is(201));
    assert_eq!(first.text, again.text);
    assert_eq!(again.header("idempotency-replayed"), Some("true"));
    let events = server.get(format!("/escrow/transactions/{id}/events?limit=100")).by("beto");
    let events = events.send().is(200).json();
    let last = events["data"].as_array().unwrap().last().unwrap().clone();
    assert_eq!(
        (&last["event"]["type"], &last["text"]),
        (&json!("case_opened"), &json!("it broke at once"))
    );
}
