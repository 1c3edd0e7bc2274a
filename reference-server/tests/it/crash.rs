//! What was acknowledged is there after the process was killed.

use crate::support::{Running, key, terms};
use serde_json::json;
use std::io::{BufRead, BufReader};
use std::net::SocketAddr;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};
use tempfile::TempDir;

/// How often the server is killed.
const CYCLES: u32 = 40;

/// Starts the real binary and waits until it listens.
pub(crate) fn start(database: &Path) -> (Child, Running) {
    let mut child = Command::new(env!("CARGO_BIN_EXE_tercero-server"))
        .args(["--listen", "127.0.0.1:0", "--database"])
        .arg(database)
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut line = String::new();
    BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
    let addr: SocketAddr =
        line.trim().strip_prefix("listening on http://").unwrap().parse().unwrap();
    (child, Running::at(addr, None, None))
}

#[test]
fn kill_9_loses_nothing_acknowledged() {
    let folder = TempDir::new().unwrap();
    let database = folder.path().join("killed.sqlite");
    let mut acknowledged: Vec<(String, String)> = Vec::new();
    for cycle in 0..CYCLES {
        let (mut child, server) = start(&database);
        for (id, answer) in acknowledged.iter().rev().take(20) {
            let found = server.get(format!("/escrow/transactions/{id}")).by("ana").send().is(200);
            let (found, answer) =
                (found.json(), serde_json::from_str(answer).unwrap_or(json!(null)));
            assert_eq!(found["version"], answer["version"]);
            assert_eq!(found["terms_hash"], answer["terms_hash"]);
        }
        let until = Instant::now() + Duration::from_millis(20 + u64::from(cycle * 7 % 60));
        std::thread::scope(|scope| {
            let writers: Vec<_> =
                (0..3).map(|_| scope.spawn(|| write_until_killed(&server))).collect();
            std::thread::sleep(until.saturating_duration_since(Instant::now()));
            child.kill().unwrap();
            child.wait().unwrap();
            writers.into_iter().for_each(|writer| acknowledged.extend(writer.join().unwrap()));
        });
    }
    let (mut child, server) = start(&database);
    for (id, answer) in &acknowledged {
        let found =
            server.get(format!("/escrow/transactions/{id}")).by("ana").send().is(200).json();
        let answer: serde_json::Value = serde_json::from_str(answer).unwrap();
        assert_eq!(found["version"], answer["version"], "{id}");
    }
    child.kill().unwrap();
    child.wait().unwrap();
    println!("{CYCLES} kills, {} acknowledged, 0 lost", acknowledged.len());
    assert!(!acknowledged.is_empty());
}

/// Creates escrows until nobody answers, and returns what was acknowledged.
fn write_until_killed(server: &Running) -> Vec<(String, String)> {
    let body = json!({ "terms": terms() });
    let mut acknowledged = Vec::new();
    loop {
        let create = server
            .post("/escrow/transactions")
            .by("ana")
            .with("Idempotency-Key", &format!("{}-{}", std::process::id(), key()));
        match create.json(&body).try_send() {
            Ok(answer) if answer.status == 201 => {
                let id = answer.json()["id"].as_str().unwrap().to_owned();
                acknowledged.push((id, answer.text));
            }
            Ok(answer) => panic!("{}", answer.text),
            Err(_) => return acknowledged,
        }
    }
}
