//! Who gets in: nobody in production, strangers nowhere, and development mode not from outside.

use crate::support::{Running, key, terms};
use serde_json::json;
use std::process::{Command, Stdio};
use tempfile::TempDir;
use tercero_server::Mode;

#[test]
fn strangers_find_nothing() {
    let server = Running::start();
    let id = server.delivered();
    let unknown = "7d2f4c1e-0000-4000-8000-000000000009";
    let calls = [
        ("GET", "", json!(null)),
        ("GET", "/actions", json!(null)),
        ("GET", "/events", json!(null)),
        ("GET", "/ledger", json!(null)),
        ("PUT", "/approve", json!({})),
        ("PUT", "/pay", json!({})),
        ("PUT", "/ship", json!({ "tracking": "p" })),
        ("PUT", "/deliver", json!({})),
        ("POST", "/preview", json!({ "type": "cancel" })),
    ];
    for (method, tail, body) in calls {
        for stranger in ["mallory", "buyer:mallory", "arbiter:mallory", "clock:mallory"] {
            let ask = |id: &str| {
                let call = server.call(method, format!("/escrow/transactions/{id}{tail}"));
                let call = if body.is_null() { call } else { call.json(&body) };
                let problem = call.by(stranger).send().refuses(404, "not_found");
                problem.to_string().replace(id, "ID")
            };
            assert_eq!(ask(&id), ask(unknown), "{method} {tail} by {stranger}");
        }
    }
}

#[test]
fn a_party_has_the_role_of_the_terms() {
    let server = Running::start();
    let id = server.delivered();
    let version = server.version(&id);
    for actor in ["beto", "buyer:beto", "admin:ana", "carrier:ana", "admin:root", "provider:paco"] {
        server.step(&id, "approve", actor, &json!({})).refuses(403, "not_allowed");
    }
    assert_eq!(server.version(&id), version);
    server.step(&id, "approve", "buyer:ana", &json!({})).is(200);
}

#[test]
fn the_actor_must_be_named_once_and_well() {
    let server = Running::start();
    let list = || server.get("/escrow/transactions");
    list().send().refuses(401, "unauthenticated");
    list().by("ana bella").send().refuses(422, "id_syntax");
    list().by("king:ana").send().refuses(400, "malformed_request");
    list().by("").send().refuses(422, "id_syntax");
    list().by("admin:").send().refuses(422, "id_syntax");
}

#[test]
fn nobody_is_signed_in_in_production() {
    let folder = TempDir::new().unwrap();
    let database = folder.path().join("production.sqlite");
    let server = Running::start_on(&database, Some(Mode::Production));
    server.get("/healthz").send().is(200);
    for path in ["/escrow/transactions", "/transactions"] {
        server.get(path).by("admin:root").send().refuses(401, "unauthenticated");
        let body = json!({ "terms": terms() });
        let create = server.post(path).by("ana").with("Idempotency-Key", &key()).json(&body);
        create.send().refuses(401, "unauthenticated");
        let id = "7d2f4c1e-0000-4000-8000-000000000001";
        server.put(format!("{path}/{id}/pay")).by("ana").send().refuses(403, "development_only");
        let facts = server.post(format!("{path}/{id}/facts")).by("provider:paco");
        facts.json(&json!({ "type": "cancel" })).send().refuses(403, "development_only");
    }
    server.stop();
}

#[test]
fn development_mode_is_not_reachable_from_outside() {
    let folder = TempDir::new().unwrap();
    let server = Command::new(env!("CARGO_BIN_EXE_tercero-server"))
        .args(["--listen", "0.0.0.0:0", "--mode", "development"])
        .current_dir(folder.path())
        .stderr(Stdio::piped())
        .output()
        .unwrap();
    assert!(!server.status.success());
    assert!(String::from_utf8(server.stderr).unwrap().contains("loopback"));
    assert!(!folder.path().join("tercero.sqlite").exists());
}
