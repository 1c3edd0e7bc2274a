//! Bugs that servers of this kind have had, each shown not to be here: after kills, at once, without an answer and with two
//! schedulers. What the core decides alone is in its own museum.

use crate::concurrency::{events, together};
use crate::crash;
use crate::support::{Answer, Running, euros, key, terms};
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::io::Write;
use std::net::TcpStream;
use std::process::Child;
use std::thread::sleep;
use std::time::Duration;
use tempfile::TempDir;

fn kill(mut child: Child) {
    child.kill().unwrap();
    child.wait().unwrap();
}

fn approve(server: &Running, id: &str, key: &str) -> Answer {
    let call = server.put(format!("/escrow/transactions/{id}/approve")).by("ana");
    call.with("Idempotency-Key", key).send()
}

/// Who is owed what, under which id and in which state.
fn legs(server: &Running, id: &str) -> Vec<[String; 4]> {
    let escrow = server.get(format!("/escrow/transactions/{id}")).by("provider:paco").send();
    let escrow = escrow.is(200).json();
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let leg = |leg: &Value| {
        [text(&leg["id"]), text(&leg["payee"]), text(&leg["amount"]["amount"]), text(&leg["state"])]
    };
    escrow["legs"].as_array().unwrap().iter().map(leg).collect()
}

/// 1: an answer was given and what it said is lost with the process.
#[test]
fn m1_what_was_answered_is_there_after_a_kill() {
    let folder = TempDir::new().unwrap();
    let database = folder.path().join("killed.sqlite");
    for _ in 0..5 {
        let (child, server) = crash::start(&database);
        let id = server.delivered();
        let key = key();
        let answer = approve(&server, &id, &key).is(200);
        kill(child);

        let (child, server) = crash::start(&database);
        let found = server.show(&id, "ana");
        assert_eq!(found["version"], answer.json()["version"]);
        assert_eq!(found["milestones"][0]["state"], "released");
        let again = approve(&server, &id, &key).is(200);
        assert_eq!(again.header("idempotency-replayed"), Some("true"));
        assert_eq!(again.text, answer.text);
        kill(child);
    }
}

/// 2: of two who commit the same hold at once, both succeed.
#[test]
fn m2_of_sixty_four_captures_at_once_one_succeeds() {
    let server = Running::start();
    let id = server.delivered();
    let answers = together(64, |_| approve(&server, &id, &key()).status);
    assert_eq!(answers.iter().filter(|status| **status == 200).count(), 1, "{answers:?}");
    assert!(answers.iter().all(|status| matches!(status, 200 | 409)), "{answers:?}");
    assert_eq!(events(&server, &id, "released"), 1);
    let paid: Vec<[String; 4]> = legs(&server, &id);
    let paid: Vec<[&str; 2]> =
        paid.iter().map(|[_, payee, amount, _]| [payee.as_str(), amount]).collect();
    assert_eq!(paid, [["beto", "95.00"], ["platform", "5.00"]]);
}

/// 3: the answer is lost on the way, and the retry is applied on top.
#[test]
fn m3_a_retry_after_a_lost_answer_is_applied_once() {
    let server = Running::start();
    let id = server.delivered();
    let path = format!("/escrow/transactions/{id}/releases");
    let body = json!({ "amount": euros("10.00") }).to_string();
    let release = |key: &str| {
        let call = server.post(&path).by("ana").with("Idempotency-Key", key);
        call.bytes("application/json", body.clone()).send()
    };
    for round in 1..=3 {
        let (key, version) = (key(), server.version(&id));
        let mut connection = TcpStream::connect(server.addr()).unwrap();
        write!(
            connection,
            "POST {path} HTTP/1.1\r\nHost: localhost\r\nTercero-Actor: ana\r\nIdempotency-Key: {key}\r\n\
             Content-Type: application/json\r\nContent-Length: {}\r\n\r\n{body}",
            body.len()
        )
        .unwrap();
        for _ in 0..100 {
            if server.version(&id) > version {
                break;
            }
            sleep(Duration::from_millis(20));
        }
        // Nobody has read the answer.
        drop(connection);
        let applied = server.version(&id);
        assert!(applied > version);
        let again = release(&key).is(201);
        assert_eq!(again.header("idempotency-replayed"), Some("true"));
        assert_eq!(server.version(&id), applied);
        assert_eq!(events(&server, &id, "released"), round);
    }
}

/// 6: what a decision needs cannot be reached, and so it is allowed.
#[test]
fn m6_without_its_store_the_server_says_no() {
    let folder = TempDir::new().unwrap();
    let database = folder.path().join("locked.sqlite");
    let server = Running::start_on(&database, None);
    let id = server.delivered();
    let (version, key) = (server.version(&id), key());
    let other = rusqlite::Connection::open(&database).unwrap();
    other.execute_batch("BEGIN IMMEDIATE").unwrap();
    approve(&server, &id, &key).refuses(503, "unavailable");
    assert_eq!(server.version(&id), version);
    assert_eq!(events(&server, &id, "released"), 0);
    other.execute_batch("ROLLBACK").unwrap();
    let answer = approve(&server, &id, &key).is(200);
    assert_eq!(answer.header("idempotency-replayed"), None, "it is the first that was done");
    assert_eq!(events(&server, &id, "released"), 1);
    server.stop();
}

/// The commands that somebody waits for, typed by hand.
const AWAITED: [&str; 12] = [
    "propose",
    "accept",
    "payin_started",
    "ship",
    "submit",
    "approve",
    "ship_return",
    "accept_return",
    "accept_proposal",
    "respond",
    "accept_settlement",
    "rule",
];

/// 22: a list that is filtered by several things at once leaves rows out.
#[test]
fn m22_a_filtered_list_is_what_a_scan_finds() {
    let server = Running::start();
    let mut scanned: Vec<(String, Value, [&str; 2])> = Vec::new();
    for (buyer, seller) in [("ana", "beto"), ("beto", "ana"), ("carlos", "ana"), ("beto", "carlos")]
    {
        for steps in 0..8 {
            let mut terms = terms();
            terms["parties"][0]["id"] = json!(buyer);
            terms["parties"][1]["id"] = json!(seller);
            let body = json!({ "draft": steps == 0, "terms": terms });
            let created = server.post("/escrow/transactions").by(buyer).json(&body).send().is(201);
            let escrow = created.json();
            let id = escrow["id"].as_str().unwrap().to_owned();
            let path = |step: &str| format!("/escrow/transactions/{id}/{step}");
            if steps > 1 {
                server.accept(&id, seller, &escrow);
            }
            for (n, step, actor, body) in [
                (2, "pay", buyer, json!({})),
                (3, "ship", seller, json!({ "tracking": "parcel" })),
                (4, "deliver", "carrier:celia", json!({})),
                (5, "approve", buyer, json!({})),
            ] {
                if steps > n && steps < 7 {
                    server.put(path(step)).by(actor).json(&body).send().is(200);
                }
            }
            if steps == 7 {
                server.put(path("cancel")).by(seller).json(&json!({})).send().is(200);
            }
            scanned.push((id, Value::Null, [buyer, seller]));
        }
    }
    let mut compared = 0;
    for person in ["ana", "beto", "carlos"] {
        for row in &mut scanned {
            if row.2.contains(&person) {
                row.1 = server.show(&row.0, person);
            }
        }
        for phase in ["", "draft", "proposed", "agreed", "active", "closed"] {
            for role in ["", "buyer", "seller", "arbiter"] {
                for waits in ["", "true", "false"] {
                    let wanted = |(_, escrow, [buyer, seller]): &&(String, Value, [&str; 2])| {
                        let own = if *buyer == person { "buyer" } else { "seller" };
                        let allowed = escrow["allowed_actions"].as_array();
                        let awaited = allowed.is_some_and(|allowed| {
                            allowed.iter().any(|action| AWAITED.contains(&action.as_str().unwrap()))
                        });
                        [*buyer, *seller].contains(&person)
                            && (phase.is_empty() || escrow["phase"] == phase)
                            && (role.is_empty() || own == role)
                            && (waits.is_empty() || awaited == (waits == "true"))
                    };
                    let expected: BTreeSet<&str> =
                        scanned.iter().filter(wanted).map(|row| row.0.as_str()).collect();
                    let filters = [("phase", phase), ("role", role), ("needs_my_action", waits)];
                    let filters = filters.iter().filter(|(_, value)| !value.is_empty());
                    let query: String =
                        filters.map(|(name, value)| format!("&{name}={value}")).collect();
                    let path = format!("/escrow/transactions?limit=100{query}");
                    let page = server.get(path).by(person).send().is(200).json();
                    let rows = page["data"].as_array().unwrap();
                    let found: BTreeSet<&str> =
                        rows.iter().map(|row| row["id"].as_str().unwrap()).collect();
                    assert_eq!(found, expected, "{person} {query}");
                    assert_eq!(rows.len(), expected.len(), "none twice");
                    compared += expected.len();
                }
            }
        }
    }
    assert!(compared > 400, "{compared}");
}

/// 24: the process dies after the commit, and nobody is ever told what to pay.
#[test]
fn m24_a_payout_outlives_the_process_that_planned_it() {
    let folder = TempDir::new().unwrap();
    let database = folder.path().join("payouts.sqlite");
    let (child, server) = crash::start(&database);
    let id = server.delivered();
    approve(&server, &id, &key()).is(200);
    let planned = legs(&server, &id);
    kill(child);

    let (child, server) = crash::start(&database);
    assert_eq!(legs(&server, &id), planned, "the same payouts under the same ids");
    for [leg, ..] in &planned {
        let fact = json!({ "type": "leg_settled", "leg": leg, "reference": "rail" });
        let path = format!("/escrow/transactions/{id}/facts");
        server.post(&path).by("provider:paco").json(&fact).send().is(201);
        server.post(&path).by("provider:paco").json(&fact).send().refuses(409, "reference_known");
    }
    kill(child);

    let (child, server) = crash::start(&database);
    let settled = legs(&server, &id);
    assert!(settled.iter().all(|[.., state]| state == "settled"), "{settled:?}");
    assert_eq!(server.show(&id, "admin:root")["balances"], json!([]));
    kill(child);
}

/// 26: two schedulers let the same time pass, and a timer posts twice.
#[test]
fn m26_two_schedulers_on_one_store_fire_a_timer_once() {
    let folder = TempDir::new().unwrap();
    let database = folder.path().join("timers.sqlite");
    let servers = [Running::start_on(&database, None), Running::start_on(&database, None)];
    let mut terms = terms();
    terms["timers"] = json!([{ "timer": "t_accept", "window": 1 }]);
    let ids: Vec<String> = (0..10)
        .map(|n| servers[n % 2].proposed(&terms)["id"].as_str().unwrap().to_owned())
        .collect();
    let closed = |id: &str| events(&servers[0], id, "closed");
    for _ in 0..50 {
        if ids.iter().all(|id| closed(id) > 0) {
            break;
        }
        sleep(Duration::from_millis(100));
    }
    let versions: Vec<u64> = ids.iter().map(|id| servers[1].version(id)).collect();
    sleep(Duration::from_millis(2_500));
    for (id, version) in ids.iter().zip(versions) {
        assert_eq!(closed(id), 1);
        assert_eq!(servers[1].version(id), version, "nothing fires again");
    }
    servers.into_iter().for_each(Running::stop);
}
