//! Whole lives of an escrow, at the root and under the prefix.

use crate::support::{Running, arbitrated, euros, key, terms, terms_of};
use serde_json::{Value, json};

fn balance(ledger: &Value, account: &str) -> Vec<String> {
    let entries = ledger["data"].as_array().unwrap();
    let sides = entries.iter().flat_map(|entry| {
        let movement = &entry["movement"];
        [&movement["debits"], &movement["credits"]]
    });
    let postings = sides.flat_map(|side| side.as_array().unwrap());
    let of_account = postings.filter(|posting| posting["account"] == account);
    of_account.map(|posting| posting["amount"]["amount"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn from_proposal_to_release_at_both_roots() {
    let server = Running::start();
    for root in ["", "/escrow"] {
        let created = server
            .post(format!("{root}/transactions"))
            .by("ana")
            .json(&json!({ "terms": terms() }))
            .send()
            .is(201);
        let escrow = created.json();
        let path = format!("{root}/transactions/{}", escrow["id"].as_str().unwrap());
        assert_eq!(created.header("location"), Some(path.as_str()));
        assert_eq!(created.header("etag"), Some("\"v3\""));
        assert_eq!(escrow["phase"], "proposed");

        let acceptance = json!({ "terms_version": 1, "terms_hash": escrow["terms_hash"] });
        let mut last = Value::Null;
        for (step, actor, body, state) in [
            ("accept", "beto", acceptance, "pending"),
            ("pay", "ana", json!({}), "funded"),
            ("ship", "beto", json!({ "tracking": "parcel" }), "shipped"),
            ("deliver", "carrier:celia", json!({}), "delivered"),
            ("approve", "ana", json!({}), "released"),
        ] {
            let answer = server.put(format!("{path}/{step}")).by(actor).json(&body).send().is(200);
            last = answer.json();
            assert_eq!(last["milestones"][0]["state"], state, "after {step}");
            assert_eq!(answer.header("etag"), Some(format!("\"v{}\"", last["version"]).as_str()));
        }
        assert_eq!(
            (&last["phase"], &last["close_reason"]),
            (&json!("closed"), &json!("completed"))
        );

        let ledger = server.get(format!("{path}/ledger")).by("admin:root").send().is(200).json();
        assert_eq!(balance(&ledger, "payable:beto"), ["95.00"]);
        assert_eq!(balance(&ledger, "payable:platform"), ["5.00"]);
        let own = server.get(format!("{path}/ledger")).by("beto").send().is(200).json();
        assert_eq!(balance(&own, "payable:beto"), ["95.00"]);
        assert!(balance(&own, "payable:platform").is_empty());
    }
}

#[test]
fn a_draft_is_proposed_by_its_creator() {
    let server = Running::start();
    let id = "7d2f4c1e-0000-4000-8000-000000000001";
    let body = json!({ "id": id, "draft": true, "terms": terms() });
    let escrow = server.post("/escrow/transactions").by("ana").json(&body).send().is(201).json();
    assert_eq!((&escrow["id"], &escrow["phase"]), (&json!(id), &json!("draft")));
    assert!(escrow["allowed_actions"].as_array().unwrap().contains(&json!("propose")));
    server.post("/escrow/transactions").by("ana").json(&body).send().refuses(409, "already_exists");
    server.step(id, "propose", "beto", &json!({})).refuses(403, "not_allowed");
    let proposed = server.step(id, "propose", "ana", &json!({})).is(200).json();
    assert_eq!(proposed["phase"], "proposed");
}

#[test]
fn work_is_submitted_and_goods_are_claimed() {
    let server = Running::start_by_hand();
    let mut service = terms();
    service["milestones"][0]["kind"] = json!("service");
    let id = server.agreed(&service);
    server.step(&id, "pay", "ana", &json!({})).is(200);
    let proof = json!({ "proof": "the drawings, all twelve of them" });
    let escrow = server.step(&id, "ship", "beto", &proof).is(200).json();
    assert_eq!(escrow["milestones"][0]["state"], "delivered");
    let path = format!("/escrow/transactions/{id}/events");
    let events = server.get(path).by("ana").send().is(200).json();
    let submitted = events["data"].as_array().unwrap().last().unwrap().clone();
    assert_eq!(submitted["event"]["type"], "submitted");
    assert_eq!(submitted["text"], "the drawings, all twelve of them");

    let id = server.agreed(&terms());
    let at = |step: &str, actor: &str, body: Value, time: &str| {
        let path = format!("/escrow/transactions/{id}/{step}");
        server.put(path).by(actor).at(time).json(&body).send()
    };
    at("pay", "ana", json!({}), "2026-03-01T10:00:00Z").is(200);
    at("ship", "beto", json!({ "tracking": "p" }), "2026-03-01T10:00:00Z").is(200);
    let proof = json!({ "proof": "left with the neighbour" });
    at("deliver", "beto", proof.clone(), "2026-03-02T00:00:00Z").refuses(409, "too_early");
    at("deliver", "beto", json!({}), "2026-03-05T00:00:00Z").refuses(422, "json_type");
    let escrow = at("deliver", "beto", proof, "2026-03-05T00:00:00Z").is(200).json();
    assert_eq!(escrow["milestones"][0]["state"], "delivered");
}

#[test]
fn a_dispute_goes_to_the_arbiter() {
    let server = Running::start_by_hand();
    let escrow = server.proposed(&arbitrated(&["100.00", "50.00"]));
    let id = escrow["id"].as_str().unwrap().to_owned();
    ["beto", "xavi"].iter().for_each(|party| server.accept(&id, party, &escrow));
    for milestone in ["m1", "m2"] {
        server.step(&id, "pay", "ana", &json!({ "milestone": milestone })).is(200);
    }
    // Two milestones fit, so leaving one out is an error that names both.
    let problem = server.step(&id, "ship", "beto", &json!({ "tracking": "p" }));
    assert_eq!(problem.refuses(422, "json_type")["allowed"], json!(["m1", "m2"]));
    server.step(&id, "ship", "beto", &json!({ "tracking": "p", "milestone": "m1" })).is(200);
    server.step(&id, "deliver", "ana", &json!({})).is(200);

    let claim = json!({ "milestone": "m1", "amount": euros("40.00"), "reason": "not_as_described",
        "text": "the handle is missing" });
    let path = format!("/escrow/transactions/{id}/dispute");
    let opened = server.post(path).by("ana").json(&claim).send().is(201).json();
    let case = opened["case"]["id"].as_str().unwrap().to_owned();
    assert_eq!(opened["case"]["milestone"], "m1-1");
    assert_eq!(opened["case"]["state"], "awaiting_response");
    server.step(&id, "approve", "ana", &json!({ "milestone": "m1" })).is(200);

    let respond = |actor: &str| {
        let body = json!({ "text": "it never had one", "offer": euros("10.00") });
        server.put(format!("/escrow/disputes/{case}/respond")).by(actor).json(&body).send()
    };
    respond("ana").refuses(403, "not_allowed");
    respond("mallory").refuses(404, "not_found");
    assert_eq!(respond("beto").is(200).json()["case"]["state"], "negotiation");

    let escalate = |time: &str| {
        let path = format!("/escrow/disputes/{case}/escalate");
        server.put(path).by("ana").at(time).send()
    };
    escalate("2026-03-03T09:00:00Z").refuses(409, "too_early");
    assert_eq!(escalate("2026-03-04T09:00:00Z").is(200).json()["case"]["state"], "mediation");
    let rule = |actor: &str, to_buyer: &str| {
        let ruling = json!({ "to_buyer": euros(to_buyer), "reasons": "half of it is the handle" });
        let call = server.post(format!("/escrow/disputes/{case}/rulings")).by(actor);
        call.at("2026-04-03T09:00:00Z").json(&ruling).send()
    };
    rule("ana", "25.00").refuses(403, "not_allowed");
    rule("xavi", "40.01").refuses(422, "amount_exceeds_available");
    let ruled = rule("xavi", "25.00").is(201).json();
    assert_eq!(ruled["case"]["state"], "final");
    assert_eq!(ruled["case"]["to_buyer"], euros("25.00"));
}

#[test]
fn a_list_has_filters_and_pages() {
    let server = Running::start();
    let ids: Vec<String> = (0..5).map(|_| server.agreed(&terms_of(&["10.00"]))).collect();
    server.step(&ids[4], "pay", "ana", &json!({})).is(200);
    let list = |actor: &str, query: &str| -> Value {
        server.get(format!("/escrow/transactions{query}")).by(actor).send().is(200).json()
    };
    let ids_of = |page: &Value| -> Vec<String> {
        let rows = page["data"].as_array().unwrap().iter();
        rows.map(|row| row["id"].as_str().unwrap().to_owned()).collect()
    };
    let mut newest_first = ids.clone();
    newest_first.reverse();
    assert_eq!(ids_of(&list("ana", "")), newest_first);
    assert_eq!(ids_of(&list("admin:root", "")), newest_first);
    assert!(ids_of(&list("mallory", "")).is_empty());
    assert_eq!(ids_of(&list("ana", "?phase=active")), newest_first[..1]);
    assert_eq!(ids_of(&list("beto", "?needs_my_action=true")), newest_first[..1]);
    assert_eq!(ids_of(&list("ana", "?needs_my_action=true")), newest_first[1..]);
    assert!(ids_of(&list("ana", "?role=seller")).is_empty());

    let (mut seen, mut query) = (Vec::new(), "?limit=2".to_owned());
    loop {
        let page = list("ana", &query);
        seen.extend(ids_of(&page));
        assert_eq!(page["has_more"], page["next_cursor"].is_i64());
        match page["next_cursor"].as_i64() {
            Some(cursor) => query = format!("?limit=2&cursor={cursor}"),
            None => break,
        }
    }
    assert_eq!(seen, newest_first);
}

#[test]
fn previews_actions_and_quotes_store_nothing() {
    let server = Running::start();
    let quote = server.call("POST", "/escrow/quote").by("ana").json(&json!({ "terms": terms() }));
    let quote = quote.send().is(200).json();
    assert_eq!(quote["quote"]["totals"][1]["net"], euros("95.00"));

    let id = server.delivered();
    let version = server.version(&id);
    let path = format!("/escrow/transactions/{id}");
    let command = json!({ "type": "approve", "milestone": "m1" });
    let preview = server.call("POST", format!("{path}/preview")).json(&command);
    let ana = preview.clone().by("ana").send().is(200).json();
    let types = |events: &Value| -> Vec<Value> {
        events.as_array().unwrap().iter().map(|event| event["type"].clone()).collect()
    };
    assert_eq!(types(&ana["events"]), ["approved", "released", "closed"]);
    assert_eq!(ana["payouts"], json!([]));
    preview.by("beto").send().refuses(403, "not_allowed");

    let actions = server.get(format!("{path}/actions")).by("ana").send().is(200).json();
    let approve = |action: &&Value| action["command"] == "approve";
    let actions = actions["data"].as_array().unwrap();
    assert_eq!(actions.iter().find(approve).unwrap()["allowed"], true);
    assert_eq!(server.version(&id), version);
}

#[test]
fn facts_come_from_provider_and_carrier_only() {
    let server = Running::start();
    let id = server.agreed(&terms());
    let path = format!("/escrow/transactions/{id}/facts");
    let fact = json!({ "type": "payin_cleared", "milestone": "m1", "payin": "p1", "amount": euros("100.00") });
    for actor in ["ana", "beto", "admin:root"] {
        server.post(&path).by(actor).json(&fact).send().refuses(403, "not_allowed");
    }
    let escrow = server.post(&path).by("provider:paco").json(&fact).send().is(201).json();
    assert_eq!(escrow["milestones"][0]["state"], "funded");
    let again = server.post(&path).by("provider:paco").with("Idempotency-Key", &key()).json(&fact);
    again.send().refuses(409, "reference_known");
}
