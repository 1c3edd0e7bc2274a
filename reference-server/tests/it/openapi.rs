//! The document says what the server does, and its pages need nothing from elsewhere.

use crate::support::{Running, arbitrated, euros};
use serde_json::{Value, json};
use std::collections::BTreeSet;

/// The document as it is checked in. `TERCERO_WRITE=1` writes it anew.
const SNAPSHOT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/schema/openapi.json");

fn document(server: &Running) -> Value {
    server.get("/openapi.json").send().is(200).json()
}

#[test]
fn the_document_is_the_one_checked_in() {
    let text = tercero_server::openapi_json().unwrap() + "\n";
    if std::env::var_os("TERCERO_WRITE").is_some() {
        std::fs::write(SNAPSHOT, &text).unwrap();
    }
    let kept = std::fs::read_to_string(SNAPSHOT).unwrap_or_default();
    assert!(kept == text, "schema/openapi.json differs: run the test with TERCERO_WRITE=1");
    let server = Running::start();
    assert_eq!(document(&server), serde_json::from_str::<Value>(&text).unwrap());
}

#[test]
fn the_document_names_every_route() {
    let server = Running::start();
    let document = document(&server);
    assert_eq!(document["openapi"], "3.1.0");
    let routes = [
        "get /healthz",
        "get /openapi.json",
        "get /.well-known/tercero-key",
        "get /errors/{code}",
        "post /escrow/quote",
        "post /escrow/transactions",
        "get /escrow/transactions",
        "get /escrow/transactions/{id}",
        "put /escrow/transactions/{id}/propose",
        "put /escrow/transactions/{id}/accept",
        "put /escrow/transactions/{id}/pay",
        "put /escrow/transactions/{id}/ship",
        "put /escrow/transactions/{id}/deliver",
        "put /escrow/transactions/{id}/approve",
        "post /escrow/transactions/{id}/dispute",
        "get /escrow/transactions/{id}/actions",
        "post /escrow/transactions/{id}/preview",
        "get /escrow/transactions/{id}/events",
        "get /escrow/transactions/{id}/ledger",
        "get /escrow/transactions/{id}/deadlines",
        "get /escrow/transactions/{id}/receipt",
        "get /escrow/transactions/{id}/proofs",
        "post /escrow/approvals",
        "get /escrow/approvals/{id}",
        "put /escrow/approvals/{id}/approve",
        "put /escrow/approvals/{id}/reject",
        "post /escrow/transactions/{id}/facts",
        "put /escrow/transactions/{id}",
        "delete /escrow/transactions/{id}",
        "put /escrow/transactions/{id}/counter",
        "put /escrow/transactions/{id}/decline",
        "put /escrow/transactions/{id}/withdraw",
        "put /escrow/transactions/{id}/cancel",
        "put /escrow/transactions/{id}/submit",
        "put /escrow/transactions/{id}/request-changes",
        "put /escrow/transactions/{id}/reject-return",
        "put /escrow/transactions/{id}/ship-return",
        "put /escrow/transactions/{id}/return-delivered",
        "put /escrow/transactions/{id}/accept-return",
        "put /escrow/transactions/{id}/contest-return",
        "post /escrow/transactions/{id}/releases",
        "post /escrow/transactions/{id}/refunds",
        "post /escrow/transactions/{id}/amendments",
        "post /escrow/transactions/{id}/claims",
        "post /escrow/transactions/{id}/cancellations",
        "post /escrow/transactions/{id}/extensions",
        "put /escrow/transactions/{id}/proposals/{n}/accept",
        "put /escrow/transactions/{id}/proposals/{n}/reject",
        "put /escrow/transactions/{id}/proposals/{n}/withdraw",
        "post /escrow/transactions/{id}/holds",
        "delete /escrow/transactions/{id}/holds/{hold}",
        "put /escrow/disputes/{id}/respond",
        "put /escrow/disputes/{id}/escalate",
        "post /escrow/disputes/{id}/rulings",
        "put /escrow/disputes/{id}/accept-claim",
        "put /escrow/disputes/{id}/withdraw",
        "put /escrow/disputes/{id}/recuse",
        "post /escrow/disputes/{id}/offers",
        "put /escrow/disputes/{id}/offers/{n}/accept",
        "post /escrow/disputes/{id}/settlements",
        "put /escrow/disputes/{id}/settlements/{n}/accept",
        "put /escrow/disputes/{id}/settlements/{n}/reject",
        "post /escrow/disputes/{id}/appeals",
        "post /escrow/disputes/{id}/evidence",
        "post /escrow/disputes/{id}/arbiters",
    ];
    let mut found: Vec<String> = Vec::new();
    let mut ids = BTreeSet::new();
    for (path, item) in document["paths"].as_object().unwrap() {
        for (method, operation) in item.as_object().unwrap() {
            assert!(operation["operationId"].is_string());
            assert!(operation["summary"].is_string());
            assert!(ids.insert(operation["operationId"].clone().to_string()), "{operation}");
            found.push(format!("{method} {path}"));
        }
    }
    found.sort();
    let mut expected = routes.map(str::to_owned).to_vec();
    expected.sort();
    assert_eq!(found, expected);
}

#[test]
fn every_reference_leads_somewhere() {
    fn references<'v>(value: &'v Value, found: &mut Vec<&'v str>) {
        match value {
            Value::Object(fields) => {
                found.extend(fields.get("$ref").and_then(Value::as_str));
                fields.values().for_each(|field| references(field, found));
            }
            Value::Array(items) => items.iter().for_each(|item| references(item, found)),
            _ => {}
        }
    }
    let server = Running::start();
    let document = document(&server);
    let mut found = Vec::new();
    references(&document, &mut found);
    assert!(!found.is_empty());
    for reference in found {
        let pointer = reference.strip_prefix('#').unwrap();
        assert!(document.pointer(pointer).is_some(), "{reference}");
    }
}

/// Collects the fields and words of an answer that its schema does not name.
fn undocumented(
    value: &Value,
    schema: &Value,
    document: &Value,
    at: &str,
    found: &mut Vec<String>,
) {
    if let Some(reference) = schema["$ref"].as_str() {
        let target = document.pointer(reference.trim_start_matches('#')).unwrap();
        return undocumented(value, target, document, at, found);
    }
    let either = schema["oneOf"].as_array().or(schema["anyOf"].as_array());
    if let Some(either) = either.filter(|_| !value.is_null()) {
        let other = either.iter().find(|one| one["type"] != "null").unwrap();
        return undocumented(value, other, document, at, found);
    }
    match value {
        Value::Object(fields) => {
            let Some(known) = schema["properties"].as_object() else { return };
            for (name, field) in fields {
                let at = format!("{at}.{name}");
                match known.get(name) {
                    Some(schema) => undocumented(field, schema, document, &at, found),
                    None => found.push(at),
                }
            }
            let missing = schema["required"].as_array().into_iter().flatten();
            let missing = missing.filter(|name| !fields.contains_key(name.as_str().unwrap()));
            found.extend(missing.map(|name| format!("{at}.{name} is missing")));
        }
        Value::Array(items) => {
            for item in items {
                undocumented(item, &schema["items"], document, at, found);
            }
        }
        word => {
            let words = schema["enum"].as_array();
            if words.is_some_and(|words| !words.contains(word)) {
                found.push(format!("{at}: {word}"));
            }
        }
    }
}

#[test]
fn what_the_server_shows_is_documented() {
    let server = Running::start_by_hand();
    let mut terms = arbitrated(&["100.00", "50.00"]);
    terms["liability"] = json!("seller_first");
    let id = server.agreed(&terms);
    let limited = json!({ "type": "payin_cleared", "milestone": "m1", "payin": "p1",
        "amount": euros("100.00"), "hold_until": "2026-03-11T09:00:00Z" });
    server.fact(&id, &limited).is(201);
    server.cleared(&id, "m2", "p2", "50.00");
    terms["milestones"][1]["amount"] = euros("60.00");
    server.add(&id, "amendments", "ana", &json!({ "terms": terms })).is(201);
    server.step(&id, "proposals/1/accept", "beto", &json!({})).is(200);
    let hold = json!({ "milestone": "m2", "kind": "risk", "reason": "two cards in one day",
        "expires_at": "2026-03-20T09:00:00Z", "on_expiry": "lift" });
    server.add(&id, "holds", "admin:root", &hold).is(201);
    let opened = json!({ "type": "chargeback_opened", "chargeback": "cb", "payin": "p2",
        "amount": euros("20.00"), "respond_by": "2026-03-02T09:00:00Z" });
    server.fact(&id, &opened).is(201);
    let escrow = server.show_at(&id, "admin:root", "2026-03-10T09:00:00Z");
    assert_eq!(escrow["cases"][0]["reason"], "hold_limit");
    assert_eq!(escrow["proposals"][0]["state"], "lapsed");
    assert_eq!(escrow["chargebacks"][0]["losses"][0]["source"]["type"], "held");

    let document = document(&server);
    let mut found = Vec::new();
    let schema = &document["components"]["schemas"]["Escrow"];
    undocumented(&escrow, schema, &document, "escrow", &mut found);
    assert!(found.is_empty(), "{found:#?}");
}

/// What of an answer its schema does not name.
fn differences(server: &Running, answer: &Value, schema: &str) -> Vec<String> {
    let (document, mut found) = (document(server), Vec::new());
    let described = &document["components"]["schemas"][schema];
    assert!(described.is_object(), "{schema}");
    undocumented(answer, described, &document, schema, &mut found);
    found
}

#[test]
fn every_field_of_the_fees_is_documented() {
    let server = Running::start();
    let fee = |id: &str, base: Value| {
        json!({
            "id": id,
            "rule": { "tiers": [{ "up_to": "50.00", "rate": "0.02", "flat": "1.00", "on": "whole" }, { "rate": "0.01", "on": "whole" }],
                "min": "0.50", "max": "9.00", "monotone": true, "per_period": { "amount": "0.10", "periods": 12 } },
            "base": base,
            "payers": [{ "payer": "seller", "weight": "1" }],
            "payees": [{ "party": "platform", "weight": "1" }],
            "tax": { "rate": "0.21", "per_document": true },
            "reject_at_quote": true,
        })
    };
    let mut margin = fee("margin", json!({ "type": "margin", "buyer_price": "120.00" }));
    margin["rule"] = json!({ "tiers": [{ "rate": "1", "on": "whole" }] });
    margin["payers"][0]["payer"] = json!("buyer");
    margin["hidden_from"] = json!(["seller"]);
    let mut out_of = fee("platform", json!({ "type": "buyer_price" }));
    out_of["payers"] = json!([]);
    out_of["out_of"] = json!("margin");
    out_of["hidden_from"] = json!(["seller"]);
    let mut kept = fee("kept", json!({ "type": "price" }));
    kept["tax"] = json!({ "rate": "0", "reverse_charge": true });
    kept["on_refund"] = json!([{ "cause": "voluntary", "policy": "keep" }]);
    let mut terms = arbitrated(&["100.00"]);
    terms["fees"] = json!([margin, out_of, kept]);
    let id = server.agreed(&terms);
    let escrow = server.show(&id, "ana");
    for (line, new) in [
        (0, "/hidden_from/0"),
        (1, "/out_of"),
        (1, "/reject_at_quote"),
        (1, "/rule/per_period/periods"),
        (1, "/tax/per_document"),
        (2, "/on_refund/0/policy"),
    ] {
        assert!(escrow["terms"]["fees"][line].pointer(new).is_some(), "{new}");
    }
    let quoted = escrow["quote"]["lines"].to_string();
    for new in ["hidden_from", "out_of", "on_refund", "reverse_charge"] {
        assert!(quoted.contains(new), "{new}");
    }
    assert_eq!(differences(&server, &escrow, "Escrow"), Vec::<String>::new());
    let body = json!({ "terms": terms });
    let quote = server.post("/escrow/quote").by("ana").json(&body).send().is(200).json();
    assert_eq!(differences(&server, &quote, "Quoted"), Vec::<String>::new());
}

#[test]
fn receipts_deadlines_and_approvals_are_documented() {
    let server = Running::start();
    let id = server.delivered();
    let get = |path: &str| server.get(path).by("admin:root").send().is(200).json();
    let of = |part: &str| get(&format!("/escrow/transactions/{id}/{part}"));
    let body = json!({ "escrow": id, "reason": "both called",
        "command": { "type": "force_refund", "milestone": "m1" } });
    let asked = server.post("/escrow/approvals").by("admin:root").json(&body).send().is(201);
    for (answer, schema) in [
        (of("receipt"), "Receipt"),
        (of("proofs?version=2&from=1"), "Proofs"),
        (of("deadlines"), "Deadlines"),
        (get("/.well-known/tercero-key"), "KeyPage"),
        (get(asked.header("location").unwrap()), "Approval"),
    ] {
        let mut found = differences(&server, &answer, schema);
        // The arguments of a command are those that `actions` names.
        found.retain(|at| !at.starts_with("Approval.command."));
        assert_eq!(found, Vec::<String>::new());
    }
}

#[test]
fn the_pages_need_nothing_from_elsewhere() {
    let server = Running::start();
    let page = server.get("/docs/").send().is(200);
    let policy = page.header("content-security-policy").unwrap();
    assert!(policy.starts_with("default-src 'self';") && !policy.contains("http"));
    let start = server.get("/docs/swagger-initializer.js").send().is(200);
    assert!(start.text.contains("/openapi.json"));
    for text in [&page.text, &start.text] {
        assert!(!text.contains("http://") && !text.contains("https://"), "{text}");
    }
    for file in page.text.split('"').filter(|part| part.ends_with(".js") || part.ends_with(".css"))
    {
        server.get(format!("/docs/{}", file.trim_start_matches("./"))).send().is(200);
    }
}

#[test]
fn health_answers() {
    let server = Running::start();
    assert_eq!(server.get("/healthz").send().is(200).json()["status"], "ok");
}
