//! A short deal of EUR 1 000: a dispute the sides settle themselves, goods that go back, and a chargeback after the end.
//! Both sides share a fee of 4 % and its tax of 21 %, the seller pays a broker 3 %, and restocking is 10 %.

use super::play::Deal;
use super::server::Server;
use super::{books, euros};
use crate::Done;
use serde_json::{Value, json};

/// What is due for each milestone: its price, its part of 20.00 for the platform and of 4.20 of tax on that.
const DUES: [(&str, &str); 2] = [("m1", "614.52"), ("m2", "409.68")];
/// All that the buyer pays: 1 000.00, 20.00 and 4.20.
const PAID: &str = "1024.20";

/// What everybody is owed at certain points, in the order of the columns.
///
/// 400.00 released: 8.00 and 1.68 from each side, 12.00 to the broker; 400.00 - 8.00 - 1.68 - 12.00 to the seller.
const AFTER_UNDISPUTED: [&str; 6] = ["378.32", "16.00", "3.36", "12.00", "0.00", "0.00"];
/// 520.00 released: 10.40, 2.18 and 15.60, so 120.00 - 2.40 - 0.50 - 3.60 more; 80.00 back.
const AFTER_SETTLEMENT: [&str; 6] = ["491.82", "20.80", "4.36", "15.60", "0.00", "80.00"];
/// 620.00 released: 12.40, 2.60 and 18.60, so 100.00 - 2.00 - 0.42 - 3.00 more.
const AFTER_KEPT: [&str; 6] = ["586.40", "24.80", "5.20", "18.60", "0.00", "80.00"];
/// 650.00 released, 30.00 of them for restocking: 13.00, 2.73 and 19.50, so 30.00 - 0.60 - 0.13 - 0.90 more. The buyer gets
/// 270.00 back, and of her fees what never became due.
const AFTER_RETURN: [&str; 6] = ["614.77", "26.00", "5.46", "19.50", "0.00", "358.47"];
/// 24.20 - 13.00 - 2.73.
const FEES_BACK: &str = "8.47";

/// The bank takes 300.00 of the payment for m1, of which 532.58 were paid out: 491.82 to the seller, 20.80 to the platform,
/// 4.36 of tax and 15.60 to the broker. Each returns his share by largest remainder.
const LOST: &str = "300.00";
const OWED_BACK: [(&str, &str); 5] = [
    ("receivable:beto", "277.04"),
    ("receivable:platform", "11.72"),
    ("receivable:tax", "2.45"),
    ("receivable:bruno", "8.79"),
    ("escrow:cash", "-300.00"),
];

/// Plays it from the proposal to the debts that are left.
pub(super) fn play(server: &Server) -> Done {
    println!();
    let others = [("beto", "seller"), ("bruno", "broker")];
    let what = "proposes EUR 1 000 in two milestones";
    let mut deal =
        Deal::propose(server, "second", "2026-04-01T09:00:00Z", &terms(), what, &others)?;
    fund(&mut deal)?;
    settle_a_dispute(&mut deal)?;
    return_goods(&mut deal)?;
    deal.settle("2026-04-20T09:00:00Z")?;
    lose_a_chargeback(&mut deal)?;
    books::balance(&deal.journal()?, &OWED_BACK)?;
    println!(
        "\nEvery number is the one worked out by hand; what is left is owed back, and cash is short by as much."
    );
    Ok(())
}

/// The bank reports the payments under references of its own.
fn fund(deal: &mut Deal) -> Done {
    deal.at("2026-04-02T09:00:00Z");
    for (milestone, due) in DUES {
        let fact = json!({ "type": "payin_cleared", "milestone": milestone,
            "payin": format!("card-{milestone}"), "amount": euros(due) });
        deal.report(&fact)?;
        deal.print("bank (provider)", &format!("has {due} from ana for {milestone}"))?;
    }
    deal.stands("escrow:cash", PAID)
}

/// A third of the first milestone is contested; the other side's offer is not enough, the next one is.
fn settle_a_dispute(deal: &mut Deal) -> Done {
    deal.ship("m1", "2026-04-03T09:00:00Z")?;
    deal.deliver("m1", "2026-04-05T09:00:00Z")?;
    deal.at("2026-04-06T09:00:00Z");
    let claim = json!({ "milestone": "m1", "amount": euros("200.00"), "reason": "not_as_described",
        "text": "two of the six chairs wobble" });
    let case = deal.dispute(&claim, "disputes 200.00 of m1")?;
    deal.approve("m1", "2026-04-07T09:00:00Z")?;
    deal.owed("after the undisputed part of m1", AFTER_UNDISPUTED)?;
    let contest = json!({ "text": "a felt pad is enough", "offer": euros("50.00") });
    deal.call("PUT", &format!("{case}/respond"), "beto", &contest)?;
    deal.print("beto (seller)", "contests the claim and offers 50.00")?;
    deal.at("2026-04-08T09:00:00Z");
    let offer = json!({ "to_buyer": euros("80.00") });
    deal.call("POST", &format!("{case}/offers"), "ana", &offer)?;
    deal.print("ana (buyer)", "offers to take 80.00")?;
    deal.call("PUT", &format!("{case}/offers/2/accept"), "beto", &json!({}))?;
    deal.print("beto (seller)", "accepts: 120.00 to beto, 80.00 to ana")?;
    deal.owed("after the settlement", AFTER_SETTLEMENT)
}

/// Three quarters of the second milestone go back; the rest is kept.
fn return_goods(deal: &mut Deal) -> Done {
    deal.ship("m2", "2026-04-09T09:00:00Z")?;
    deal.deliver("m2", "2026-04-10T09:00:00Z")?;
    deal.at("2026-04-11T09:00:00Z");
    let back =
        json!({ "milestone": "m2", "amount": euros("300.00"), "reason": "the table is too long" });
    deal.step("ana", "buyer", "reject-return", &back, "sends 300.00 of m2 back")?;
    deal.approve("m2", "2026-04-12T09:00:00Z")?;
    deal.owed("after what is kept of m2", AFTER_KEPT)?;
    deal.at("2026-04-13T09:00:00Z");
    let parcel = json!({ "milestone": "m2-1", "tracking": "parcel-back" });
    deal.step("ana", "buyer", "ship-return", &parcel, "ships m2-1 back")?;
    deal.at("2026-04-16T09:00:00Z");
    let part = json!({ "milestone": "m2-1" });
    deal.call("PUT", &format!("{}/return-delivered", deal.path), "carrier:celia", &part)?;
    deal.print("celia (carrier)", "brings m2-1 back")?;
    deal.at("2026-04-18T09:00:00Z");
    deal.step("beto", "seller", "accept-return", &part, "accepts m2-1 and keeps 30.00 of it")?;
    deal.owed("at the end", AFTER_RETURN)?;
    deal.closed(PAID, FEES_BACK)
}

/// Everything is paid out already: who was paid returns his share.
fn lose_a_chargeback(deal: &mut Deal) -> Done {
    deal.at("2026-05-20T09:00:00Z");
    let opened = json!({ "type": "chargeback_opened", "chargeback": "dispute-1", "payin": "card-m1",
        "amount": euros(LOST), "respond_by": "2026-06-03T09:00:00Z" });
    deal.report(&opened)?;
    deal.print("bank (provider)", &format!("wants {LOST} of card-m1 back"))?;
    deal.at("2026-06-05T09:00:00Z");
    let lost =
        json!({ "type": "chargeback_lost", "chargeback": "dispute-1", "amount": euros(LOST) });
    deal.report(&lost)?;
    deal.print("bank (provider)", &format!("has taken {LOST}"))?;
    deal.owed("after the chargeback", ["0.00"; 6])?;
    for (account, amount) in OWED_BACK {
        deal.stands(account, amount)?;
    }
    Ok(())
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
        ],
        "milestones": [milestone("m1", "Chairs", "600.00"), milestone("m2", "Table", "400.00")],
        "fees": [
            {
                "id": "platform",
                "rule": { "tiers": [{ "rate": "0.04", "on": "whole" }] },
                "base": { "type": "price" },
                "payers": [{ "payer": "buyer", "weight": "0.5" }, { "payer": "seller", "weight": "0.5" }],
                "payees": [{ "party": "platform", "weight": "1" }],
                "tax": { "rate": "0.21" },
            },
            {
                "id": "broker",
                "rule": { "tiers": [{ "rate": "0.03", "on": "whole" }] },
                "base": { "type": "price" },
                "payers": [{ "payer": "seller", "weight": "1" }],
                "payees": [{ "party": "bruno", "weight": "1" }],
            },
        ],
        "restocking": "0.1",
    })
}
