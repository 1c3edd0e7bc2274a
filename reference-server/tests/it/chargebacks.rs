//! Money a bank or a rail takes back, and a rail that does not hold money for ever.
//! All of it comes in as facts, as the provider would report it.

use crate::support::{Running, arbitrated, euros, terms};
use serde_json::{Value, json};

const ADMIN: &str = "admin:root";

/// 100.00 for one thing, paid as `p1` and delivered.
fn delivered(server: &Running) -> String {
    let id = server.agreed(&terms());
    server.cleared(&id, "m1", "p1", "100.00");
    server.step(&id, "ship", "beto", &json!({ "tracking": "parcel" })).is(200);
    server.step(&id, "deliver", "carrier:celia", &json!({})).is(200);
    id
}

fn opened(amount: &str) -> Value {
    json!({ "type": "chargeback_opened", "chargeback": "cb1", "payin": "p1",
        "amount": euros(amount), "respond_by": "2026-03-11T09:00:00Z" })
}

#[test]
fn an_open_chargeback_locks_the_release_and_is_lost_after_it() {
    let server = Running::start_by_hand();
    let id = delivered(&server);
    for actor in ["ana", "beto", ADMIN] {
        server.add(&id, "facts", actor, &opened("100.00")).refuses(403, "not_allowed");
    }
    server.fact(&id, &opened("100.00")).is(201);
    server.fact(&id, &opened("100.00")).refuses(409, "reference_known");
    let part = json!({ "amount": euros("10.00") });
    let problem = server.add(&id, "releases", "ana", &part).refuses(409, "chargeback_open");
    assert_eq!(problem["value"], "cb1");
    assert_eq!(problem["deadline"], "2026-03-18T09:00:00.000Z");
    server.add(&id, "refunds", "beto", &part).refuses(409, "chargeback_open");
    let approved = server.step(&id, "approve", "ana", &json!({})).is(200).json();
    assert_eq!(approved["milestones"][0]["state"], "approved", "the release waits");

    let won = json!({ "type": "chargeback_won", "chargeback": "cb1" });
    let released = server.fact(&id, &won).is(201).json();
    assert_eq!(released["milestones"][0]["state"], "released");
    assert_eq!(released["phase"], "closed");
    server.settle(&id);
    assert_eq!(server.show(&id, ADMIN)["balances"], json!([]));

    server.fact(&id, &opened("100.00")).is(201);
    let lost = json!({ "type": "chargeback_lost", "chargeback": "cb1", "amount": euros("60.00") });
    let escrow = server.fact(&id, &lost).is(201).json();
    assert_eq!(escrow["phase"], "closed", "it does not reopen");
    assert_eq!(escrow["chargebacks"][0]["state"], "lost");
    server.stands(
        &id,
        &[("receivable:beto", "57.00"), ("receivable:platform", "3.00"), ("escrow:cash", "-60.00")],
    );
    let own = server.show(&id, "beto");
    assert_eq!(
        own["chargebacks"][0]["losses"],
        json!([{ "source": { "type": "payee", "party": "beto" }, "amount": euros("57.00") }])
    );
}

#[test]
fn a_payment_the_rail_returns_is_paid_again_or_decided() {
    let server = Running::start_by_hand();
    let id = server.agreed(&terms());
    let reversed =
        |payin: &str| json!({ "type": "payin_reversed", "milestone": "m1", "payin": payin });
    server.cleared(&id, "m1", "p1", "100.00");
    let escrow = server.fact(&id, &reversed("p1")).is(201).json();
    assert_eq!(escrow["milestones"][0]["state"], "pending");
    assert_eq!(escrow["balances"], json!([]));
    server.fact(&id, &reversed("p1")).refuses(409, "reference_known");

    server.cleared(&id, "m1", "p2", "100.00");
    server.step(&id, "ship", "beto", &json!({ "tracking": "parcel" })).is(200);
    let escrow = server.fact(&id, &reversed("p2")).is(201).json();
    assert_eq!(escrow["milestones"][0]["state"], "shipped", "something was done for it");
    let open = &escrow["chargebacks"][0];
    assert_eq!((&open["kind"], &open["state"]), (&json!("reversal"), &json!("open")));
    assert_eq!(open["deadline"], "2026-03-08T09:00:00.000Z");
    let silent = server.show_at(&id, ADMIN, "2026-03-08T09:00:00Z");
    assert_eq!(silent["chargebacks"][0]["state"], "lost");
    assert_eq!(silent["chargebacks"][0]["provisional"], true);
    assert_eq!(silent["close_reason"], "charged_back");
    assert_eq!(silent["milestones"][0]["charged_back"], euros("100.00"));
    assert_eq!(silent["balances"], json!([]));
}

#[test]
fn the_limit_of_the_rail_brings_the_matter_to_the_arbiter() {
    let server = Running::start_by_hand();
    let id = server.agreed(&arbitrated(&["100.00"]));
    let mut fact = json!({ "type": "payin_cleared", "milestone": "m1", "payin": "p1",
        "amount": euros("100.00"), "hold_until": "next week" });
    server.fact(&id, &fact).refuses(422, "time_range");
    fact["hold_until"] = json!("2026-03-11T09:00:00Z");
    let escrow = server.fact(&id, &fact).is(201).json();
    assert_eq!(escrow["milestones"][0]["max_hold"], "2026-03-08T09:00:00.000Z");
    let limit = |deadline: &&Value| deadline["timer"] == "t_max_hold";
    assert!(escrow["deadlines"].as_array().unwrap().iter().any(|deadline| limit(&deadline)));
    server.step(&id, "ship", "beto", &json!({ "tracking": "parcel" })).is(200);

    let escrow = server.show_at(&id, ADMIN, "2026-03-08T09:00:00Z");
    assert_eq!(escrow["milestones"][0]["state"], "disputed");
    let case = &escrow["cases"][0];
    assert_eq!((&case["reason"], &case["state"]), (&json!("hold_limit"), &json!("arbitration")));
    assert_eq!(case["deadline"], "2026-03-11T09:00:00.000Z");
    let ruling = json!({ "to_buyer": euros("40.00"), "reasons": "it was on its way" });
    let path = format!("/escrow/disputes/{}/rulings", case["id"].as_str().unwrap());
    server.post(path).by("xavi").json(&ruling).send().is(201);
    server.stands(
        &id,
        &[("payable:ana", "40.00"), ("payable:beto", "57.00"), ("payable:platform", "3.00")],
    );
}
