//! Who sees what of amendments, chargebacks and claims, field by field and for every role.
//! Events, balances and chargebacks tell nobody what others are paid, owe or earn.

use crate::support::{Running, euros, terms_of};
use serde_json::{Value, json};

/// Everybody who may look, and whether he is a party or runs the escrow.
const EVERYBODY: [&str; 8] =
    ["ana", "beto", "bruno", "vera", "xavi", "carrier:celia", "provider:paco", "admin:root"];
const RUN_IT: [&str; 3] = ["xavi", "provider:paco", "admin:root"];

/// The platform takes 10 % on top from ana; bruno the broker 8 % and vera the advisor 2 % from beto.
fn all_roles(amounts: &[&str]) -> Value {
    let mut terms = terms_of(amounts);
    let others = [("bruno", "broker"), ("vera", "advisor"), ("xavi", "arbiter")];
    let others = others.map(|(id, role)| json!({ "id": id, "role": role }));
    terms["parties"].as_array_mut().unwrap().extend(others);
    let line = |id: &str, payer: &str, payees: Value| {
        json!({
            "id": id,
            "rule": { "tiers": [{ "rate": "0.1", "on": "whole" }] },
            "base": { "type": "price" },
            "payers": [{ "payer": payer, "weight": "1" }],
            "payees": payees,
        })
    };
    let brokers =
        json!([{ "party": "bruno", "weight": "0.08" }, { "party": "vera", "weight": "0.02" }]);
    let platform = json!([{ "party": "platform", "weight": "1" }]);
    terms["fees"] = json!([line("platform", "buyer", platform), line("broker", "seller", brokers)]);
    terms
}

/// The events of one type, as `actor` sees them.
fn events(server: &Running, id: &str, actor: &str, kind: &str) -> Vec<Value> {
    let page = server.get(format!("/escrow/transactions/{id}/events?limit=100")).by(actor);
    let page = page.send().is(200).json();
    assert_eq!(page["has_more"], false);
    let rows = page["data"].as_array().unwrap().iter().map(|row| row["event"].clone());
    rows.filter(|event| event["type"] == kind).collect()
}

/// The parties named in the losses of an event or a chargeback, with their amounts.
fn borne(losses: &Value) -> Vec<(String, String)> {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let mut borne: Vec<(String, String)> = losses
        .as_array()
        .unwrap()
        .iter()
        .map(|loss| {
            let source = &loss["source"];
            let name = if source["type"] == "payee" { &source["party"] } else { &source["type"] };
            (text(name), text(&loss["amount"]["amount"]))
        })
        .collect();
    borne.sort();
    borne
}

fn pairs(expected: &[(&str, &str)]) -> Vec<(String, String)> {
    expected.iter().map(|(name, amount)| ((*name).to_owned(), (*amount).to_owned())).collect()
}

fn complete(server: &Running, id: &str, milestone: &str) {
    let parcel = json!({ "milestone": milestone, "tracking": milestone });
    server.step(id, "ship", "beto", &parcel).is(200);
    let body = json!({ "milestone": milestone });
    server.step(id, "deliver", "carrier:celia", &body).is(200);
    server.step(id, "approve", "ana", &body).is(200);
}

fn chargeback(server: &Running, id: &str, amount: &str) {
    let opened = json!({ "type": "chargeback_opened", "chargeback": "cb", "payin": "p1",
        "amount": euros(amount), "respond_by": "2099-03-11T09:00:00Z" });
    server.fact(id, &opened).is(201);
    let lost = json!({ "type": "chargeback_lost", "chargeback": "cb", "amount": euros(amount) });
    server.fact(id, &lost).is(201);
}

fn win(server: &Running, id: &str) {
    server.fact(id, &json!({ "type": "chargeback_won", "chargeback": "cb" })).is(201);
}

/// What a table of tests expects `actor` to see.
fn sees_fees(actor: &str) -> bool {
    !["vera", "carrier:celia"].contains(&actor)
}

#[test]
fn an_amendment_hides_its_fees_from_advisor_and_carrier() {
    let server = Running::start();
    let id = server.agreed(&all_roles(&["100.00"]));
    server.cleared(&id, "m1", "p0", "110.00");
    let reversed = json!({ "type": "payin_reversed", "milestone": "m1", "payin": "p0" });
    server.fact(&id, &reversed).is(201);
    server.cleared(&id, "m1", "p1", "110.00");
    let higher = json!({ "terms": all_roles(&["150.00"]) });
    server.add(&id, "amendments", "ana", &higher).is(201);
    for actor in ["beto", "bruno", "vera"] {
        server.step(&id, "proposals/1/accept", actor, &json!({})).is(200);
    }
    server.step(&id, "pay", "ana", &json!({})).is(200);
    for actor in EVERYBODY {
        let only = |kind: &str| {
            let found = events(&server, &id, actor, kind);
            assert_eq!(found.len(), 1, "{kind} by {actor}");
            found[0].clone()
        };
        let proposed = only("change_proposed");
        assert_eq!(proposed["change"]["terms"]["milestones"][0]["amount"], euros("150.00"));
        let lines = if sees_fees(actor) { 2 } else { 0 };
        assert_eq!(proposed["change"]["terms"]["fees"].as_array().unwrap().len(), lines, "{actor}");
        assert_eq!(only("topup_asked")["amount"], euros("55.00"));
        let agreed = events(&server, &id, actor, "proposal_agreed");
        assert_eq!(
            agreed.iter().map(|event| &event["party"]).collect::<Vec<_>>(),
            ["beto", "bruno"]
        );

        let (applied, reversed) = (only("amendment_applied"), only("payin_reversed"));
        assert_eq!(applied["raised"][0]["amount"], euros("50.00"));
        assert_eq!(reversed["amount"], euros("110.00"));
        for (event, fees) in [(&applied, "5.00"), (&reversed, "10.00")] {
            let expected = if sees_fees(actor) { euros(fees) } else { Value::Null };
            assert_eq!(event["fees"], expected, "{} by {actor}", event["type"]);
        }
        assert_eq!(applied["fees_back"].is_null(), !sees_fees(actor));
    }
}

#[test]
fn of_a_loss_after_release_everybody_sees_his_own_part() {
    let server = Running::start();
    let id = server.agreed(&all_roles(&["100.00"]));
    server.cleared(&id, "m1", "p1", "110.00");
    complete(&server, &id, "m1");
    server.settle(&id);
    chargeback(&server, &id, "110.00");
    let all = [("beto", "90.00"), ("bruno", "8.00"), ("platform", "10.00"), ("vera", "2.00")];
    let own = |actor: &str| {
        let mine = |(party, _): &&(&str, &str)| *party == actor || RUN_IT.contains(&actor);
        all.iter().filter(mine).copied().collect::<Vec<_>>()
    };
    for actor in EVERYBODY {
        let decided = events(&server, &id, actor, "chargeback_decided");
        assert_eq!(borne(&decided[0]["losses"]), pairs(&own(actor)), "{actor}");
        let escrow = server.show(&id, actor);
        assert_eq!(borne(&escrow["chargebacks"][0]["losses"]), pairs(&own(actor)), "{actor}");
        let owed = escrow["balances"]
            .as_array()
            .unwrap()
            .iter()
            .filter(|balance| balance["account"].as_str().unwrap().starts_with("receivable:"));
        assert_eq!(owed.count(), own(actor).len(), "{actor}");
        assert_eq!(events(&server, &id, actor, "chargeback_opened")[0]["amount"], euros("110.00"));
    }
    win(&server, &id);
    for actor in EVERYBODY {
        let decided = events(&server, &id, actor, "chargeback_decided");
        assert_eq!(borne(&decided[1]["restored"]), pairs(&own(actor)), "{actor}");
    }
}

#[test]
fn of_a_loss_before_release_only_the_fees_are_a_secret() {
    let server = Running::start();
    let id = server.agreed(&all_roles(&["100.00"]));
    server.cleared(&id, "m1", "p1", "110.00");
    chargeback(&server, &id, "110.00");
    win(&server, &id);
    for actor in EVERYBODY {
        let decided = events(&server, &id, actor, "chargeback_decided");
        let held = [("fees", "10.00"), ("held", "100.00")];
        let seen = if sees_fees(actor) { &held[..] } else { &held[1..] };
        assert_eq!(borne(&decided[0]["losses"]), pairs(seen), "{actor}");
        // The milestone has ended, so the money goes back to ana, which is nobody else's business.
        let paid = decided[1]["paid"].as_array().unwrap().len();
        let sees_it = actor == "ana" || RUN_IT.contains(&actor);
        assert_eq!(paid > 0, sees_it, "{actor}");
    }
}

#[test]
fn what_was_awarded_after_the_end_is_between_the_two_sides() {
    let server = Running::start();
    let id = server.agreed(&all_roles(&["100.00"]));
    server.cleared(&id, "m1", "p1", "110.00");
    complete(&server, &id, "m1");
    let claim =
        json!({ "amount": euros("40.00"), "reason": "not_as_described", "text": "it broke" });
    for actor in ["bruno", "vera", "xavi", "admin:root"] {
        server.add(&id, "claims", actor, &claim).refuses(403, "not_allowed");
    }
    let opened = server.add(&id, "claims", "ana", &claim).is(201).json();
    let case = opened["case"]["id"].as_str().unwrap();
    server.put(format!("/escrow/disputes/{case}/accept-claim")).by("beto").send().is(200);
    for actor in EVERYBODY {
        let awarded = events(&server, &id, actor, "claim_awarded");
        let sees_it = ["ana", "beto"].contains(&actor) || RUN_IT.contains(&actor);
        assert_eq!(awarded.len(), usize::from(sees_it), "{actor}");
        let ledger = server.get(format!("/escrow/transactions/{id}/ledger?limit=100")).by(actor);
        let ledger = ledger.send().is(200).json().to_string();
        assert_eq!(ledger.contains("receivable:beto"), actor == "beto" || RUN_IT.contains(&actor));
    }
}
