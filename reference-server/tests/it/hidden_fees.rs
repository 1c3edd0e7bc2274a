//! A broker's margin that the seller may not see, over HTTP and during a whole life.
//! Whatever he can ask for is the same under another margin, and so is it for the others who may not see it.

use crate::support::{Running, euros};
use serde_json::{Value, json};
use tercero::{EscrowId, Hash};

/// Those who may not see the margin.
const OUTSIDE: [&str; 4] = ["beto", "berta", "vera", "carrier:celia"];
/// The escrow of every life, so that two of them can be compared.
const ID: &str = "7d2f4c1e-0000-4000-8000-000000000077";

fn line(id: &str, rate: &str, base: Value, payer: &str, payee: &str) -> Value {
    json!({
        "id": id,
        "rule": { "tiers": [{ "rate": rate, "on": "whole" }] },
        "base": base,
        "payers": [{ "payer": payer, "weight": "1" }],
        "payees": [{ "party": payee, "weight": "1" }],
    })
}

fn parties() -> Value {
    let party = |(id, role)| json!({ "id": id, "role": role, "must_accept": true });
    let all = [("ana", "buyer"), ("beto", "seller"), ("bruno", "broker"), ("berta", "broker")];
    let third = [("vera", "advisor"), ("xavi", "arbiter")];
    all.into_iter().chain(third).map(party).collect()
}

/// The buyer pays bruno a margin on what two milestones cost, out of which bruno pays the platform; the seller pays the
/// platform too.
fn margin(second: &str, buyer_price: &str) -> Value {
    let hidden = |mut line: Value| {
        line["hidden_from"] = json!(["seller"]);
        line
    };
    let base = json!({ "type": "margin", "buyer_price": buyer_price });
    let mut margin = hidden(line("margin", "1", base, "buyer", "bruno"));
    margin["tax"] = json!({ "rate": "0.21", "included": true });
    margin["on_refund"] = json!([{ "cause": "voluntary", "policy": "keep" }]);
    let buyer_price = json!({ "type": "buyer_price" });
    let mut platform = hidden(line("secret", "0.0175", buyer_price, "buyer", "platform"));
    platform["payers"] = json!([]);
    platform["out_of"] = json!("margin");
    let mut listing = line("listing", "0.01", json!({ "type": "price" }), "seller", "platform");
    listing["on_refund"] = json!([{ "cause": "voluntary", "policy": "keep" }]);
    json!({
        "currency": "EUR",
        "parties": parties(),
        "milestones": [
            { "id": "m1", "title": "Design", "amount": euros("4200.00"), "kind": "service" },
            { "id": "m2", "title": "Build", "amount": euros(second), "kind": "service" },
        ],
        "fees": [margin, platform, listing],
    })
}

/// Everything `viewer` can get about the escrow, by path.
fn everything(server: &Running, viewer: &str, out: &mut Vec<String>) {
    let path = format!("/escrow/transactions/{ID}");
    let get = |path: &str| plain(&server.get(path).by(viewer).send().text);
    for part in ["", "/actions", "/ledger?limit=100", "/deadlines", "/receipt", "/proofs?version=1"]
    {
        out.push(format!("{viewer} {part}: {}", get(&format!("{path}{part}"))));
    }
    for list in ["/escrow/transactions", "/escrow/transactions?needs_my_action=true"] {
        out.push(format!("{viewer} {list}: {}", get(list)));
    }
    let mut cursor = 0;
    loop {
        let page = format!("{path}/events?limit=20&cursor={cursor}");
        let page = server.get(page).by(viewer).send().is(200).json();
        let rows = page["data"].as_array().unwrap().iter();
        out.extend(rows.map(|row| format!("{viewer} /events: {}", plain(&row.to_string()))));
        match page["next_cursor"].as_i64() {
            Some(next) => cursor = next,
            None => break,
        }
    }
    let digest = json!({ "sha256": "0".repeat(64), "length": 1 });
    for command in [
        json!({ "type": "refund_partial", "milestone": "m2", "amount": euros("10.00") }),
        json!({ "type": "cancel_milestone", "milestone": "m1" }),
        json!({ "type": "cancel_milestone", "milestone": "m2" }),
        json!({ "type": "submit", "milestone": "m1", "proof": digest }),
        json!({ "type": "propose_cancel", "kill_fee": "0.5" }),
        json!({ "type": "accept_proposal", "proposal": 1 }),
        json!({ "type": "propose_amendment", "terms": margin("5100.00", "20000.00") }),
        json!({ "type": "cancel" }),
    ] {
        if command["type"] == "propose_amendment" && viewer == "beto" {
            // What one proposes oneself, one knows.
            continue;
        }
        let preview = server.post(format!("{path}/preview")).by(viewer).json(&command).send();
        out.push(format!("{viewer} preview of {}: {}", command["type"], plain(&preview.text)));
    }
}

/// A JSON text without what differs between any two lives: hashes, signatures and generated ids.
fn plain(text: &str) -> String {
    fn without(value: &mut Value) {
        match value {
            Value::Object(fields) => fields.values_mut().for_each(without),
            Value::Array(items) => items.iter_mut().for_each(without),
            Value::String(text) => {
                let hash =
                    text.len() == 128 || text.starts_with("key-") || Hash::parse(text).is_ok();
                if hash || (text != ID && EscrowId::parse(text).is_ok()) {
                    *text = "…".to_owned();
                }
            }
            _ => {}
        }
    }
    let mut value: Value = serde_json::from_str(text).unwrap();
    without(&mut value);
    value.to_string()
}

fn proposed(server: &Running, terms: &Value) {
    let body = json!({ "id": ID, "terms": terms });
    let escrow = server.post("/escrow/transactions").by("ana").json(&body).send().is(201).json();
    for party in terms["parties"].as_array().unwrap().iter().skip(1) {
        server.accept(ID, party["id"].as_str().unwrap(), &escrow);
    }
}

/// The life of one escrow with a margin up to `first`, later up to `second`; what those outside see at every stage.
fn life(first: &str, second: &str) -> Vec<String> {
    let server = Running::start_by_hand();
    let (mut seen, mut answers) = (Vec::new(), Vec::new());
    let mut look = |stage: &str| {
        seen.push(format!("stage {stage}"));
        OUTSIDE.iter().for_each(|viewer| everything(&server, viewer, &mut seen));
    };
    let fact = |fact: Value| server.fact(ID, &fact).is(201);
    let step = |step: &str, actor: &str, body: Value| server.step(ID, step, actor, &body).is(200);
    let of = |milestone: &str| json!({ "milestone": milestone });

    proposed(&server, &margin("5000.00", first));
    look("agreed");
    server.cleared(ID, "m1", "part", "1000.00");
    let failed = json!({ "type": "payin_failed", "milestone": "m1", "payin": "other" });
    fact(failed);
    look("partly paid");
    step("pay", "ana", of("m1"));
    server.cleared(ID, "m2", "p1", first);
    look("paid, with too much");
    fact(json!({ "type": "payin_reversed", "milestone": "m2", "payin": "p1" }));
    look("reversed");
    server.cleared(ID, "m2", "p2", first);
    server.cleared(ID, "m2", "again", first);
    look("paid again, and once more");
    server.add(ID, "amendments", "ana", &json!({ "terms": margin("5100.00", second) })).is(201);
    look("amendment proposed");
    for party in ["beto", "bruno", "berta", "vera", "xavi"] {
        server.step(ID, "proposals/1/accept", party, &json!({}));
    }
    look("amendment agreed");
    step("pay", "ana", of("m2"));
    look("amendment paid");
    let amended = server.show(ID, "ana");
    assert_eq!(amended["proposals"][0]["state"], "applied");
    step("submit", "beto", json!({ "milestone": "m1", "proof": "a drawing" }));
    let part =
        |milestone: &str, amount: &str| json!({ "milestone": milestone, "amount": euros(amount) });
    server.add(ID, "releases", "ana", &part("m1", "1000.00")).is(201);
    look("released in part");
    server.settle(ID);
    look("settled");
    let opened = json!({ "type": "chargeback_opened", "chargeback": "cb", "payin": "p2",
        "amount": euros(first), "respond_by": "2026-03-20T09:00:00Z" });
    fact(opened);
    look("chargeback opened");
    fact(json!({ "type": "chargeback_won", "chargeback": "cb" }));
    look("chargeback won");
    step("approve", "ana", of("m1"));
    step("submit", "beto", json!({ "milestone": "m2", "proof": "a house" }));
    server.add(ID, "refunds", "beto", &part("m2", "500.00")).is(201);
    look("refunded in part");
    let mut claim = part("m2", "2000.00");
    claim["reason"] = json!("not_as_described");
    claim["text"] = json!("a third is missing");
    let case = server.add(ID, "dispute", "ana", &claim).is(201).json();
    let case = format!("/escrow/disputes/{}", case["case"]["id"].as_str().unwrap());
    let reply = json!({ "text": "no", "offer": euros("500.00") });
    let respond = server.put(format!("{case}/respond")).by("beto").json(&reply).send().is(200);
    answers.push(plain(&respond.text));
    server.put(format!("{case}/offers/1/accept")).by("ana").send().is(200);
    look("settled between the sides");
    step("approve", "ana", of("m2"));
    server.settle(ID);
    look("closed");
    assert_eq!(server.show(ID, "ana")["phase"], "closed");
    seen.extend(answers);
    seen
}

#[test]
fn what_those_outside_see_does_not_depend_on_the_margin() {
    let (some, other) = (life("10000.00", "10300.00"), life("12345.67", "13456.78"));
    let mut stage = "";
    for (some, other) in some.iter().zip(&other) {
        if some.starts_with("stage ") {
            stage = some;
        }
        assert_eq!(some, other, "{stage}");
    }
    assert_eq!(some.len(), other.len());
}

#[test]
fn the_seller_sees_neither_margin_nor_price() {
    let seen = life("10000.00", "10300.00").join("\n");
    let of_seller =
        seen.lines().filter(|line| !line.starts_with("berta") && !line.starts_with("vera"));
    let of_seller: Vec<&str> = of_seller.collect();
    assert!(of_seller.iter().any(|line| line.contains("5000.00") && line.contains("listing")));
    // The margin and its tax, what bruno and the platform get of it, and what the buyer pays.
    for secret in [
        "10000.00",
        "10300.00",
        "12345.67",
        "margin",
        "secret",
        "buyer_price",
        "800.00",
        "661.16",
        "138.84",
        "fees_held",
        "escrow:cash",
        "funding:",
        "unapplied:",
        "payable:ana",
        "payable:bruno",
        "payable:tax",
    ] {
        let found: Vec<&&str> = of_seller.iter().filter(|line| line.contains(secret)).collect();
        assert!(found.is_empty(), "{secret}: {found:#?}");
    }
}

#[test]
fn who_pays_or_receives_it_sees_it() {
    let server = Running::start_by_hand();
    proposed(&server, &margin("5000.00", "10000.00"));
    server.step(ID, "pay", "ana", &json!({ "milestone": "m1" })).is(200);
    for viewer in ["ana", "bruno", "xavi", "admin:root", "provider:paco"] {
        let path = format!("/escrow/transactions/{ID}");
        let events = server.get(format!("{path}/events?limit=100")).by(viewer).send().is(200).text;
        let ledger = server.get(format!("{path}/ledger")).by(viewer).send().is(200).text;
        assert!(events.contains("\"buyer_price\":\"10000.00\""), "{viewer}");
        assert!(ledger.contains("escrow:cash") && ledger.contains("fees_held"), "{viewer}");
    }
}

/// Charges name the lines of the quote as the seller sees it.
#[test]
fn a_charge_names_its_line_among_those_that_are_seen() {
    let server = Running::start_by_hand();
    proposed(&server, &margin("5000.00", "10000.00"));
    server.step(ID, "pay", "ana", &json!({ "milestone": "m1" })).is(200);
    server.step(ID, "submit", "beto", &json!({ "milestone": "m1", "proof": "a drawing" })).is(200);
    server.step(ID, "approve", "ana", &json!({ "milestone": "m1" })).is(200);
    let released = |viewer: &str| {
        let page = format!("/escrow/transactions/{ID}/events?limit=100");
        let page = server.get(page).by(viewer).send().is(200).json();
        let row =
            page["data"].as_array().unwrap().iter().find(|row| row["event"]["type"] == "released");
        row.unwrap()["event"].clone()
    };
    let zero = euros("0.00");
    let charge = json!({ "line": 0, "buyer": zero, "seller": euros("42.00") });
    assert_eq!(released("beto")["charges"], json!([charge]));
    assert_eq!(released("beto")["net"], euros("4158.00"));
    assert_eq!(server.show(ID, "beto")["quote"]["lines"][0]["line"], "listing");
    assert!(released("ana")["charges"].as_array().unwrap().len() > 1);
}

/// A fee the seller pays behind the buyer's back.
#[test]
fn what_is_hidden_from_the_buyer_he_cannot_work_out() {
    let life = |rate: &str| {
        let server = Running::start_by_hand();
        let mut terms = margin("5000.00", "10000.00");
        let mut behind = line("behind", rate, json!({ "type": "price" }), "seller", "bruno");
        behind["hidden_from"] = json!(["buyer"]);
        terms["fees"] = json!([behind]);
        let drafted = json!({ "id": ID, "terms": terms });
        let escrow =
            server.post("/escrow/transactions").by("bruno").json(&drafted).send().is(201).json();
        for party in ["ana", "beto", "berta", "vera", "xavi"] {
            server.accept(ID, party, &escrow);
        }
        let mut seen = Vec::new();
        server.step(ID, "pay", "ana", &json!({ "milestone": "m1" })).is(200);
        server.step(ID, "pay", "ana", &json!({ "milestone": "m2" })).is(200);
        everything(&server, "ana", &mut seen);
        let part = json!({ "milestone": "m1", "amount": euros("1000.00") });
        server.add(ID, "releases", "ana", &part).is(201);
        server.settle(ID);
        everything(&server, "ana", &mut seen);
        for milestone in ["m1", "m2"] {
            let proof = json!({ "milestone": milestone, "proof": "done" });
            server.step(ID, "submit", "beto", &proof).is(200);
            server.step(ID, "approve", "ana", &json!({ "milestone": milestone })).is(200);
        }
        server.settle(ID);
        everything(&server, "ana", &mut seen);
        assert_eq!(server.show(ID, "ana")["phase"], "closed");
        // How much may still be claimed, what the seller got of it, is the core's to tell or to keep.
        seen.retain(|line| !line.contains("late_case"));
        seen
    };
    for (some, other) in life("0.1").iter().zip(&life("0.2")) {
        assert_eq!(some, other);
    }
}

/// A margin that comes by an amendment: what it costs the buyer is hidden before it is in force.
#[test]
fn a_margin_that_is_only_proposed_is_hidden_too() {
    let server = Running::start_by_hand();
    let mut without = margin("5000.00", "10000.00");
    without["fees"] = json!([]);
    proposed(&server, &without);
    for milestone in ["m1", "m2"] {
        server.step(ID, "pay", "ana", &json!({ "milestone": milestone })).is(200);
    }
    let amendment = json!({ "terms": margin("5000.00", "10000.00") });
    server.add(ID, "amendments", "ana", &amendment).is(201);
    for party in ["beto", "bruno"] {
        server.step(ID, "proposals/1/accept", party, &json!({})).is(200);
    }
    assert_eq!(server.show(ID, "ana")["proposals"][0]["topup"], euros("800.00"));
    for stage in ["agreed", "paid"] {
        for part in ["events?limit=100", "ledger?limit=100"] {
            let path = format!("/escrow/transactions/{ID}/{part}");
            let seen = server.get(path).by("beto").send().is(200).text;
            for secret in ["800.00", "buyer_price", "bruno\",\"weight", "escrow:cash", "funding:"] {
                assert!(!seen.contains(secret), "{secret} in {part}, {stage}: {seen}");
            }
        }
        server.step(ID, "pay", "ana", &json!({ "milestone": "m1" })).is(200);
    }
}
