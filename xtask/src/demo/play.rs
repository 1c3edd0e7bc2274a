//! A deal as it is played: requests over HTTP at times of its own, and a line of print for each.
//! Every line says what the escrow holds and what everybody is owed after it.

use super::server::Server;
use super::{Outcome, equal, text};
use crate::Done;
use serde_json::{Value, from_value, json};
use tercero::journal::JournalEntry;
use tercero::{Currency, Money};

/// Everybody who is paid, in the order of the columns.
const PAYEES: [(&str, &str); 6] = [
    ("seller", "beto"),
    ("platform", "platform"),
    ("tax", "tax"),
    ("broker", "bruno"),
    ("advisor", "vera"),
    ("buyer", "ana"),
];

/// The deal and the clock it is played by.
pub(super) struct Deal {
    name: &'static str,
    address: String,
    pub(super) path: String,
    now: String,
    requests: u32,
}

impl Deal {
    /// Ana proposes, and everybody who must accepts.
    pub(super) fn propose(
        server: &Server,
        name: &'static str,
        time: &str,
        terms: &Value,
        what: &str,
        others: &[(&str, &str)],
    ) -> Outcome<Deal> {
        let (address, path) = (server.address.clone(), String::new());
        let mut deal = Deal { name, address, path, now: time.to_owned(), requests: 0 };
        line(["when", "who", "what", "held"], &PAYEES.map(|(payee, _)| payee));
        let proposal = json!({ "terms": terms });
        let escrow = deal.call("POST", "/escrow/transactions", "ana", &proposal)?;
        deal.path = format!("/escrow/transactions/{}", text(&escrow["id"]));
        deal.print("ana (buyer)", what)?;
        let acceptance =
            json!({ "terms_version": escrow["terms_version"], "terms_hash": escrow["terms_hash"] });
        for (party, role) in others {
            deal.step(party, role, "accept", &acceptance, "accepts the terms")?;
        }
        Ok(deal)
    }

    pub(super) fn ship(&mut self, milestone: &str, time: &str) -> Done {
        self.at(time);
        let parcel = json!({ "milestone": milestone, "tracking": format!("parcel-{milestone}") });
        self.step("beto", "seller", "ship", &parcel, &format!("ships {milestone}"))
    }

    pub(super) fn deliver(&mut self, milestone: &str, time: &str) -> Done {
        self.at(time);
        let arrived = json!({ "milestone": milestone });
        self.call("PUT", &format!("{}/deliver", self.path), "carrier:celia", &arrived)?;
        self.print("celia (carrier)", &format!("delivers {milestone}"))
    }

    pub(super) fn approve(&mut self, milestone: &str, time: &str) -> Done {
        self.at(time);
        let what = format!("approves {milestone}");
        self.step("ana", "buyer", "approve", &json!({ "milestone": milestone }), &what)
    }

    /// Opens a case and returns its path.
    pub(super) fn dispute(&mut self, claim: &Value, what: &str) -> Outcome<String> {
        let opened = self.call("POST", &format!("{}/dispute", self.path), "ana", claim)?;
        self.print("ana (buyer)", what)?;
        Ok(format!("/escrow/disputes/{}", text(&opened["case"]["id"])))
    }

    /// The provider reports every payment as arrived.
    pub(super) fn settle(&mut self, time: &str) -> Done {
        self.at(time);
        let legs = self.escrow()?["legs"].as_array().cloned().unwrap_or_default();
        for (n, leg) in legs.iter().enumerate() {
            let fact = json!({ "type": "leg_settled", "leg": leg["id"], "reference": format!("transfer-{n}") });
            self.report(&fact)?;
        }
        self.print("bank (provider)", &format!("has paid all {} legs", legs.len()))?;
        self.owed("after the last payment", ["0.00"; 6])
    }

    /// The provider reports a fact.
    pub(super) fn report(&mut self, fact: &Value) -> Done {
        self.call("POST", &format!("{}/facts", self.path), "provider:bank", fact)?;
        Ok(())
    }

    /// One change of the deal by one of its parties.
    pub(super) fn step(
        &mut self,
        party: &str,
        role: &str,
        verb: &str,
        body: &Value,
        what: &str,
    ) -> Done {
        self.call("PUT", &format!("{}/{verb}", self.path), party, body)?;
        self.print(&format!("{party} ({role})"), what)
    }

    pub(super) fn at(&mut self, time: &str) {
        time.clone_into(&mut self.now);
    }

    /// The deal as the operator sees it.
    pub(super) fn escrow(&mut self) -> Outcome<Value> {
        self.call("GET", &self.path.clone(), "admin:operator", &Value::Null)
    }

    /// All rows of a list about the deal.
    pub(super) fn pages(&mut self, list: &str) -> Outcome<Vec<Value>> {
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

    /// Every movement of money so far.
    pub(super) fn journal(&mut self) -> Outcome<Vec<JournalEntry>> {
        let ledger = self.pages("ledger")?.into_iter();
        Ok(ledger.map(from_value).collect::<Result<_, _>>()?)
    }

    /// The deal is closed, and this is what never became due of the buyer's fees.
    pub(super) fn closed(&mut self, paid: &str, fees_back: &str) -> Done {
        let escrow = self.escrow()?;
        equal("the phase", text(&escrow["phase"]), "closed")?;
        equal("what came in", &balance(&escrow, "escrow:cash"), paid)?;
        let events = self.pages("events")?;
        let mut closings = events.iter().filter(|entry| entry["event"]["type"] == "closed");
        let back = closings.next().map_or("", |entry| text(&entry["event"]["fees_back"]["amount"]));
        equal("fees that never became due", back, fees_back)
    }

    /// What stands on an account, as text.
    pub(super) fn stands(&mut self, account: &str, expected: &str) -> Done {
        equal(account, &balance(&self.escrow()?, account), expected)
    }

    /// Says who did what, and who holds what after it.
    pub(super) fn print(&mut self, who: &str, what: &str) -> Done {
        let escrow = self.escrow()?;
        let when = self.now.get(..16).unwrap_or_default().replace('T', " ");
        line([&when, who, what, &held(&escrow)?], &owed(&escrow));
        Ok(())
    }

    /// Compares what everybody is owed, in the order of the columns.
    pub(super) fn owed(&mut self, when: &str, expected: [&str; 6]) -> Done {
        let owed = owed(&self.escrow()?);
        for ((payee, _), (owed, expected)) in PAYEES.iter().zip(owed.iter().zip(expected)) {
            equal(&format!("{when}: {payee}"), owed, expected)?;
        }
        Ok(())
    }

    pub(super) fn call(
        &mut self,
        method: &str,
        path: &str,
        actor: &str,
        body: &Value,
    ) -> Outcome<Value> {
        self.requests += 1;
        let request = ureq::http::Request::builder()
            .method(method)
            .uri(format!("{}{path}", self.address))
            .header("Tercero-Actor", actor)
            .header("Tercero-Time", &self.now)
            .header("Idempotency-Key", format!("{}-{}", self.name, self.requests))
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

/// One line of the play: what happened, what is held, what everybody is owed.
pub(super) fn line([when, who, what, held]: [&str; 4], owed: &[impl AsRef<str>]) {
    let owed: String = owed.iter().map(|cell| format!("{:>10}", cell.as_ref())).collect();
    println!("{when:<17}{who:<17}{what:<43}{held:>10}{owed}");
}
