//! What a party keeps finds a history that was rewritten, offline and with the core alone.
//! Receipts and proofs come over HTTP; the key was kept from the first day on.

use crate::support::{Answer, Running, euros, terms};
use rusqlite::Connection;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use std::path::Path;
use tempfile::TempDir;
use tercero::history::Entry;
use tercero::receipt::{ConsistencyProof, InclusionProof, PublicKey, Receipt};
use tercero::{Code, Hash, from_json};

fn trusted(server: &Running) -> PublicKey {
    let page = server.get("/.well-known/tercero-key").send().is(200).json();
    assert_eq!(page["algorithm"], "Ed25519");
    PublicKey::parse(page["key"].as_str().unwrap()).unwrap()
}

fn ask(server: &Running, id: &str, actor: &str, what: &str) -> Answer {
    server.get(format!("/escrow/transactions/{id}/{what}")).by(actor).send()
}

fn receipt(server: &Running, id: &str, actor: &str) -> Receipt {
    from_json(&ask(server, id, actor, "receipt").is(200).text).unwrap()
}

fn proof<T: DeserializeOwned>(server: &Running, id: &str, query: &str, kind: &str) -> T {
    let proofs = ask(server, id, "beto", &format!("proofs?{query}")).is(200).json();
    from_json(&proofs[kind].to_string()).unwrap()
}

/// An entry as it is stored.
fn stored(database: &Path, id: &str, version: u32) -> Entry {
    let connection = Connection::open(database).unwrap();
    let sql = "SELECT hash, bytes FROM entries WHERE stream = ?1 AND version = ?2";
    connection
        .query_row(sql, (id, version), |row| {
            let hash = Hash::from_bytes(row.get(0)?);
            Ok(Entry { version, hash, bytes: row.get(1)? })
        })
        .unwrap()
}

#[test]
fn a_receipt_holds_while_the_history_goes_on() {
    let folder = TempDir::new().unwrap();
    let database = folder.path().join("kept.sqlite");
    let server = Running::start_on(&database, None);
    let id = server.delivered();
    let key = trusted(&server);
    let held = receipt(&server, &id, "beto");
    held.verify(&key).unwrap();
    assert_eq!(u64::from(held.checkpoint.version), server.version(&id));
    assert_eq!(receipt(&server, &id, "ana"), held, "everybody is told the same");
    server.step(&id, "approve", "ana", &json!({})).is(200);
    server.stop();

    let server = Running::start_on(&database, None);
    assert_eq!(trusted(&server), key, "the key survives a restart");
    let now = receipt(&server, &id, "beto");
    let (first, second) = (held.checkpoint.version, now.checkpoint.version);
    assert!(second > first);
    for query in [format!("from={first}&to={second}"), format!("from={first}")] {
        let proof: ConsistencyProof = proof(&server, &id, &query, "consistency");
        now.verify_consistency(&held, &proof, &key).unwrap();
    }
    for version in [1, first, second] {
        let entry = stored(&database, &id, version);
        let proof: InclusionProof = proof(&server, &id, &format!("version={version}"), "inclusion");
        now.verify_inclusion(&entry, &proof, &key).unwrap();
    }
    server.stop();
}

#[test]
fn a_rewritten_database_is_found() {
    let folder = TempDir::new().unwrap();
    let database = folder.path().join("rewritten.sqlite");
    let server = Running::start_on(&database, None);
    let id = server.delivered();
    let key = trusted(&server);
    let earlier = folder.path().join("earlier.sqlite");
    let copy = Connection::open(&database).unwrap();
    copy.execute("VACUUM INTO ?1", [earlier.to_str().unwrap()]).unwrap();
    server.step(&id, "approve", "ana", &json!({})).is(200);
    let held = receipt(&server, &id, "beto");
    server.stop();

    // Whoever can write to the store lets another history happen, long enough, with the server's own key.
    std::fs::copy(database.with_extension("sqlite.key"), earlier.with_extension("sqlite.key"))
        .unwrap();
    let database = earlier;
    let server = Running::start_on(&database, None);
    let claim = json!({ "amount": euros("100.00"), "reason": "not_as_described", "text": "no" });
    let case = server.add(&id, "dispute", "ana", &claim).is(201).json();
    let case = format!("/escrow/disputes/{}", case["case"]["id"].as_str().unwrap());
    let offer = json!({ "to_buyer": euros("100.00") });
    server.put(format!("{case}/respond")).by("beto").json(&json!({ "text": "yes" })).send().is(200);
    server.post(format!("{case}/offers")).by("ana").json(&offer).send().is(201);
    server.put(format!("{case}/offers/1/accept")).by("beto").send().is(200);
    let now = receipt(&server, &id, "beto");
    now.verify(&key).unwrap();
    let (first, second) = (held.checkpoint.version, now.checkpoint.version);
    assert!(second >= first, "{second} entries instead of {first}");
    let proof: ConsistencyProof =
        proof(&server, &id, &format!("from={first}&to={second}"), "consistency");
    let found = now.verify_consistency(&held, &proof, &key).unwrap_err();
    assert_eq!(found.code, Code::ProofInvalid, "{found}");
    server.stop();

    // A change of what is stored, without the chain, is found by the server itself.
    let connection = Connection::open(&database).unwrap();
    connection
        .execute_batch(
            "DROP TRIGGER entries_stay;
             UPDATE entries SET bytes = CAST(replace(CAST(bytes AS TEXT), 'ana', 'eva') AS BLOB) WHERE version = 2;",
        )
        .unwrap();
    drop(connection);
    let server = Running::start_on(&database, None);
    ask(&server, &id, "beto", "receipt").refuses(500, "history_broken");
    server.stop();
}

#[test]
fn strangers_get_neither_receipt_nor_proof() {
    let server = Running::start();
    let id = server.delivered();
    let unknown = "7d2f4c1e-0000-4000-8000-000000000009";
    for what in ["receipt", "proofs?version=1", "proofs?from=1", "deadlines", "proofs?version=99"] {
        for stranger in
            ["mallory", "buyer:mallory", "arbiter:mallory", "clock:mallory", "admin:ana"]
        {
            let of = |id: &str| {
                let problem = ask(&server, id, stranger, what).refuses(404, "not_found");
                problem.to_string().replace(id, "ID")
            };
            assert_eq!(of(&id), of(unknown), "{what} by {stranger}");
        }
    }
}

#[test]
fn proofs_are_about_what_is_there() {
    let server = Running::start();
    let id = server.delivered();
    let newest = receipt(&server, &id, "ana").checkpoint.version;
    let more = newest + 1;
    for query in [
        "version=0".to_owned(),
        format!("version={more}"),
        "from=0".to_owned(),
        format!("from={more}"),
        format!("from=1&to={more}"),
        "from=2&to=1".to_owned(),
    ] {
        let answer = ask(&server, &id, "ana", &format!("proofs?{query}"));
        let problem: Value = answer.json();
        assert!(matches!(answer.status, 409 | 422), "{query}: {problem}");
    }
    assert_eq!(ask(&server, &id, "ana", "proofs").is(200).json(), json!({}));
    ask(&server, &id, "ana", "proofs?size=1").refuses(422, "json_unknown_field");
    ask(&server, &id, "ana", "receipt?version=1").refuses(422, "json_unknown_field");
}

#[test]
fn the_deadlines_are_those_of_the_escrow() {
    let server = Running::start_by_hand();
    let id = server.agreed(&terms());
    let deadlines = ask(&server, &id, "beto", "deadlines").is(200).json()["data"].clone();
    assert_eq!(deadlines, server.show(&id, "beto")["deadlines"]);
    assert_eq!(deadlines[0]["timer"], "t_fund");
    assert_eq!(deadlines[0]["at"], "2026-03-06T09:00:00.000Z");
}
