//! Time comes with requests, forwards only, and a late look at the clock changes nothing.

use crate::support::{Running, START, key, terms};
use serde_json::{Value, json};
use tempfile::TempDir;

/// A deal that begins at START, under an id that does not depend on the clock.
fn delivered(server: &Running, id: &str) {
    let body = json!({ "id": id, "terms": terms() });
    let create = server.post("/escrow/transactions").by("ana").at(START).json(&body);
    let escrow = create.send().is(201).json();
    let acceptance = json!({ "terms_version": 1, "terms_hash": escrow["terms_hash"] });
    for (step, actor, body) in [
        ("accept", "beto", acceptance),
        ("pay", "ana", json!({})),
        ("ship", "beto", json!({ "tracking": "parcel" })),
        ("deliver", "carrier:celia", json!({})),
    ] {
        let path = format!("/escrow/transactions/{id}/{step}");
        server.put(path).by(actor).at(START).json(&body).send().is(200);
    }
}

fn at(server: &Running, id: &str, time: &str) -> Value {
    let path = format!("/escrow/transactions/{id}");
    server.get(path).by("ana").at(time).send().is(200).json()
}

#[test]
fn late_equals_punctual() {
    let server = Running::start();
    let ids = ["7d2f4c1e-0000-4000-8000-000000000001", "7d2f4c1e-0000-4000-8000-000000000002"];
    ids.iter().for_each(|id| delivered(&server, id));
    let [punctual, late] = ids;
    let silent = "2026-03-04T09:00:00.000Z";

    // The millisecond before the deadline nothing has happened; at the deadline silence approves.
    assert_eq!(
        at(&server, punctual, "2026-03-04T08:59:59.999Z")["milestones"][0]["state"],
        "delivered"
    );
    assert_eq!(at(&server, punctual, silent)["milestones"][0]["state"], "released");

    // One is settled at the deadline, the other a month later: the same events at the same times.
    for (id, time) in [(punctual, silent), (late, "2026-04-04T09:00:00.000Z")] {
        let legs = at(&server, id, time)["version"].clone();
        let payouts = server.get(format!("/escrow/transactions/{id}")).by("provider:paco").at(time);
        let leg = payouts.send().is(200).json()["legs"][0]["id"].clone();
        let fact = json!({ "type": "leg_settled", "leg": leg, "reference": "rail" });
        let path = format!("/escrow/transactions/{id}/facts");
        let settled = server.post(path).by("provider:paco").at(time).json(&fact);
        let version = legs.as_u64().unwrap() + 1;
        assert_eq!(settled.send().is(201).json()["version"], version);
    }
    let events = |id: &str| -> Vec<Value> {
        let path = format!("/escrow/transactions/{id}/events?limit=100");
        let events = server.get(path).by("admin:root").send().is(200).json();
        let rows = events["data"].as_array().unwrap().clone();
        let kept = rows.into_iter().filter(|row| row["event"]["type"] != "leg_settled");
        let plain = |row: Value| {
            let text = json!([row["event"], row["effective_at"], row["actor"], row["role"]]);
            let text = text.to_string().replace(id, "ID");
            // The reference of the sandbox payment differs from escrow to escrow.
            let mut value: Value = serde_json::from_str(&text).unwrap();
            if let Some(fields) = value[0].as_object_mut() {
                fields.remove("payin");
            }
            value
        };
        kept.map(plain).collect()
    };
    assert_eq!(events(punctual), events(late));
}

#[test]
fn time_never_goes_back() {
    let server = Running::start();
    let id = "7d2f4c1e-0000-4000-8000-000000000003";
    delivered(&server, id);
    let path = format!("/escrow/transactions/{id}/approve");
    let version = server.version(id);
    let early = server.put(&path).by("ana").at("2026-03-01T08:59:59.999Z").send();
    early.refuses(409, "clock_regressed");
    for bad in [
        "yesterday",
        "2026-03-01T09:00:00",
        "10000-01-01T00:00:00Z",
        "1969-12-31T00:00:00Z",
        "2026-06-30T23:59:60Z",
    ] {
        server.put(&path).by("ana").at(bad).send().refuses(422, "time_range");
    }
    assert_eq!(server.version(id), version);
    // Without a time of its own a request comes at the latest time the server has heard of.
    let escrow = server.put(&path).by("ana").with("Idempotency-Key", &key()).send().is(200).json();
    assert_eq!(escrow["milestones"][0]["since"], START);
}

#[test]
fn the_worker_applies_timers_on_system_time() {
    let server = Running::start();
    let mut terms = terms();
    terms["timers"] = json!([{ "timer": "t_accept", "window": 1 }]);
    let escrow = server.proposed(&terms);
    let path = format!("/escrow/transactions/{}/events", escrow["id"].as_str().unwrap());
    for _ in 0..50 {
        std::thread::sleep(std::time::Duration::from_millis(100));
        let events = server.get(&path).by("ana").send().is(200).json();
        let last = events["data"].as_array().unwrap().last().unwrap().clone();
        if last["event"]["type"] == "closed" && last["command_id"].is_null() {
            return;
        }
    }
    panic!("nobody closed the expired proposal");
}

#[test]
fn time_that_comes_with_requests_survives_a_restart() {
    let folder = TempDir::new().unwrap();
    let database = folder.path().join("clock.sqlite");
    let id = "7d2f4c1e-0000-4000-8000-000000000004";
    let server = Running::start_on(&database, None);
    delivered(&server, id);
    server.stop();

    // On system time silence would have approved long ago.
    let server = Running::start_on(&database, None);
    std::thread::sleep(std::time::Duration::from_millis(1_500));
    assert_eq!(server.show(id, "ana")["milestones"][0]["state"], "delivered");
    server.stop();
}
