//! Edge cases that need a store or two servers: two of them on one file, and texts that are erased.
//! All others are decided by the core and tested there.

use crate::concurrency::{events, together};
use crate::support::{Running, euros, key};
use serde_json::{Value, json};
use tempfile::TempDir;

/// Edge case 32: two servers on one store, and the buyer clicks in both.
#[test]
fn e32_two_servers_on_one_store_release_once() {
    let folder = TempDir::new().unwrap();
    let database = folder.path().join("shared.sqlite");
    let servers = [Running::start_on(&database, None), Running::start_on(&database, None)];
    for _ in 0..5 {
        let id = servers[0].delivered();
        let answers = together(6, |n| {
            let call = servers[n % 2].put(format!("/escrow/transactions/{id}/approve")).by("ana");
            call.with("Idempotency-Key", &key()).send().status
        });
        assert_eq!(answers.iter().filter(|status| **status == 200).count(), 1, "{answers:?}");
        assert!(answers.iter().all(|status| matches!(status, 200 | 409)), "{answers:?}");
        for server in &servers {
            assert_eq!(events(server, &id, "released"), 1);
            assert_eq!(server.show(&id, "admin:root")["legs"].as_array().unwrap().len(), 2);
        }
    }
    servers.into_iter().for_each(Running::stop);
}

/// Edge case 93: the text of a person is erased from the store; the history goes on and says the same.
#[test]
fn e93_an_erased_text_is_gone_and_the_history_goes_on() {
    let folder = TempDir::new().unwrap();
    let database = folder.path().join("erased.sqlite");
    let server = Running::start_on(&database, None);
    let id = server.delivered();
    let secret = "Ana Bella of 12 Elm Street says it is broken";
    let claim = json!({ "amount": euros("40.00"), "reason": "not_as_described", "text": secret });
    let path = format!("/escrow/transactions/{id}/dispute");
    let opened = server.post(path).by("ana").json(&claim).send().is(201).json();
    let last = |server: &Running| -> Value {
        let path = format!("/escrow/transactions/{id}/events?limit=100");
        let events = server.get(path).by("ana").send().is(200).json();
        events["data"].as_array().unwrap().last().unwrap().clone()
    };
    let before = last(&server);
    assert_eq!(before["text"], secret);
    server.stop();

    let store = rusqlite::Connection::open(&database).unwrap();
    let sha256 = before["event"]["statement"]["sha256"].as_str().unwrap();
    assert_eq!(store.execute("DELETE FROM texts WHERE sha256 = ?1", [sha256]).unwrap(), 1);
    let touched = store.execute("UPDATE entries SET bytes = x'00' WHERE version = 1", []);
    assert!(touched.is_err(), "what is sealed stays");
    let with_secret = "SELECT count(*) FROM entries WHERE instr(bytes, 'Elm Street') > 0";
    assert_eq!(store.query_row(with_secret, [], |row| row.get::<_, i64>(0)).unwrap(), 0);
    drop(store);

    let server = Running::start_on(&database, None);
    let after = last(&server);
    assert_eq!(after["text"], Value::Null);
    assert_eq!(after["event"], before["event"]);
    let case = opened["case"]["id"].as_str().unwrap();
    let answer = json!({ "text": "it is not" });
    server.put(format!("/escrow/disputes/{case}/respond")).by("beto").json(&answer).send().is(200);
    server.stop();
}
