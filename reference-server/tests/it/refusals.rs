//! Hostile input is refused with a stable code and changes nothing.

use crate::support::{Call, Running, arbitrated, euros, key, terms};
use serde_json::{Value, json};
use std::fmt::Write;

/// The text of a body whose amount is `amount`, written as it is.
fn claim(amount: &str) -> String {
    format!(
        r#"{{"milestone":"m1","amount":{{"amount":{amount},"currency":"EUR"}},"reason":"late","text":"it is late"}}"#
    )
}

/// A delivered escrow, against which every request of a table is sent.
struct Table {
    server: Running,
    id: String,
    version: u64,
    rows: usize,
}

impl Table {
    fn new() -> Table {
        let server = Running::start();
        let id = server.delivered();
        let version = server.version(&id);
        Table { server, id, version, rows: 0 }
    }

    fn dispute(&self) -> Call<'_> {
        self.server.post(format!("/escrow/transactions/{}/dispute", self.id)).by("ana")
    }

    fn create(&self) -> Call<'_> {
        self.server.post("/escrow/transactions").by("ana")
    }

    /// Counts a row, after a look that nothing has changed.
    #[track_caller]
    fn unchanged(&mut self) {
        assert_eq!(self.server.version(&self.id), self.version);
        self.rows += 1;
    }

    /// Sends a body to the dispute of the escrow.
    #[track_caller]
    fn refuses(&mut self, body: impl Into<Vec<u8>>, status: u16, code: &str) {
        self.dispute().bytes("application/json", body).send().refuses(status, code);
        self.unchanged();
    }

    /// Sends changed terms to a new escrow.
    #[track_caller]
    fn refuses_terms(&mut self, change: impl FnOnce(&mut Value), status: u16, code: &str) {
        let mut terms = terms();
        change(&mut terms);
        self.create().json(&json!({ "terms": terms })).send().refuses(status, code);
        let listed = self.server.get("/escrow/transactions").by("ana").send().is(200).json();
        assert_eq!(listed["data"].as_array().unwrap().len(), 1);
        self.rows += 1;
    }
}

#[test]
fn amounts() {
    let mut table = Table::new();
    for text in [
        "NaN",
        "Infinity",
        "-0",
        "0x10",
        "1e3",
        "1_000",
        "+1",
        "01",
        "1.",
        ".5",
        "",
        " ",
        " 1",
        "1 ",
        "1,5",
        "１２",
        "١٢",
        "²",
        "1\u{200b}",
        "--1",
    ] {
        table.refuses(claim(&json!(text).to_string()), 422, "amount_syntax");
    }
    for number in ["1", "1.0", "0", "-1", "true", "1e400", "null", "[]", "{}"] {
        table.refuses(
            claim(number),
            if number == "1e400" { 400 } else { 422 },
            match number {
                "1e400" => "json_syntax",
                _ => "amount_type",
            },
        );
    }
    for text in ["1.001", "0.000"] {
        table.refuses(claim(&format!("{text:?}")), 422, "amount_scale");
    }
    for text in
        ["-1.00", "0", "0.00", "1000000000000000000000000000000", "100000000000000000000000000.00"]
    {
        table.refuses(claim(&format!("{text:?}")), 422, "amount_range");
    }
    table.refuses(claim("\"100.01\""), 422, "amount_exceeds_available");
    println!("{} amounts refused", table.rows);
}

#[test]
fn currencies() {
    let mut table = Table::new();
    for currency in ["eur", "EURO", "XXX", "", "E R", "€"] {
        let body = claim("\"1.00\"").replace("EUR", currency);
        table.refuses(body, 422, "currency_unknown");
    }
    table.refuses(claim("\"1.00\"").replace("EUR", "USD"), 422, "currency_mismatch");
    table.refuses(claim("\"1.5\"").replace("EUR", "JPY"), 422, "amount_scale");
    table.refuses(claim("\"1.0001\"").replace("EUR", "BHD"), 422, "amount_scale");
    table.refuses_terms(|terms| terms["currency"] = json!("eur"), 422, "currency_unknown");
    let dollars = json!({ "amount": "1.00", "currency": "USD" });
    table.refuses_terms(
        |terms| terms["milestones"][0]["amount"] = dollars,
        422,
        "currency_mismatch",
    );
    println!("{} currencies refused", table.rows);
}

#[test]
fn documents() {
    let mut table = Table::new();
    let good = claim("\"1.00\"");
    table.refuses(good.replace("\"late\",", "\"late\",\"extra\":1,"), 422, "json_unknown_field");
    table.refuses(good.replace("\"EUR\"", "\"EUR\",\"scale\":2"), 422, "json_unknown_field");
    table.refuses(
        good.replace("\"late\",", "\"late\",\"reason\":\"late\","),
        422,
        "json_duplicate_key",
    );
    table.refuses(
        good.replace("\"EUR\"", "\"EUR\",\"currency\":\"EUR\""),
        422,
        "json_duplicate_key",
    );
    table.refuses("[".repeat(60_000), 400, "json_depth");
    table.refuses(format!("{}1{}", "{\"a\":".repeat(33), "}".repeat(33)), 400, "json_depth");
    table.refuses("[".repeat(100_000), 413, "body_too_large");
    table.refuses(vec![b' '; 64 << 20], 413, "body_too_large");
    table.refuses(format!("{good}{}", " ".repeat(64 * 1024)), 413, "body_too_large");
    table.refuses(b"{\"text\":\"\xff\xfe\"}", 400, "json_syntax");
    table.refuses("{\"text\":\"\\ud800\"}", 400, "json_syntax");
    table.refuses(format!("{good}{good}"), 400, "json_syntax");
    table.refuses("{", 400, "json_syntax");
    table.refuses("nonsense", 400, "json_syntax");
    table.refuses("\u{feff}{}", 400, "json_syntax");
    table.refuses("null", 422, "json_type");
    table.refuses("[]", 422, "json_type");
    table.refuses("{}", 422, "json_type");
    table.refuses("", 422, "json_type");
    table.refuses(good.replace("\"late\"", "\"later\""), 422, "json_type");
    table.refuses(good.replace("\"m1\"", "7"), 422, "json_type");
    let mut many = String::from("[0");
    (0..30_000).for_each(|_| write!(many, ",0").unwrap());
    table.refuses(format!("{many}]"), 422, "json_type");
    for media_type in ["text/plain", "application/x-www-form-urlencoded", "application/jsonp", ""] {
        table.dispute().bytes(media_type, good.clone()).send().refuses(415, "media_type");
        table.unchanged();
    }
    println!("{} documents refused", table.rows);
}

#[test]
fn texts_and_ids() {
    let mut table = Table::new();
    let with = |text: &str| {
        let text = serde_json::to_string(text).unwrap();
        claim("\"1.00\"").replace("\"it is late\"", &text)
    };
    for text in [
        "a\u{202e}b",
        "a\u{2066}b",
        "a\u{200b}b",
        "\u{feff}a",
        "a\0b",
        "a\u{7}b",
        "a\u{85}b",
        "e\u{301}",
        &"a\u{316}".repeat(70),
    ] {
        table.refuses(with(text), 422, "text_forbidden");
    }
    for text in ["", &"a".repeat(4097)] {
        table.refuses(with(text), 422, "text_length");
    }
    for id in ["", "m 1", "../m1", "m/1", "é", &"m".repeat(65)] {
        table.refuses(claim("\"1.00\"").replace("\"m1\"", &format!("{id:?}")), 422, "id_syntax");
    }
    table.refuses(claim("\"1.00\"").replace("\"m1\"", "\"m9\""), 404, "not_found");
    for id in [
        "1",
        "7D2F4C1E-0000-4000-8000-000000000001",
        "7d2f4c1e00004000800000000000000a",
        "%ff",
        "a%2e",
    ] {
        let path = format!("/escrow/transactions/{id}");
        table.server.get(path).by("ana").send().refuses(422, "id_syntax");
        let path = format!("/escrow/disputes/{id}/escalate");
        table.server.put(path).by("ana").send().refuses(422, "id_syntax");
        table.unchanged();
    }
    table.refuses_terms(|terms| terms["parties"][0]["id"] = json!("a b"), 422, "id_syntax");
    table.refuses_terms(
        |terms| terms["parties"][1]["id"] = json!("ana"),
        422,
        "parties_not_distinct",
    );
    table.refuses_terms(|terms| terms["milestones"] = json!([]), 422, "terms_incomplete");
    table.refuses_terms(|terms| terms["parties"][0]["role"] = json!("king"), 422, "json_type");
    table.refuses_terms(
        |terms| terms["milestones"][0]["title"] = json!("a\u{202e}b"),
        422,
        "text_forbidden",
    );
    println!("{} texts and ids refused", table.rows);
}

#[test]
fn headers_queries_and_paths() {
    let mut table = Table::new();
    let body = claim("\"1.00\"");
    let send = |table: &Table, name: &str, value: &str| {
        table.dispute().bytes("application/json", body.clone()).with(name, value).send()
    };
    for key in ["", " ", "a b", &"k".repeat(256)] {
        send(&table, "Idempotency-Key", key).refuses(400, "malformed_request");
    }
    let without = table.dispute().without("Idempotency-Key");
    without.bytes("application/json", body.clone()).send().refuses(400, "idempotency_key_missing");
    for version in ["v7", "7", "\"7\"", "\"v-1\"", "W/\"v7\"", "*"] {
        send(&table, "If-Match", version).refuses(400, "malformed_request");
    }
    send(&table, "If-Match", "\"v1\"").refuses(409, "version_conflict");
    table.unchanged();

    let get = |path: &str| table.server.get(path.to_owned()).by("ana").send();
    get("/escrow/transactions?colour=red").refuses(422, "json_unknown_field");
    get("/escrow/transactions?limit=2&limit=3").refuses(422, "json_duplicate_key");
    for limit in ["0", "101"] {
        get(&format!("/escrow/transactions?limit={limit}")).refuses(422, "limit_exceeded");
    }
    for query in
        ["limit=x", "limit=-1", "phase=open", "role=king", "needs_my_action=perhaps", "cursor=x"]
    {
        get(&format!("/escrow/transactions?{query}")).refuses(422, "json_type");
    }
    let id = table.id.clone();
    get(&format!("/escrow/transactions/{id}?expand=all")).refuses(422, "json_unknown_field");
    get(&format!("/escrow/transactions/{id}/events?from=1")).refuses(422, "json_unknown_field");

    get("/").refuses(404, "not_found");
    get("/escrow").refuses(404, "not_found");
    get("/escrow/transactions/").refuses(404, "not_found");
    get("/errors/nothing").refuses(404, "not_found");
    table
        .server
        .call("DELETE", "/escrow/transactions")
        .by("ana")
        .send()
        .refuses(405, "method_not_allowed");
    table.server.call("POST", "/healthz").send().refuses(405, "method_not_allowed");
    table.unchanged();
}

#[test]
fn a_refusal_teaches() {
    let server = Running::start();
    let id = server.delivered();
    let problem = server.step(&id, "ship", "beto", &json!({ "tracking": "p" }));
    let problem = problem.refuses(409, "illegal_transition");
    assert_eq!(problem["instance"], format!("/escrow/transactions/{id}/ship"));
    assert!(problem["allowed"].as_array().unwrap().contains(&json!("approve")));
    let page = server.get(problem["type"].as_str().unwrap()).send().is(200).json();
    assert_eq!(page["code"], "illegal_transition");
    assert_eq!((&page["title"], &page["status"]), (&problem["title"], &problem["status"]));
}

#[test]
fn every_code_has_a_page() {
    let server = Running::start();
    for code in tercero::Code::ALL {
        let page = server.get(format!("/errors/{code}")).send().is(200).json();
        assert_eq!(page["status"], code.http_status());
    }
}

#[test]
fn what_does_not_fit_is_not_guessed() {
    let server = Running::start();
    let escrow = server.proposed(&arbitrated(&["10.00"]));
    let id = escrow["id"].as_str().unwrap();
    let accept = |body: Value| server.step(id, "accept", "beto", &body);
    let zeros = "0".repeat(64);
    accept(json!({ "terms_version": 1, "terms_hash": zeros })).refuses(409, "terms_changed");
    accept(json!({ "terms_version": 1, "terms_hash": "abc" })).refuses(422, "id_syntax");
    server.step(id, "pay", "ana", &json!({})).refuses(409, "illegal_transition");
    server.step(id, "pay", "beto", &json!({})).refuses(403, "not_allowed");
    let both = json!({ "tracking": "p", "proof": "done" });
    server.step(id, "ship", "beto", &both).refuses(422, "json_type");
    server.step(id, "ship", "beto", &json!({})).refuses(422, "json_type");
    let proof = json!({ "proof": "it is there" });
    server.step(id, "deliver", "ana", &proof).refuses(422, "json_unknown_field");
    let fact = json!({ "type": "payin_cleared", "milestone": "m1", "payin": "p", "amount": euros("-1.00") });
    let path = format!("/escrow/transactions/{id}/facts");
    let send = server.post(path).by("provider:paco").with("Idempotency-Key", &key()).json(&fact);
    send.send().refuses(422, "amount_range");
}
