//! Other terms while the escrow runs, agreed by everybody they concern.
//! The old terms stay in force until the money the new ones need is there.

use crate::support::{Running, euros, terms_of};
use serde_json::{Value, json};

/// The platform takes 10 % on top from ana, bruno the broker 10 % from beto.
fn brokered(amounts: &[&str]) -> Value {
    let mut terms = terms_of(amounts);
    let broker = json!({ "id": "bruno", "role": "broker" });
    terms["parties"].as_array_mut().unwrap().push(broker);
    let line = |id: &str, payer: &str, payee: &str| {
        json!({
            "id": id,
            "rule": { "tiers": [{ "rate": "0.1", "on": "whole" }] },
            "base": { "type": "price" },
            "payers": [{ "payer": payer, "weight": "1" }],
            "payees": [{ "party": payee, "weight": "1" }],
        })
    };
    terms["fees"] =
        json!([line("platform", "buyer", "platform"), line("broker", "seller", "bruno")]);
    terms
}

fn proposal(server: &Running, id: &str) -> Value {
    server.show(id, "ana")["proposals"][0].clone()
}

/// Two milestones of 100.00: the first is released, the second funded.
fn half_way(server: &Running) -> String {
    let id = server.agreed(&brokered(&["100.00", "100.00"]));
    for milestone in ["m1", "m2"] {
        server.step(&id, "pay", "ana", &json!({ "milestone": milestone })).is(200);
    }
    complete(server, &id, "m1");
    server.stands(&id, &[("payable:beto", "90.00"), ("payable:bruno", "10.00")]);
    id
}

fn complete(server: &Running, id: &str, milestone: &str) {
    let parcel = json!({ "milestone": milestone, "tracking": milestone });
    server.step(id, "ship", "beto", &parcel).is(200);
    let body = json!({ "milestone": milestone });
    server.step(id, "deliver", "carrier:celia", &body).is(200);
    server.step(id, "approve", "ana", &body).is(200);
}

#[test]
fn a_higher_price_is_agreed_by_three_and_topped_up_in_two_payments() {
    let server = Running::start();
    let id = half_way(&server);
    let amendment = json!({ "terms": brokered(&["100.00", "150.00"]) });
    let path = format!("/escrow/transactions/{id}/amendments");
    let keyless = server.post(&path).without("Idempotency-Key").by("ana").json(&amendment);
    keyless.send().refuses(400, "idempotency_key_missing");
    server.add(&id, "amendments", "admin:root", &amendment).refuses(403, "not_allowed");
    let proposed = server.add(&id, "amendments", "ana", &amendment).is(201).json();
    assert_eq!(proposed["proposals"][0]["by"], "ana");
    assert_eq!(
        proposed["proposals"][0]["change"]["terms"]["milestones"][1]["amount"],
        euros("150.00")
    );
    server.add(&id, "amendments", "beto", &amendment).refuses(409, "already_exists");

    let accept = |actor: &str| server.step(&id, "proposals/1/accept", actor, &json!({}));
    accept("ana").refuses(409, "own_offer");
    let escrow = accept("beto").is(200).json();
    assert_eq!(escrow["proposals"][0]["state"], "open", "bruno has to agree, too");
    assert_eq!(escrow["proposals"][0]["accepted"], json!(["beto"]));
    let waits = server.get("/escrow/transactions?needs_my_action=true").by("bruno").send();
    assert_eq!(waits.is(200).json()["data"][0]["id"], id.as_str());
    accept("bruno").is(200);
    let due = proposal(&server, &id);
    assert_eq!((&due["state"], &due["topup"]), (&json!("topup_due"), &euros("55.00")));
    assert_eq!(server.show(&id, "ana")["terms_version"], 1, "the old terms are in force");

    server.step(&id, "pay", "beto", &json!({})).refuses(403, "not_allowed");
    server
        .step(&id, "pay", "ana", &json!({ "milestone": "m1" }))
        .refuses(409, "illegal_transition");
    server.step(&id, "pay", "ana", &json!({ "amount": euros("20.00") })).is(200);
    assert_eq!(proposal(&server, &id)["state"], "topup_due");
    server.stands(&id, &[("funding:m2", "20.00"), ("held:m2", "100.00")]);
    let pay = || server.step(&id, "pay", "ana", &json!({ "milestone": "m2" })).is(200);
    let escrow = pay().json();
    assert_eq!(escrow["proposals"][0]["state"], "applied");
    assert_eq!(escrow["terms_version"], 2);
    server.stands(&id, &[("funding:m2", "0.00"), ("held:m2", "150.00"), ("fees_held", "15.00")]);
    assert_eq!(pay().header("idempotency-replayed"), Some("true"), "it is paid once");

    complete(&server, &id, "m2");
    assert_eq!(server.show(&id, "ana")["close_reason"], "completed");
    server.stands(
        &id,
        &[("payable:beto", "225.00"), ("payable:bruno", "25.00"), ("payable:platform", "25.00")],
    );
    server.settle(&id);
    assert_eq!(server.show(&id, "admin:root")["balances"], json!([]));
}

#[test]
fn a_lower_price_applies_at_once_and_a_broker_may_say_no() {
    let server = Running::start();
    let id = half_way(&server);
    let lower = json!({ "terms": brokered(&["100.00", "60.00"]) });
    server.add(&id, "amendments", "beto", &lower).is(201);
    server.step(&id, "proposals/1/reject", "bruno", &json!({})).is(200);
    assert_eq!(proposal(&server, &id)["state"], "closed");
    server.add(&id, "amendments", "bruno", &lower).is(201);
    for actor in ["beto", "ana"] {
        server.step(&id, "proposals/2/accept", actor, &json!({})).is(200);
    }
    server.stands(&id, &[("held:m2", "60.00"), ("fees_held", "6.00"), ("payable:ana", "44.00")]);
    let decided = json!({ "terms": brokered(&["90.00", "60.00"]) });
    server.add(&id, "amendments", "beto", &decided).refuses(422, "terms_invalid");
}

#[test]
fn a_top_up_that_never_comes_leaves_the_old_terms() {
    let server = Running::start_by_hand();
    let id = server.agreed(&terms_of(&["100.00"]));
    server.step(&id, "pay", "ana", &json!({})).is(200);
    let higher = json!({ "terms": terms_of(&["150.00"]) });
    server.add(&id, "amendments", "beto", &higher).is(201);
    server.step(&id, "proposals/1/accept", "ana", &json!({})).is(200);
    let due = proposal(&server, &id);
    assert_eq!(due["topup"], euros("50.00"));
    assert_eq!(due["deadline"], "2026-03-06T09:00:00.000Z");
    server.step(&id, "pay", "ana", &json!({ "amount": euros("20.00") })).is(200);

    let before = server.show_at(&id, "ana", "2026-03-06T08:59:59.999Z");
    assert_eq!(before["proposals"][0]["state"], "topup_due");
    let after = server.show_at(&id, "ana", "2026-03-06T09:00:00Z");
    assert_eq!(after["proposals"][0]["state"], "lapsed");
    assert_eq!((&after["terms_version"], &after["phase"]), (&json!(1), &json!("active")));
    server.stands(&id, &[("held:m1", "100.00"), ("funding:m1", "0.00"), ("payable:ana", "20.00")]);
    let late = json!({ "milestone": "m1", "amount": euros("30.00") });
    server.step(&id, "pay", "ana", &late).refuses(409, "illegal_transition");
}
