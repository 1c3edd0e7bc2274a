//! Lives that go another way than delivered, approved, paid: each ends with the balances it should.

use crate::support::{Answer, Running, arbitrated, euros, terms, terms_of};
use serde_json::{Value, json};

const ADMIN: &str = "admin:root";

#[track_caller]
fn owes(server: &Running, id: &str, expected: &[(&str, &str)]) {
    for (party, amount) in expected {
        let found = server.balance(id, &format!("payable:{party}"));
        assert_eq!(found.as_deref(), Some(*amount), "{party}");
    }
    let held = server.balance(id, "held:m1");
    assert_eq!(held, None, "nothing is held any more");
}

fn milestone(server: &Running, id: &str, n: usize) -> Value {
    server.show(id, ADMIN)["milestones"][n].clone()
}

/// Agreed by everybody the terms name, paid, shipped and delivered.
fn delivered(server: &Running, terms: &Value) -> String {
    let id = server.agreed(terms);
    server.step(&id, "pay", "ana", &json!({})).is(200);
    server.step(&id, "ship", "beto", &json!({ "tracking": "parcel" })).is(200);
    server.step(&id, "deliver", "carrier:celia", &json!({})).is(200);
    id
}

#[test]
fn goods_go_back_and_the_seller_keeps_the_restocking() {
    let server = Running::start();
    let mut restocked = terms();
    restocked["restocking"] = json!("0.15");
    let id = delivered(&server, &restocked);
    let back = json!({ "amount": euros("100.00"), "reason": "it is too small" });
    server.step(&id, "reject-return", "beto", &back).refuses(403, "not_allowed");
    let escrow = server.step(&id, "reject-return", "ana", &back).is(200).json();
    assert_eq!(escrow["milestones"][0]["state"], "return_due");
    server.step(&id, "ship-return", "ana", &json!({ "tracking": "back" })).is(200);
    let escrow = server.step(&id, "return-delivered", "carrier:celia", &json!({})).is(200).json();
    assert_eq!(escrow["milestones"][0]["returned"], true);
    let escrow = server.step(&id, "accept-return", "beto", &json!({})).is(200).json();
    assert_eq!(escrow["milestones"][0]["state"], "released");
    // 15.00 of restocking bear the fee of 5 percent.
    owes(&server, &id, &[("ana", "85.00"), ("beto", "14.25"), ("platform", "0.75")]);
}

#[test]
fn a_return_that_is_contested_is_negotiated() {
    let server = Running::start();
    let id = delivered(&server, &terms());
    let back = json!({ "amount": euros("40.00"), "reason": "the lid is broken" });
    server.step(&id, "reject-return", "ana", &back).is(200);
    assert_eq!(milestone(&server, &id, 1)["id"], "m1-1");
    server.step(&id, "ship-return", "ana", &json!({ "tracking": "back" })).is(200);
    let objection = json!({ "reason": "the box was empty" });
    let escrow = server.step(&id, "contest-return", "beto", &objection).is(200).json();
    let case = escrow["cases"][0]["id"].as_str().unwrap();
    let offer = json!({ "to_buyer": euros("30.00") });
    let path = format!("/escrow/disputes/{case}/offers");
    server.post(&path).by("beto").json(&offer).send().is(201);
    let accept = |n: &str, actor: &str| {
        let path = format!("/escrow/disputes/{case}/offers/{n}/accept");
        server.put(path).by(actor).send()
    };
    accept("1", "beto").refuses(409, "own_offer");
    accept("2", "ana").refuses(409, "offer_superseded");
    accept("one", "ana").refuses(422, "id_syntax");
    let settled = accept("1", "ana").is(200).json();
    assert_eq!(settled["case"]["state"], "settled");
    server.step(&id, "approve", "ana", &json!({})).is(200);
    owes(&server, &id, &[("ana", "30.00"), ("beto", "66.50"), ("platform", "3.50")]);
}

#[test]
fn work_goes_another_round() {
    let server = Running::start();
    let mut service = terms();
    service["milestones"][0]["kind"] = json!("service");
    let id = server.agreed(&service);
    server.step(&id, "pay", "ana", &json!({})).is(200);
    server.step(&id, "submit", "beto", &json!({ "proof": "the first draft" })).is(200);
    let reason = json!({ "reason": "the title is missing" });
    server.step(&id, "request-changes", "beto", &reason).refuses(403, "not_allowed");
    let escrow = server.step(&id, "request-changes", "ana", &reason).is(200).json();
    assert_eq!(escrow["milestones"][0]["state"], "changes_requested");
    server.step(&id, "submit", "beto", &json!({ "proof": "with a title" })).is(200);
    server.step(&id, "approve", "ana", &json!({})).is(200);
    owes(&server, &id, &[("beto", "95.00"), ("platform", "5.00")]);
}

#[test]
fn a_hold_stops_a_refund_until_it_is_lifted() {
    let server = Running::start_by_hand();
    let id = delivered(&server, &terms());
    let hold = json!({ "id": "h1", "kind": "risk", "reason": "two cards in one day",
        "expires_at": "2026-03-08T09:00:00Z", "on_expiry": "lift" });
    server.add(&id, "holds", "ana", &hold).refuses(403, "not_allowed");
    let escrow = server.add(&id, "holds", ADMIN, &hold).is(201).json();
    assert_eq!(escrow["holds"][0]["state"], "active");
    let refund = json!({ "amount": euros("10.00") });
    server.add(&id, "refunds", "beto", &refund).refuses(409, "hold_active");

    // That money is held is no secret, why it is held is.
    let last = |actor: &str| -> Value {
        let path = format!("/escrow/transactions/{id}/events");
        let events = server.get(path).by(actor).send().is(200).json();
        events["data"].as_array().unwrap().last().unwrap().clone()
    };
    assert_eq!(last(ADMIN)["text"], "two cards in one day");
    assert_eq!(last("beto")["event"]["type"], "hold_placed");
    assert_eq!(
        (&last("beto")["text"], &last("beto")["event"]["reason"]),
        (&Value::Null, &Value::Null)
    );

    let lift = |actor: &str, hold: &str| {
        let path = format!("/escrow/transactions/{id}/holds/{hold}");
        server.call("DELETE", path).by(actor).send()
    };
    lift("beto", "h1").refuses(403, "not_allowed");
    lift(ADMIN, "h2").refuses(404, "not_found");
    let lifted = lift(ADMIN, "h1").is(204);
    assert_eq!((lifted.text.as_str(), lifted.header("etag").is_some()), ("", true));
    assert_eq!(lift(ADMIN, "h1").is(204).header("idempotency-replayed"), Some("true"));
    server.add(&id, "refunds", "beto", &refund).is(201);
    server.step(&id, "approve", "ana", &json!({})).is(200);
    owes(&server, &id, &[("ana", "10.00"), ("beto", "85.50"), ("platform", "4.50")]);
}

#[test]
fn both_sides_end_it_for_a_fee() {
    let server = Running::start();
    let id = server.agreed(&terms_of(&["100.00", "50.00"]));
    server.step(&id, "pay", "ana", &json!({ "milestone": "m1" })).is(200);
    let cancel = json!({ "kill_fee": "0.1" });
    let escrow = server.add(&id, "cancellations", "ana", &cancel).is(201).json();
    assert_eq!(escrow["proposals"][0]["change"], json!({ "type": "cancel", "kill_fee": "0.1" }));
    server.step(&id, "proposals/1/accept", "ana", &json!({})).refuses(409, "own_offer");
    server.step(&id, "proposals/2/accept", "beto", &json!({})).refuses(404, "not_found");
    let escrow = server.step(&id, "proposals/1/accept", "beto", &json!({})).is(200).json();
    assert_eq!((&escrow["phase"], &escrow["close_reason"]), (&json!("closed"), &json!("mixed")));
    assert_eq!(escrow["milestones"][1]["state"], "cancelled");
    owes(&server, &id, &[("ana", "90.00"), ("beto", "9.50"), ("platform", "0.50")]);
}

#[test]
fn more_time_is_agreed_on_or_not() {
    let server = Running::start_by_hand();
    let id = server.agreed(&terms());
    server.step(&id, "pay", "ana", &json!({})).is(200);
    assert_eq!(milestone(&server, &id, 0)["deadline"], "2026-03-15T09:00:00.000Z");
    let longer = json!({ "until": "2026-03-20T09:00:00Z" });
    server.add(&id, "extensions", "beto", &longer).is(201);
    server.step(&id, "proposals/1/reject", "ana", &json!({})).is(200);
    server.add(&id, "extensions", "beto", &longer).is(201);
    server.step(&id, "proposals/2/withdraw", "beto", &json!({})).is(200);
    server.add(&id, "extensions", "beto", &longer).is(201);
    server.step(&id, "proposals/3/accept", "ana", &json!({})).is(200);
    assert_eq!(milestone(&server, &id, 0)["deadline"], "2026-03-20T09:00:00.000Z");
}

/// A case about all of 100.00, in mediation.
fn mediation(server: &Running) -> (String, String) {
    let mut terms = arbitrated(&["100.00"]);
    terms["timers"] = json!([{ "timer": "t_appeal", "window": 432_000 }]);
    let id = delivered(server, &terms);
    let claim =
        json!({ "amount": euros("100.00"), "reason": "not_as_described", "text": "it is red" });
    let opened = server.add(&id, "dispute", "ana", &claim).is(201).json();
    let case = opened["case"]["id"].as_str().unwrap().to_owned();
    let answer = json!({ "text": "it was ordered in red" });
    server.put(format!("/escrow/disputes/{case}/respond")).by("beto").json(&answer).send().is(200);
    let escalate = server.put(format!("/escrow/disputes/{case}/escalate")).by("ana");
    let case_now = escalate.at("2026-03-04T09:00:00Z").send().is(200).json();
    assert_eq!(case_now["case"]["state"], "mediation");
    (id, case)
}

#[test]
fn a_mediator_finds_what_both_accept() {
    let server = Running::start_by_hand();
    let (id, case) = mediation(&server);
    let path = format!("/escrow/disputes/{case}");
    let propose = |actor: &str, to_buyer: &str| {
        let body = json!({ "to_buyer": euros(to_buyer) });
        server.post(format!("{path}/settlements")).by(actor).json(&body).send()
    };
    propose("ana", "90.00").refuses(403, "not_allowed");
    propose("xavi", "60.00").is(201);
    let proposed = propose(ADMIN, "40.00").is(201).json();
    assert_eq!(proposed["case"]["proposal"]["number"], 2);
    let accept =
        |n: u32, actor: &str| server.put(format!("{path}/settlements/{n}/accept")).by(actor).send();
    accept(1, "ana").refuses(409, "offer_superseded");
    accept(2, "ana").is(200);
    assert_eq!(accept(2, "beto").is(200).json()["case"]["state"], "settled");
    owes(&server, &id, &[("ana", "40.00"), ("beto", "57.00"), ("platform", "3.00")]);
}

#[test]
fn an_arbiter_steps_down_and_another_ruling_is_asked_for() {
    let server = Running::start_by_hand();
    let (id, case) = mediation(&server);
    let path = format!("/escrow/disputes/{case}");
    let evidence = json!({ "sha256": "ab".repeat(32), "length": 1_234 });
    let given = server.show(&id, ADMIN)["cases"][0]["evidence"]["buyer"].as_u64().unwrap();
    let added = server.post(format!("{path}/evidence")).by("ana").json(&evidence).send().is(201);
    assert_eq!(added.json()["case"]["evidence"]["buyer"], given + 1);
    let propose = server.post(format!("{path}/settlements")).by("xavi");
    propose.json(&json!({ "to_buyer": euros("60.00") })).send().is(201);
    let rejected = server.put(format!("{path}/settlements/1/reject")).by("beto").send().is(200);
    assert_eq!(rejected.json()["case"]["state"], "arbitration");

    let assign = |arbiter: &str| {
        let body = json!({ "arbiter": arbiter });
        server.post(format!("{path}/arbiters")).by(ADMIN).json(&body).send()
    };
    let rule = |arbiter: &str, to_buyer: &str| {
        let body = json!({ "to_buyer": euros(to_buyer), "reasons": "the order says red" });
        server.post(format!("{path}/rulings")).by(arbiter).json(&body).send()
    };
    server.put(format!("{path}/recuse")).by("xavi").send().is(204);
    assign("ana").refuses(409, "conflict_of_interest");
    assert_eq!(assign("xenia").is(201).json()["case"]["arbiter"], "xenia");
    assert_eq!(rule("xenia", "100.00").is(201).json()["case"]["state"], "ruled");
    let appeal = server.post(format!("{path}/appeals")).by("beto");
    let appealed = appeal.json(&json!({ "text": "the order was not read" })).send().is(201);
    assert_eq!(appealed.json()["case"]["appealed"], true);
    assign("xulia").is(201);
    rule("xulia", "0.00").is(201);
    let later = server.get(format!("/escrow/transactions/{id}")).by(ADMIN);
    later.at("2026-03-10T09:00:00Z").send().is(200);
    owes(&server, &id, &[("beto", "95.00"), ("platform", "5.00")]);
}

#[test]
fn each_side_gives_part_of_it_and_staff_nothing_alone() {
    let server = Running::start();
    let id = delivered(&server, &terms());
    let part = |amount: &str| json!({ "amount": euros(amount) });
    for (what, wrong) in [("releases", "beto"), ("refunds", "ana")] {
        for actor in [wrong, ADMIN] {
            server.add(&id, what, actor, &part("20.00")).refuses(403, "not_allowed");
        }
    }
    server.add(&id, "releases", "ana", &part("20.00")).is(201);
    server.add(&id, "refunds", "beto", &part("30.00")).is(201);
    server
        .stands(&id, &[("held:m1", "50.00"), ("payable:ana", "30.00"), ("payable:beto", "19.00")]);
}

#[test]
fn a_proposal_is_answered_in_every_way() {
    let server = Running::start();
    let proposed = || server.proposed(&terms())["id"].as_str().unwrap().to_owned();
    let reason = |answer: Answer| answer.is(200).json()["close_reason"].clone();
    assert_eq!(reason(server.step(&proposed(), "decline", "beto", &json!({}))), "declined");
    assert_eq!(reason(server.step(&proposed(), "withdraw", "ana", &json!({}))), "cancelled");
    let agreed = server.agreed(&terms());
    assert_eq!(reason(server.step(&agreed, "cancel", "ana", &json!({}))), "cancelled");
    let id = proposed();
    let countered = server.step(&id, "counter", "beto", &json!({ "terms": terms_of(&["120.00"]) }));
    let countered = countered.is(200).json();
    assert_eq!(countered["terms_version"], 2);
    server.accept(&id, "ana", &countered);
    assert_eq!(server.show(&id, "ana")["phase"], "agreed");

    let body = json!({ "draft": true, "terms": terms() });
    let draft = server.post("/escrow/transactions").by("ana").json(&body).send().is(201).json();
    let path = format!("/escrow/transactions/{}", draft["id"].as_str().unwrap());
    let edited = server.put(&path).by("ana").json(&json!({ "terms": terms_of(&["90.00"]) }));
    assert_eq!(edited.send().is(200).json()["milestones"][0]["amount"], euros("90.00"));
    assert_eq!(reason(server.call("DELETE", &path).by("ana").send()), "voided");
}
