//! The document says what the server does, and its pages need nothing from elsewhere.

use crate::support::Running;
use serde_json::Value;
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
