//! Commands of staff that take two people: one asks, another one decides, and it happens once.
//! The rules about who and what are the core's; who has agreed, and until when, is the server's.

use crate::concurrency::{events, together};
use crate::support::{Answer, Running, START, euros, key, terms};
use serde_json::{Value, json};
use tempfile::TempDir;

const ROOT: &str = "admin:root";
const CARLA: &str = "admin:carla";
/// An id that nobody has given to anything.
const UNKNOWN: &str = "7d2f4c1e-0000-4000-8000-000000000009";

fn refund(id: &str) -> Value {
    json!({
        "escrow": id,
        "command": { "type": "force_refund", "milestone": "m1" },
        "reason": "both sides called",
    })
}

fn ask(server: &Running, body: &Value) -> Answer {
    server.post("/escrow/approvals").by(ROOT).json(body).send()
}

/// The path of what root has asked for.
fn asked(server: &Running, body: &Value) -> String {
    let answer = ask(server, body).is(201);
    let path = answer.header("location").unwrap().to_owned();
    assert_eq!(path, format!("/escrow/approvals/{}", answer.json()["id"].as_str().unwrap()));
    path
}

fn decide(server: &Running, path: &str, how: &str, actor: &str) -> Answer {
    server.put(format!("{path}/{how}")).by(actor).send()
}

#[test]
fn one_asks_and_another_one_approves() {
    let server = Running::start_by_hand();
    let id = server.delivered();
    let before = server.version(&id);
    let answer = ask(&server, &refund(&id)).is(201);
    let pending = answer.json();
    assert_eq!(pending["state"], "pending");
    assert_eq!(pending["asked_by"], "root");
    assert_eq!(pending["asked_at"], START);
    assert_eq!(pending["expires_at"], "2026-03-02T09:00:00.000Z");
    assert_eq!(pending["text"], "both sides called");
    assert_eq!(pending["command"]["reason"]["length"], 17);
    assert_eq!(server.version(&id), before, "nothing has happened yet");

    let path = answer.header("location").unwrap();
    assert_eq!(server.get(path).by(CARLA).send().is(200).json(), pending);
    let done = decide(&server, path, "approve", CARLA).is(200);
    assert_eq!(done.json()["state"], "approved");
    assert_eq!(done.json()["decided_by"], "carla");
    assert_eq!(done.json()["version"], server.version(&id));
    server.stands(&id, &[("held:m1", "0.00"), ("payable:ana", "100.00")]);
    let again = decide(&server, path, "approve", CARLA).is(200);
    assert_eq!(
        (again.text.as_str(), again.header("idempotency-replayed")),
        (done.text.as_str(), Some("true"))
    );
    assert_eq!(server.get(path).by(ROOT).send().is(200).text, done.text);

    let history = format!("/escrow/transactions/{id}/events?limit=100");
    let history = server.get(history).by(ROOT).send().is(200).json();
    let decided = |row: &&Value| row["event"]["type"] == "staff_decided";
    let row = history["data"].as_array().unwrap().iter().find(decided).unwrap();
    assert_eq!((&row["actor"], &row["event"]["seconded_by"]), (&json!("root"), &json!("carla")));
    assert_eq!(row["text"], "both sides called");
    assert_eq!(row["command_id"], pending["id"]);
}

#[test]
fn the_second_person_is_another_one_without_a_part() {
    let server = Running::start();
    let id = server.delivered();
    let path = asked(&server, &refund(&id));
    decide(&server, &path, "approve", ROOT).refuses(403, "same_person");
    for actor in ["ana", "beto", "mallory", "provider:paco", "carrier:celia", "carla"] {
        decide(&server, &path, "approve", actor).refuses(403, "not_allowed");
        decide(&server, &path, "reject", actor).refuses(403, "not_allowed");
        server.get(&path).by(actor).send().refuses(403, "not_allowed");
        let ask = server.post("/escrow/approvals").by(actor).json(&refund(&id));
        ask.send().refuses(403, "not_allowed");
    }
    let unknown = format!("/escrow/approvals/{UNKNOWN}");
    // A party who says to be staff finds as little as somebody who guesses.
    for (path, actor) in [(&path, "admin:ana"), (&unknown, CARLA)] {
        decide(&server, path, "approve", actor).refuses(404, "not_found");
        decide(&server, path, "reject", actor).refuses(404, "not_found");
        server.get(path).by(actor).send().refuses(404, "not_found");
    }
    server.get("/escrow/approvals/x").by(CARLA).send().refuses(422, "id_syntax");
    assert_eq!(server.show(&id, ROOT)["milestones"][0]["state"], "delivered");
    decide(&server, &path, "approve", CARLA).is(200);
}

#[test]
fn only_what_takes_two_is_kept() {
    let server = Running::start();
    let id = server.delivered();
    let with = |command: Value| json!({ "escrow": id, "command": command });
    let approve = with(json!({ "type": "approve", "milestone": "m1" }));
    ask(&server, &approve).refuses(403, "not_allowed");
    let released = json!({ "type": "release", "milestone": "m1" });
    let mut release = with(released);
    release["reason"] = json!("agreed by phone");
    ask(&server, &release).refuses(409, "illegal_transition");
    let problem = ask(&server, &with(json!({ "type": "force_refund", "milestone": "m1" })));
    assert_eq!(problem.refuses(422, "json_type")["field"], "command");
    let mut twice = refund(&id);
    twice["command"]["reason"] = json!({ "sha256": "0".repeat(64), "length": 1 });
    ask(&server, &twice).refuses(422, "json_duplicate_key");
    ask(&server, &refund(UNKNOWN)).refuses(404, "not_found");
    let unkeyed = server.post("/escrow/approvals").without("Idempotency-Key").by(ROOT);
    unkeyed.json(&refund(&id)).send().refuses(400, "idempotency_key_missing");
}

#[test]
fn what_one_person_may_do_is_done_at_once() {
    let server = Running::start_by_hand();
    let id = server.delivered();
    let body = json!({ "escrow": id, "reason": "looks odd", "command": {
        "type": "place_hold", "milestone": "m1", "hold": "h1", "kind": "risk",
        "expires_at": "2026-03-20T09:00:00Z", "on_expiry": "lift" } });
    let problem = ask(&server, &body).refuses(422, "json_type");
    assert_eq!(problem["value"], "place_hold");
}

#[test]
fn what_was_decided_stays_decided() {
    let server = Running::start();
    let id = server.delivered();
    let path = asked(&server, &refund(&id));
    let rejected = decide(&server, &path, "reject", CARLA).is(200);
    assert_eq!(rejected.json()["state"], "rejected");
    assert_eq!(rejected.json()["version"], Value::Null);
    assert_eq!(decide(&server, &path, "reject", CARLA).is(200).text, rejected.text);
    decide(&server, &path, "approve", CARLA).refuses(409, "illegal_transition");
    decide(&server, &path, "approve", "admin:dora").refuses(409, "illegal_transition");
    decide(&server, &path, "reject", "admin:dora").refuses(409, "illegal_transition");
    assert_eq!(server.show(&id, ROOT)["milestones"][0]["state"], "delivered");

    let path = asked(&server, &refund(&id));
    assert_eq!(
        decide(&server, &path, "reject", ROOT).is(200).json()["state"],
        "rejected",
        "taken back"
    );
    let path = asked(&server, &refund(&id));
    decide(&server, &path, "approve", CARLA).is(200);
    decide(&server, &path, "reject", CARLA).refuses(409, "illegal_transition");
    decide(&server, &path, "approve", "admin:dora").refuses(409, "illegal_transition");
    ask(&server, &refund(&id)).refuses(409, "illegal_transition");
}

#[test]
fn who_waits_a_day_has_waited_too_long() {
    let server = Running::start_by_hand();
    let id = server.delivered();
    let path = asked(&server, &refund(&id));
    let decide_at = |time: &str| server.put(format!("{path}/approve")).by(CARLA).at(time).send();
    decide_at("2026-03-01T08:59:59.999Z").refuses(409, "clock_regressed");
    let problem = decide_at("2026-03-02T09:00:00Z").refuses(409, "window_closed");
    assert_eq!(problem["deadline"], "2026-03-02T09:00:00.000Z");
    let expired = server.get(&path).by(ROOT).send().is(200).json();
    assert_eq!((&expired["state"], &expired["decided_by"]), (&json!("expired"), &Value::Null));
    decide(&server, &path, "reject", CARLA).refuses(409, "window_closed");
    let path = asked(&server, &refund(&id));
    let at_last = server.put(format!("{path}/approve")).by(CARLA);
    at_last.at("2026-03-03T08:59:59.999Z").send().is(200);
}

#[test]
fn what_no_longer_fits_is_refused_and_stays_pending() {
    let server = Running::start();
    let id = server.delivered();
    let path = asked(&server, &refund(&id));
    let claim = json!({ "amount": euros("100.00"), "reason": "not_as_described", "text": "no" });
    let case = server.add(&id, "dispute", "ana", &claim).is(201).json();
    let seen = server.put(format!("{path}/approve")).by(CARLA).with("If-Match", "\"v1\"");
    seen.send().refuses(409, "version_conflict");
    server
        .put(format!("/escrow/disputes/{}/accept-claim", case["case"]["id"].as_str().unwrap()))
        .by("beto")
        .send()
        .is(200);
    decide(&server, &path, "approve", CARLA).refuses(409, "illegal_transition");
    assert_eq!(server.get(&path).by(CARLA).send().is(200).json()["state"], "pending");
}

#[test]
fn a_key_means_one_request_also_after_a_restart() {
    let folder = TempDir::new().unwrap();
    let database = folder.path().join("kept.sqlite");
    let server = Running::start_on(&database, None);
    let id = server.delivered();
    let ask = |server: &Running, body: &Value| {
        let call = server.post("/escrow/approvals").by(ROOT).with("Idempotency-Key", "ask");
        call.json(body).send()
    };
    let decide = |server: &Running, path: &str, how: &str, key: &str| {
        server.put(format!("{path}/{how}")).by(CARLA).with("Idempotency-Key", key).send()
    };
    let first = ask(&server, &refund(&id)).is(201);
    assert_eq!(first.header("idempotency-replayed"), None);
    let path = first.header("location").unwrap();
    let done = decide(&server, path, "approve", "yes").is(200);
    server.stop();

    let server = Running::start_on(&database, None);
    let again = ask(&server, &refund(&id)).is(201);
    assert_eq!((&again.text, again.header("idempotency-replayed")), (&first.text, Some("true")));
    let mut other = refund(&id);
    other["reason"] = json!("another reason");
    ask(&server, &other).refuses(422, "idempotency_key_reused");
    let again = decide(&server, path, "approve", "yes").is(200);
    assert_eq!((&again.text, again.header("idempotency-replayed")), (&done.text, Some("true")));
    decide(&server, path, "reject", "yes").refuses(422, "idempotency_key_reused");
    decide(&server, path, "approve", "once-more").refuses(409, "illegal_transition");
    server.stop();
}

#[test]
fn many_who_approve_at_once_run_it_once() {
    let server = Running::start();
    for _ in 0..5 {
        let id = server.delivered();
        let path = asked(&server, &refund(&id));
        let answers = together(8, |i| {
            let call = server.put(format!("{path}/approve")).by(&format!("admin:staff-{i}"));
            call.send().status
        });
        assert_eq!(answers.iter().filter(|status| **status == 200).count(), 1, "{answers:?}");
        assert!(answers.iter().all(|status| matches!(status, 200 | 409)), "{answers:?}");
        assert_eq!(events(&server, &id, "staff_decided"), 1);
        assert_eq!(events(&server, &id, "refunded"), 1);

        let id = server.delivered();
        let path = asked(&server, &refund(&id));
        let answers = together(8, |i| {
            decide(&server, &path, if i == 0 { "reject" } else { "approve" }, CARLA)
        });
        let texts: Vec<&str> = answers
            .iter()
            .filter(|answer| answer.status == 200)
            .map(|answer| answer.text.as_str())
            .collect();
        assert!(!texts.is_empty() && texts.iter().all(|text| *text == texts[0]), "{texts:?}");
        let approved = server.get(&path).by(CARLA).send().is(200).json()["state"] == "approved";
        assert_eq!(events(&server, &id, "refunded"), usize::from(approved));
    }
}

#[test]
fn one_who_asks_many_times_asks_once() {
    let server = Running::start();
    let id = server.delivered();
    let key = key();
    let answers = together(8, |_| {
        let call = server.post("/escrow/approvals").by(ROOT).with("Idempotency-Key", &key);
        call.json(&refund(&id)).send()
    });
    // Each reads the clock for itself; what counts is when the first one was stored.
    assert!(answers.iter().all(|answer| answer.status == 201), "{answers:?}");
    assert!(answers.iter().all(|answer| answer.text == answers[0].text));
}

#[test]
fn a_database_of_the_first_version_gets_the_new_tables() {
    let folder = TempDir::new().unwrap();
    let database = folder.path().join("old.sqlite");
    let server = Running::start_on(&database, None);
    let id = server.delivered();
    server.stop();
    let old = rusqlite::Connection::open(&database).unwrap();
    old.execute_batch("DROP TABLE decisions; DROP TABLE approvals; PRAGMA user_version = 1;")
        .unwrap();
    drop(old);

    let server = Running::start_on(&database, None);
    assert_eq!(server.show(&id, "ana")["milestones"][0]["state"], "delivered");
    let path = asked(&server, &refund(&id));
    decide(&server, &path, "approve", CARLA).is(200);
    server.stop();
}

#[test]
fn staff_release_in_pairs() {
    let server = Running::start();
    let mut cleared = terms();
    cleared["timers"] = json!([{ "timer": "t_clear", "window": 432_000 }]);
    let id = server.agreed(&cleared);
    for (step, actor, body) in [
        ("pay", "ana", json!({})),
        ("ship", "beto", json!({ "tracking": "parcel" })),
        ("deliver", "carrier:celia", json!({})),
        ("approve", "ana", json!({})),
    ] {
        server.step(&id, step, actor, &body).is(200);
    }
    let body = json!({ "escrow": id, "reason": "agreed by phone",
        "command": { "type": "release", "milestone": "m1" } });
    decide(&server, &asked(&server, &body), "approve", CARLA).is(200);
    server.stands(&id, &[("payable:beto", "95.00"), ("payable:platform", "5.00")]);
}
