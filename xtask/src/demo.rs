//! Plays a whole deal over HTTP against a server of its own, and checks every cent against the specification.
//! A deal of EUR 10 000 in three milestones, with a fee of both sides, tax, a broker with an advisor, and a dispute.

use crate::{Done, cargo};
use serde_json::{Value, from_value, json};
use std::collections::BTreeMap;
use std::error::Error;
use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};
use tercero::journal::JournalEntry;
use tercero::{Currency, Money};

type Outcome<T> = Result<T, Box<dyn Error>>;

/// Everybody who is paid, in the order of the columns.
const PAYEES: [(&str, &str); 6] = [
    ("seller", "beto"),
    ("platform", "platform"),
    ("tax", "tax"),
    ("broker", "bruno"),
    ("advisor", "vera"),
    ("buyer", "ana"),
];

/// What each of them is owed at certain points of the deal, in the same order.
const AFTER_M1: [&str; 6] = ["2809.16", "67.50", "14.18", "120.00", "30.00", "0.00"];
const AFTER_UNDISPUTED: [&str; 6] = ["4681.94", "112.50", "23.63", "200.00", "50.00", "0.00"];
const AFTER_RULING: [&str; 6] = ["5243.77", "126.00", "26.46", "224.00", "56.00", "400.00"];
const AFTER_CLOSE: [&str; 6] = ["8989.32", "216.00", "45.36", "384.00", "96.00", "405.45"];
/// All that the buyer pays.
const PAID: &str = "10136.13";

/// Builds and starts a server, plays the deal, and ends the server however that went.
pub(crate) fn run() -> Done {
    cargo(&["build", "--quiet", "--package", "tercero-server"])?;
    let server = Server::start()?;
    let mut deal = Deal::propose(&server)?;
    deal.fund()?;
    deal.complete_first()?;
    deal.dispute_second()?;
    deal.complete_third()?;
    deal.settle()?;
    deal.balance()?;
    println!("\nEvery number is the one of the specification.");
    Ok(())
}

/// A server on a free port with a database of its own, ended when it is dropped.
struct Server {
    process: Child,
    address: String,
    _folder: tempfile::TempDir,
}

impl Server {
    fn start() -> Outcome<Server> {
        let folder = tempfile::tempdir()?;
        let binary = std::env::current_exe()?.with_file_name("tercero-server");
        let mut process = Command::new(binary)
            .args(["--listen", "127.0.0.1:0", "--mode", "development", "--database"])
            .arg(folder.path().join("demo.sqlite"))
            .stdout(Stdio::piped())
            .spawn()?;
        let output = process.stdout.take();
        let mut server = Server { process, address: String::new(), _folder: folder };
        let mut line = String::new();
        BufReader::new(output.ok_or("the server has no output")?).read_line(&mut line)?;
        let address = line.trim().strip_prefix("listening on ");
        server.address = address.ok_or("the server did not start")?.to_owned();
        println!("tercero-server {line}");
        Ok(server)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // It may have ended already.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// The deal and the clock it is played by.
struct Deal {
    address: String,
    path: String,
    case: String,
    now: String,
    requests: u32,
}

impl Deal {
    /// Ana proposes, and everybody who must accepts.
    fn propose(server: &Server) -> Outcome<Deal> {
        let mut deal = Deal {
            address: server.address.clone(),
            path: String::new(),
            case: String::new(),
            now: String::new(),
            requests: 0,
        };
        line(["when", "who", "what", "held"], PAYEES.map(|(payee, _)| payee));
        deal.at("2026-03-01T09:00:00Z");
        let proposal = json!({ "terms": terms() });
        let escrow = deal.call("POST", "/escrow/transactions", "ana", &proposal)?;
        deal.path = format!("/escrow/transactions/{}", text(&escrow["id"]));
        deal.print("ana (buyer)", "proposes EUR 10 000 in three milestones")?;
        let acceptance =
            json!({ "terms_version": escrow["terms_version"], "terms_hash": escrow["terms_hash"] });
        for (party, role) in
            [("beto", "seller"), ("bruno", "broker"), ("vera", "advisor"), ("xavi", "arbiter")]
        {
            deal.step(party, role, "accept", &acceptance, "accepts the terms")?;
        }
        Ok(deal)
    }

    fn fund(&mut self) -> Done {
        self.at("2026-03-02T09:00:00Z");
        for (milestone, due) in [("m1", "3040.84"), ("m2", "3040.84"), ("m3", "4054.45")] {
            let what = format!("pays {due} for {milestone} and its fees");
            self.step("ana", "buyer", "pay", &json!({ "milestone": milestone }), &what)?;
        }
        equal("what came in", &balance(&self.escrow()?, "escrow:cash"), PAID)
    }

    fn complete_first(&mut self) -> Done {
        self.ship("m1", "2026-03-03T09:00:00Z")?;
        self.deliver("m1", "2026-03-05T09:00:00Z")?;
        self.approve("m1", "2026-03-06T09:00:00Z")?;
        self.owed("after m1", AFTER_M1)
    }

    /// A third of the second milestone is contested; the rest goes on.
    fn dispute_second(&mut self) -> Done {
        self.ship("m2", "2026-03-07T09:00:00Z")?;
        self.deliver("m2", "2026-03-09T09:00:00Z")?;
        self.at("2026-03-10T09:00:00Z");
        let claim = json!({ "milestone": "m2", "amount": euros("1000.00"), "reason": "not_as_described",
            "text": "a third of the work is missing" });
        let opened = self.call("POST", &format!("{}/dispute", self.path), "ana", &claim)?;
        text(&opened["case"]["id"]).clone_into(&mut self.case);
        self.print("ana (buyer)", "disputes 1 000.00 of m2")?;
        self.approve("m2", "2026-03-11T09:00:00Z")?;
        self.owed("after the undisputed part of m2", AFTER_UNDISPUTED)?;

        let case = format!("/escrow/disputes/{}", self.case);
        let contest = json!({ "text": "it is all there", "offer": euros("100.00") });
        self.call("PUT", &format!("{case}/respond"), "beto", &contest)?;
        self.print("beto (seller)", "contests the claim and offers 100.00")?;
        self.ship("m3", "2026-03-12T09:00:00Z")?;
        self.at("2026-03-14T09:00:00Z");
        self.call("PUT", &format!("{case}/escalate"), "ana", &json!({}))?;
        self.print("ana (buyer)", "asks for mediation, which comes to nothing")?;
        self.deliver("m3", "2026-03-16T09:00:00Z")?;
        self.at("2026-03-17T09:00:00Z");
        let ruling = json!({ "to_buyer": euros("400.00"), "reasons": "forty percent is missing" });
        self.call("POST", &format!("{case}/rulings"), "xavi", &ruling)?;
        self.print("xavi (arbiter)", "rules 600.00 to beto, 400.00 to ana")?;
        self.owed("after the ruling", AFTER_RULING)
    }

    fn complete_third(&mut self) -> Done {
        self.approve("m3", "2026-03-18T09:00:00Z")?;
        self.owed("at the end", AFTER_CLOSE)?;
        let escrow = self.escrow()?;
        equal("the phase", text(&escrow["phase"]), "closed")?;
        equal("what came in", &balance(&escrow, "escrow:cash"), PAID)?;
        let back = from_events(&self.events()?, "closed", "fees_back");
        equal("fees that never became due", &back, "5.45")
    }

    /// The provider reports every payment as arrived.
    fn settle(&mut self) -> Done {
        self.at("2026-03-20T09:00:00Z");
        let legs = self.escrow()?["legs"].as_array().cloned().unwrap_or_default();
        for (n, leg) in legs.iter().enumerate() {
            let fact = json!({ "type": "leg_settled", "leg": leg["id"], "reference": format!("transfer-{n}") });
            self.call("POST", &format!("{}/facts", self.path), "provider:bank", &fact)?;
        }
        self.print("bank (provider)", &format!("has paid all {} legs", legs.len()))?;
        self.owed("after the last payment", ["0.00"; 6])
    }

    /// Adds the whole journal up, account by account: each must come to nothing.
    fn balance(&mut self) -> Done {
        let euro = Currency::parse("EUR")?;
        let mut accounts: BTreeMap<String, (Money, Money)> = BTreeMap::new();
        for entry in self.pages("ledger")? {
            let movement = from_value::<JournalEntry>(entry)?.movement;
            for (is_debit, side) in [(true, movement.debits), (false, movement.credits)] {
                for posting in side {
                    let nothing = (Money::zero(euro), Money::zero(euro));
                    let sums = accounts.entry(posting.account.to_string()).or_insert(nothing);
                    let sum = if is_debit { &mut sums.0 } else { &mut sums.1 };
                    *sum = sum.plus(posting.amount)?;
                }
            }
        }
        println!("\n{:<17}{:>12}{:>12}{:>12}", "account", "debits", "credits", "balance");
        for (account, (debits, credits)) in &accounts {
            let balance = debits.minus(*credits)?.amount_text();
            let (debits, credits) = (debits.amount_text(), credits.amount_text());
            println!("{account:<17}{debits:>12}{credits:>12}{balance:>12}");
            equal(account, &balance, "0.00")?;
        }
        equal("all balances", &self.escrow()?["balances"].to_string(), "[]")
    }

    fn ship(&mut self, milestone: &str, time: &str) -> Done {
        self.at(time);
        let parcel = json!({ "milestone": milestone, "tracking": format!("parcel-{milestone}") });
        self.step("beto", "seller", "ship", &parcel, &format!("ships {milestone}"))
    }

    fn deliver(&mut self, milestone: &str, time: &str) -> Done {
        self.at(time);
        let arrived = json!({ "milestone": milestone });
        self.call("PUT", &format!("{}/deliver", self.path), "carrier:celia", &arrived)?;
        self.print("celia (carrier)", &format!("delivers {milestone}"))
    }

    fn approve(&mut self, milestone: &str, time: &str) -> Done {
        self.at(time);
        let what = format!("approves {milestone}");
        self.step("ana", "buyer", "approve", &json!({ "milestone": milestone }), &what)
    }

    /// One change of the deal by one of its parties.
    fn step(&mut self, party: &str, role: &str, verb: &str, body: &Value, what: &str) -> Done {
        self.call("PUT", &format!("{}/{verb}", self.path), party, body)?;
        self.print(&format!("{party} ({role})"), what)
    }

    fn at(&mut self, time: &str) {
        time.clone_into(&mut self.now);
    }

    /// The deal as the operator sees it.
    fn escrow(&mut self) -> Outcome<Value> {
        self.call("GET", &self.path.clone(), "admin:operator", &Value::Null)
    }

    fn events(&mut self) -> Outcome<Vec<Value>> {
        self.pages("events")
    }

    /// All rows of a list about the deal.
    fn pages(&mut self, list: &str) -> Outcome<Vec<Value>> {
        let (mut rows, mut query) = (Vec::new(), String::new());
        loop {
            let path = format!("{}/{list}{query}", self.path);
            let page = self.call("GET", &path, "admin:operator", &Value::Null)?;
            rows.extend(page["data"].as_array().cloned().unwrap_or_default());
            match page["next_cursor"].as_i64() {
                Some(cursor) => query = format!("?cursor={cursor}"),
                None => return Ok(rows),
            }
        }
    }

    /// Says who did what, and who holds what after it.
    fn print(&mut self, who: &str, what: &str) -> Done {
        let escrow = self.escrow()?;
        let when = self.now.get(..16).unwrap_or_default().replace('T', " ");
        line([&when, who, what, &held(&escrow)?], owed(&escrow));
        Ok(())
    }

    fn owed(&mut self, when: &str, expected: [&str; 6]) -> Done {
        let owed = owed(&self.escrow()?);
        for ((payee, _), (owed, expected)) in PAYEES.iter().zip(owed.iter().zip(expected)) {
            equal(&format!("{when}: {payee}"), owed, expected)?;
        }
        Ok(())
    }

    fn call(&mut self, method: &str, path: &str, actor: &str, body: &Value) -> Outcome<Value> {
        self.requests += 1;
        let request = ureq::http::Request::builder()
            .method(method)
            .uri(format!("{}{path}", self.address))
            .header("Tercero-Actor", actor)
            .header("Tercero-Time", &self.now)
            .header("Idempotency-Key", format!("demo-{}", self.requests))
            .header("Content-Type", "application/json");
        let body = if body.is_null() { String::new() } else { body.to_string() };
        let agent = ureq::Agent::config_builder().http_status_as_error(false).build();
        let mut response = ureq::Agent::from(agent).run(request.body(body)?)?;
        let text = response.body_mut().read_to_string()?;
        if response.status().is_success() {
            return Ok(serde_json::from_str(&text)?);
        }
        Err(format!("{method} {path} by {actor}: {text}").into())
    }
}

/// The terms of the deal.
fn terms() -> Value {
    let milestone =
        |id, title, amount| json!({ "id": id, "title": title, "amount": euros(amount) });
    json!({
        "currency": "EUR",
        "parties": [
            { "id": "ana", "role": "buyer" },
            { "id": "beto", "role": "seller" },
            { "id": "bruno", "role": "broker" },
            { "id": "vera", "role": "advisor" },
            { "id": "xavi", "role": "arbiter" },
        ],
        "milestones": [
            milestone("m1", "Design", "3000.00"),
            milestone("m2", "Construction", "3000.00"),
            milestone("m3", "Installation", "4000.00"),
        ],
        "fees": [
            {
                "id": "platform",
                "rule": { "tiers": [
                    { "up_to": "5000.00", "rate": "0.03", "on": "slice" },
                    { "rate": "0.015", "on": "slice" },
                ] },
                "base": { "type": "price" },
                "payers": [{ "payer": "buyer", "weight": "0.5" }, { "payer": "seller", "weight": "0.5" }],
                "payees": [{ "party": "platform", "weight": "1" }],
                "tax": { "rate": "0.21" },
            },
            {
                "id": "broker",
                "rule": { "tiers": [{ "rate": "0.05", "on": "whole" }] },
                "base": { "type": "price" },
                "payers": [{ "payer": "seller", "weight": "1" }],
                "payees": [{ "party": "bruno", "weight": "0.04" }, { "party": "vera", "weight": "0.01" }],
            },
        ],
        "timers": [{ "timer": "t_med", "window": 259_200 }],
    })
}

fn euros(amount: &str) -> Value {
    json!({ "amount": amount, "currency": "EUR" })
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}

/// The balance of an account, as text.
fn balance(escrow: &Value, account: &str) -> String {
    let balances = escrow["balances"].as_array().into_iter().flatten();
    let mut of_account = balances.filter(|balance| balance["account"] == account);
    of_account.next().map_or("0.00", |found| text(&found["balance"]["amount"])).to_owned()
}

/// What each payee is owed.
fn owed(escrow: &Value) -> [String; 6] {
    PAYEES.map(|(_, party)| balance(escrow, &format!("payable:{party}")))
}

/// What the escrow holds for nobody in particular yet: prices and fees that are not due.
fn held(escrow: &Value) -> Outcome<String> {
    let mut sum = Money::zero(Currency::parse("EUR")?);
    for balance in escrow["balances"].as_array().into_iter().flatten() {
        let account = text(&balance["account"]);
        if account.starts_with("held:") || account == "fees_held" {
            sum = sum.plus(from_value(balance["balance"].clone())?)?;
        }
    }
    Ok(sum.amount_text())
}

/// The amount in `field` of the only event of this type.
fn from_events(events: &[Value], kind: &str, field: &str) -> String {
    let mut of_kind = events.iter().filter(|entry| entry["event"]["type"] == kind);
    of_kind.next().map_or("", |entry| text(&entry["event"][field]["amount"])).to_owned()
}

/// One line of the play: what happened, what the escrow holds, what everybody is owed.
fn line([when, who, what, held]: [&str; 4], owed: [impl AsRef<str>; 6]) {
    let owed: String = owed.iter().map(|cell| format!("{:>10}", cell.as_ref())).collect();
    println!("{when:<17}{who:<17}{what:<43}{held:>10}{owed}");
}

fn equal(what: &str, found: &str, expected: &str) -> Done {
    if found == expected {
        return Ok(());
    }
    Err(format!("{what}: {found}, expected {expected}").into())
}
