//! The worked deal: EUR 10 000 in three milestones, with a fee of both sides, tax, a broker with an advisor, and a dispute.
//! Its numbers are those of the specification.

use super::play::Deal;
use super::server::Server;
use super::{books, equal, euros};
use crate::Done;
use serde_json::{Value, json};

/// What everybody is owed at certain points of the deal, in the order of the columns.
const AFTER_M1: [&str; 6] = ["2809.16", "67.50", "14.18", "120.00", "30.00", "0.00"];
const AFTER_UNDISPUTED: [&str; 6] = ["4681.94", "112.50", "23.63", "200.00", "50.00", "0.00"];
const AFTER_RULING: [&str; 6] = ["5243.77", "126.00", "26.46", "224.00", "56.00", "400.00"];
const AFTER_CLOSE: [&str; 6] = ["8989.32", "216.00", "45.36", "384.00", "96.00", "405.45"];
/// What is due for each milestone, and all that the buyer pays.
const DUES: [(&str, &str); 3] = [("m1", "3040.84"), ("m2", "3040.84"), ("m3", "4054.45")];
const PAID: &str = "10136.13";
/// What of the buyer's fees never became due.
const FEES_BACK: &str = "5.45";

/// Plays it from the proposal to the last payment.
pub(super) fn play(server: &Server) -> Done {
    let others =
        [("beto", "seller"), ("bruno", "broker"), ("vera", "advisor"), ("xavi", "arbiter")];
    let what = "proposes EUR 10 000 in three milestones";
    let mut deal =
        Deal::propose(server, "worked", "2026-03-01T09:00:00Z", &terms(), what, &others)?;
    fund(&mut deal)?;
    complete_first(&mut deal)?;
    dispute_second(&mut deal)?;
    complete_third(&mut deal)?;
    deal.settle("2026-03-20T09:00:00Z")?;
    books::balance(&deal.journal()?, &[])?;
    equal("all balances", &deal.escrow()?["balances"].to_string(), "[]")?;
    println!("\nEvery number is the one of the specification.");
    Ok(())
}

fn fund(deal: &mut Deal) -> Done {
    deal.at("2026-03-02T09:00:00Z");
    for (milestone, due) in DUES {
        let what = format!("pays {due} for {milestone} and its fees");
        deal.step("ana", "buyer", "pay", &json!({ "milestone": milestone }), &what)?;
    }
    deal.stands("escrow:cash", PAID)
}

fn complete_first(deal: &mut Deal) -> Done {
    deal.ship("m1", "2026-03-03T09:00:00Z")?;
    deal.deliver("m1", "2026-03-05T09:00:00Z")?;
    deal.approve("m1", "2026-03-06T09:00:00Z")?;
    deal.owed("after m1", AFTER_M1)
}

/// A third of the second milestone is contested; the rest goes on.
fn dispute_second(deal: &mut Deal) -> Done {
    deal.ship("m2", "2026-03-07T09:00:00Z")?;
    deal.deliver("m2", "2026-03-09T09:00:00Z")?;
    deal.at("2026-03-10T09:00:00Z");
    let claim = json!({ "milestone": "m2", "amount": euros("1000.00"), "reason": "not_as_described",
        "text": "a third of the work is missing" });
    let case = deal.dispute(&claim, "disputes 1 000.00 of m2")?;
    deal.approve("m2", "2026-03-11T09:00:00Z")?;
    deal.owed("after the undisputed part of m2", AFTER_UNDISPUTED)?;

    let contest = json!({ "text": "it is all there", "offer": euros("100.00") });
    deal.call("PUT", &format!("{case}/respond"), "beto", &contest)?;
    deal.print("beto (seller)", "contests the claim and offers 100.00")?;
    deal.ship("m3", "2026-03-12T09:00:00Z")?;
    deal.at("2026-03-14T09:00:00Z");
    deal.call("PUT", &format!("{case}/escalate"), "ana", &json!({}))?;
    deal.print("ana (buyer)", "asks for mediation, which comes to nothing")?;
    deal.deliver("m3", "2026-03-16T09:00:00Z")?;
    deal.at("2026-03-17T09:00:00Z");
    let ruling = json!({ "to_buyer": euros("400.00"), "reasons": "forty percent is missing" });
    deal.call("POST", &format!("{case}/rulings"), "xavi", &ruling)?;
    deal.print("xavi (arbiter)", "rules 600.00 to beto, 400.00 to ana")?;
    deal.owed("after the ruling", AFTER_RULING)
}

fn complete_third(deal: &mut Deal) -> Done {
    deal.approve("m3", "2026-03-18T09:00:00Z")?;
    deal.owed("at the end", AFTER_CLOSE)?;
    deal.closed(PAID, FEES_BACK)
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
