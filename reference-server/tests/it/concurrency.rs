//! Many callers at once: one winner each time, and nothing counted twice.

use crate::support::{Running, euros, key, terms};
use serde_json::{Value, json};
use std::sync::Barrier;

/// Runs `call` on `n` threads that start together.
pub(crate) fn together<T: Send>(n: usize, call: impl Fn(usize) -> T + Sync) -> Vec<T> {
    let gate = Barrier::new(n);
    std::thread::scope(|scope| {
        let start = |i| {
            let (gate, call) = (&gate, &call);
            scope.spawn(move || {
                gate.wait();
                call(i)
            })
        };
        let threads: Vec<_> = (0..n).map(start).collect();
        threads.into_iter().map(|thread| thread.join().unwrap()).collect()
    })
}

/// How many events of one kind the escrow has.
pub(crate) fn events(server: &Running, id: &str, kind: &str) -> usize {
    let path = format!("/escrow/transactions/{id}/events?limit=100");
    let events = server.get(path).by("admin:root").send().is(200).json();
    let of_kind = |row: &&Value| row["event"]["type"] == kind;
    events["data"].as_array().unwrap().iter().filter(of_kind).count()
}

#[test]
fn two_approvals_release_once() {
    let server = Running::start();
    for _ in 0..10 {
        let id = server.delivered();
        // With keys of their own, so that neither is the repetition of the other.
        let answers = together(4, |_| {
            let call = server.put(format!("/escrow/transactions/{id}/approve")).by("ana");
            call.with("Idempotency-Key", &key()).send().status
        });
        assert_eq!(answers.iter().filter(|status| **status == 200).count(), 1, "{answers:?}");
        assert!(answers.iter().all(|status| matches!(status, 200 | 409)), "{answers:?}");
        assert_eq!(events(&server, &id, "released"), 1);
    }
}

#[test]
fn one_request_sent_many_times_is_one() {
    let server = Running::start();
    let key = key();
    let answers = together(8, |_| {
        let body = json!({ "terms": terms() });
        let call = server.post("/escrow/transactions").by("ana").with("Idempotency-Key", &key);
        call.json(&body).send()
    });
    assert!(answers.iter().all(|answer| answer.status == 201 && answer.text == answers[0].text));
    let first = answers.iter().filter(|answer| answer.header("idempotency-replayed").is_none());
    assert_eq!(first.count(), 1);
    let id = answers[0].json()["id"].as_str().unwrap().to_owned();
    server.accept(&id, "beto", &answers[0].json());
    let answers = together(8, |_| server.step(&id, "pay", "ana", &json!({})));
    assert!(answers.iter().all(|answer| answer.status == 200 && answer.text == answers[0].text));
    assert_eq!(events(&server, &id, "milestone_funded"), 1);
}

#[test]
fn an_approval_races_a_dispute() {
    let server = Running::start();
    for _ in 0..10 {
        let id = server.delivered();
        let answers = together(2, |i| {
            if i == 0 {
                return server.step(&id, "approve", "ana", &json!({})).status;
            }
            let body =
                json!({ "amount": euros("100.00"), "reason": "not_as_described", "text": "no" });
            let path = format!("/escrow/transactions/{id}/dispute");
            server.post(path).by("ana").json(&body).send().status
        });
        let releases = events(&server, &id, "released");
        let cases = events(&server, &id, "case_opened");
        assert_eq!(releases + cases, 1, "{answers:?}");
        assert!(matches!(answers[..], [200, 409] | [409, 201]), "{answers:?}");
    }
}

#[test]
fn all_payments_of_a_crowd_are_counted() {
    let server = Running::start();
    let id = server.agreed(&terms());
    let paid = together(20, |i| {
        let body = json!({ "amount": euros("5.00"), "milestone": "m1" });
        let call = server.put(format!("/escrow/transactions/{id}/pay")).by("ana");
        let call = call.with("Idempotency-Key", &format!("part-{i}")).json(&body);
        // Whoever was pushed aside too often asks again, under the same key.
        (0..20).any(|_| call.clone().send().status == 200)
    });
    assert!(paid.iter().all(|paid| *paid));
    let escrow = server.show(&id, "ana");
    assert_eq!(escrow["milestones"][0]["state"], "funded");
    assert_eq!(
        escrow["balances"][0],
        json!({ "account": "escrow:cash", "balance": euros("100.00") })
    );
}
