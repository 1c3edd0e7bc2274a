//! A project of EUR 10 000 from its draft to the last payment: a hundred lamps, three investors, and a cost that comes late.
//! It is played on the crate itself, without a server; its numbers are worked out by hand.

use super::play::line;
use super::{Outcome, books, equal, euros};
use crate::Done;
use serde_json::{Value, from_value, json};
use tercero::journal::Account;
use tercero::project::{Command, Identity, ProjectState};
use tercero::{
    CommandId, Context, Digest, Money, Offer, PartyId, Project, ProjectId, Role, Timestamp,
};

/// The columns: what there is in cash, what the goods have cost, and who holds what of it.
const COLUMNS: [&str; 8] =
    ["cash", "goods", "ines", "ivan", "ida", "oscar", "platform", "supplier"];

/// Who puts in how much, and for what.
const INVESTORS: [(&str, &str, &str); 3] = [
    ("ines", "products", "2050.00"),
    ("ivan", "profit_only", "4950.00"),
    ("ida", "profit_only", "3000.00"),
];

/// The lines of the budget: a lamp costs 75.00, and 100.00 once it has arrived.
const BUDGET: [(&str, &str); 3] =
    [("goods", "7500.00"), ("freight", "1500.00"), ("customs", "1000.00")];

/// Who holds what at certain points, in the order of the columns.
const AFTER_APPROVAL: [&str; 8] =
    ["10000.00", "0.00", "2050.00", "4950.00", "3000.00", "0.00", "0.00", "0.00"];
const AFTER_PURCHASE: [&str; 8] =
    ["0.00", "10000.00", "2050.00", "4950.00", "3000.00", "0.00", "0.00", "0.00"];
/// 20 of 100 lamps are 2 000.00 of the 2 050.00; the rest shares the result.
const AFTER_DELIVERY: [&str; 8] =
    ["0.00", "8000.00", "50.00", "4950.00", "3000.00", "0.00", "0.00", "0.00"];
/// 80 lamps of 130.00; what they earned is nobody's until it is settled.
const AFTER_SALE: [&str; 8] =
    ["10400.00", "8000.00", "50.00", "4950.00", "3000.00", "0.00", "0.00", "0.00"];
/// 2 400.00 earned: 120.00 for the platform and 25.20 of tax on it; of 2 254.80 the owner gets 676.44; 1 578.36 are shared
/// by 50, 4 950 and 3 000: 9.86, 976.61 and 591.89.
const AFTER_SETTLEMENT: [&str; 8] =
    ["10400.00", "0.00", "59.86", "5926.61", "3591.89", "676.44", "145.20", "0.00"];
/// 5 % of each profit stays back.
const AFTER_PAYMENT: [&str; 8] =
    ["78.91", "0.00", "0.49", "48.83", "29.59", "0.00", "0.00", "0.00"];
/// With 80.00 more of customs 2 320.00 were earned: 116.00, 24.36 and 653.89, and 9.53, 944.06 and 572.16 for the investors.
/// What they had too much comes out of what was held back; owner and platform owe it.
const AFTER_LATE_COST: [&str; 8] =
    ["78.91", "0.00", "0.16", "16.28", "9.86", "-22.55", "-4.84", "80.00"];
const AFTER_COLLECTION: [&str; 8] =
    ["106.30", "0.00", "0.16", "16.28", "9.86", "0.00", "0.00", "80.00"];
const AT_THE_END: [&str; 8] = ["0.00"; 8];

/// Plays it from the draft to the last payment.
pub(super) fn play() -> Done {
    println!();
    let mut venture = Venture::draft("2026-06-01T09:00:00Z")?;
    raise(&mut venture)?;
    spend(&mut venture)?;
    hand_over_and_sell(&mut venture)?;
    settle(&mut venture)?;
    meet_a_late_cost(&mut venture)?;
    books::balance(&venture.project.journal()?, &[])?;
    let left = venture.project.state().balances().iter().count();
    equal("accounts that are not at zero", &left.to_string(), "0")?;
    println!("\nEvery number is the one worked out by hand, and nothing is left.");
    Ok(())
}

fn raise(venture: &mut Venture) -> Done {
    venture.verify("oscar", "full")?;
    venture.step("oscar", Role::Owner, &json!({ "type": "publish_project" }), "publishes it")?;
    for (day, (who, kind, amount)) in (2..).zip(INVESTORS) {
        venture.at(&format!("2026-06-{day:02}T09:00:00Z"))?;
        venture.verify(who, "basic")?;
        let ask = json!({ "type": "request_participation", "request": who, "kind": kind,
            "amount": euros(amount), "quote": null, "offer_version": 1, "partial": false });
        let wants = if kind == "products" { "goods" } else { "a share" };
        venture.step(who, Role::Investor, &ask, &format!("asks for {wants} for {amount}"))?;
        let accept = json!({ "type": "approve_participation", "request": who, "reason": null });
        venture.command("oscar", Role::Owner, None, &accept)?;
        let paid = json!({ "type": "confirm_deposit", "request": who, "amount": euros(amount),
            "reference": format!("deposit-{who}") });
        venture.step("bank", Role::Bank, &paid, &format!("has {amount} from {who}"))?;
    }
    let statement = json!({ "type": "report_statement", "balance": euros("10000.00") });
    venture.command("bank", Role::Bank, None, &statement)?;
    venture.at("2026-06-07T09:00:00Z")?;
    let approve = json!({ "type": "approve_project" });
    venture.signed("carla", Role::Admin, "teo", &approve, "approves it with teo (treasurer)")?;
    venture.stands("after the approval", AFTER_APPROVAL)
}

/// Everything costs what was planned.
fn spend(venture: &mut Venture) -> Done {
    venture.at("2026-06-08T09:00:00Z")?;
    for (line, amount) in BUDGET {
        let mut release = json!({ "type": "release_funds", "line": line, "amount": euros(amount),
            "to": "supplier" });
        if line == "goods" {
            release["type"] = "start_execution".into();
            release["contract"] = evidence("the contract")?;
            release["conversions"] = json!([]);
        }
        let what = format!("spends {amount} on {line}");
        venture.signed("oscar", Role::Owner, "teo", &release, &what)?;
        let cost = json!({ "type": "record_cost", "line": line, "amount": euros(amount),
            "evidence": evidence("the invoice")? });
        venture.command("oscar", Role::Owner, None, &cost)?;
    }
    venture.stands("after the purchase", AFTER_PURCHASE)
}

fn hand_over_and_sell(venture: &mut Venture) -> Done {
    venture.at("2026-07-01T09:00:00Z")?;
    let arrived = json!({ "type": "record_receipt", "sku": "lamp", "quantity": 100,
        "evidence": evidence("the delivery note")? });
    venture.step("oscar", Role::Owner, &arrived, "has the 100 lamps")?;
    venture.command("oscar", Role::Owner, None, &json!({ "type": "allocate_costs" }))?;
    let handed = json!({ "type": "deliver_units", "request": "ines",
        "evidence": evidence("signed by ines")? });
    venture.step("oscar", Role::Owner, &handed, "hands 20 lamps over to ines")?;
    venture.stands("after the delivery", AFTER_DELIVERY)?;
    venture.at("2026-07-20T09:00:00Z")?;
    let nothing = euros("0.00");
    let sold = json!({ "type": "record_sale", "sku": "lamp", "quantity": 80,
        "revenue": euros("10400.00"), "tax": nothing, "income_tax_withheld": nothing,
        "tax_withheld": nothing, "reference": "sale-1" });
    venture.step("bank", Role::Bank, &sold, "has 10400.00 for 80 lamps")?;
    venture.stands("after the sale", AFTER_SALE)
}

/// The settlement can be objected to for a week.
fn settle(venture: &mut Venture) -> Done {
    let complete = json!({ "type": "complete_execution" });
    venture.signed("oscar", Role::Owner, "carla", &complete, "completes it with carla (admin)")?;
    venture.at("2026-07-27T09:00:00Z")?;
    let post = json!({ "type": "post_settlement", "settlement": 1 });
    venture.signed("carla", Role::Admin, "teo", &post, "settles it with teo (treasurer)")?;
    if venture.project.state().state() != ProjectState::Settled {
        return Err("the project is not settled".into());
    }
    venture.stands("after the settlement", AFTER_SETTLEMENT)?;
    venture.at("2026-07-28T09:00:00Z")?;
    venture.pay_out()?;
    venture.stands("after the payments", AFTER_PAYMENT)
}

/// Customs wants more: the settlement is computed again, and the difference is collected.
fn meet_a_late_cost(venture: &mut Venture) -> Done {
    venture.at("2026-09-01T09:00:00Z")?;
    let late = json!({ "type": "supplementary_settlement", "line": "customs-2",
        "amount": euros("80.00"), "gain": false, "evidence": evidence("the reassessment")? });
    let what = "settles again: 80.00 more of customs";
    venture.signed("carla", Role::Admin, "teo", &late, what)?;
    venture.stands("after the late cost", AFTER_LATE_COST)?;
    venture.at("2026-09-05T09:00:00Z")?;
    for (debtor, amount) in [("oscar", "22.55"), ("platform", "4.84")] {
        let paid = json!({ "type": "collect_receivable", "party": debtor, "amount": euros(amount),
            "reference": format!("back-from-{debtor}") });
        venture.step("bank", Role::Bank, &paid, &format!("has {amount} back from {debtor}"))?;
    }
    venture.stands("after the collection", AFTER_COLLECTION)?;
    let customs = json!({ "type": "pay_supplier", "amount": euros("80.00") });
    let what = "pays 80.00 of customs with carla (admin)";
    venture.signed("teo", Role::Treasurer, "carla", &customs, what)?;
    venture.at("2026-11-01T09:00:00Z")?;
    venture.say("clock", "releases what was held back")?;
    venture.pay_out()?;
    venture.stands("at the end", AT_THE_END)
}

/// The project and the clock it is played by.
struct Venture {
    project: Project,
    now: Timestamp,
    commands: u32,
}

impl Venture {
    fn draft(time: &str) -> Outcome<Venture> {
        let now = Timestamp::parse(time)?;
        let id = ProjectId::parse("9b1d4c1e-0000-4000-8000-000000000001")?;
        let context = Context::new(now, command_id(0)?, PartyId::parse("oscar")?, Role::Owner);
        let project = Project::create(id, offer()?, Identity::Basic, &context)?;
        let venture = Venture { project, now, commands: 0 };
        let [cash, others @ ..] = &COLUMNS;
        line(["when", "who", "what", cash], others);
        venture.say("oscar (owner)", "drafts a project of EUR 10 000")?;
        Ok(venture)
    }

    /// Lets time pass; what is due by then happens.
    fn at(&mut self, time: &str) -> Done {
        self.now = Timestamp::parse(time)?;
        self.project.tick(self.now)?;
        Ok(())
    }

    fn command(&mut self, who: &str, role: Role, second: Option<&str>, command: &Value) -> Done {
        self.commands += 1;
        let id = command_id(self.commands)?;
        let mut context = Context::new(self.now, id, PartyId::parse(who)?, role);
        context.seconded_by = second.map(PartyId::parse).transpose()?;
        self.project.handle(&from_value::<Command>(command.clone())?, &context)?;
        Ok(())
    }

    fn step(&mut self, who: &str, role: Role, command: &Value, what: &str) -> Done {
        self.command(who, role, None, command)?;
        self.say(&format!("{who} ({})", role.as_str()), what)
    }

    /// A step that somebody else signs too.
    fn signed(&mut self, who: &str, role: Role, second: &str, step: &Value, what: &str) -> Done {
        self.command(who, role, Some(second), step)?;
        self.say(&format!("{who} ({})", role.as_str()), what)
    }

    /// Compliance knows somebody, who has signed.
    fn verify(&mut self, who: &str, identity: &str) -> Done {
        let known = json!({ "type": "verify_party", "party": who, "identity": identity,
            "signed": true, "limit": null, "tax": { "person": "none" } });
        self.command("cora", Role::Compliance, None, &known)
    }

    /// Every open payment arrives.
    fn pay_out(&mut self) -> Done {
        for payout in self.project.payouts() {
            let (payee, amount) = (payout.payee, payout.amount.amount_text());
            let reference = format!("transfer-{}", self.commands);
            let paid =
                json!({ "type": "confirm_payout", "payout": payout.id, "reference": reference });
            self.step("bank", Role::Bank, &paid, &format!("has paid {amount} to {payee}"))?;
        }
        Ok(())
    }

    /// Says who did what, and who holds what after it.
    fn say(&self, who: &str, what: &str) -> Done {
        let when = self.now.to_string();
        let when = when.get(..16).unwrap_or_default().replace('T', " ");
        let [cash, held @ ..] = &self.holdings()?;
        line([&when, who, what, cash], held);
        Ok(())
    }

    /// Compares what everybody holds, in the order of the columns.
    fn stands(&self, when: &str, expected: [&str; 8]) -> Done {
        let found = self.holdings()?;
        for (column, (found, expected)) in COLUMNS.iter().zip(found.iter().zip(expected)) {
            equal(&format!("{when}: {column}"), found, expected)?;
        }
        Ok(())
    }

    fn holdings(&self) -> Outcome<[String; 8]> {
        let mut holdings = <[String; 8]>::default();
        for (text, column) in holdings.iter_mut().zip(COLUMNS) {
            *text = self.holds(column)?.amount_text();
        }
        Ok(holdings)
    }

    /// What is in a column: for somebody what he put in, what is held back from him and what he is owed, less what he owes.
    fn holds(&self, column: &str) -> Outcome<Money> {
        let state = self.project.state();
        let mut sum = state.offer().zero();
        for known in state.balances().iter() {
            if self.column(&known.account) != column {
                continue;
            }
            let owes = matches!(known.account, Account::Receivable(_));
            sum = if owes { sum.minus(known.balance)? } else { sum.plus(known.balance)? };
        }
        Ok(sum)
    }

    /// The column an account belongs to. Revenue is nobody's until it is settled.
    fn column<'a>(&'a self, account: &'a Account) -> &'a str {
        match account {
            Account::Cash => "cash",
            Account::Costs(_) | Account::Pool => "goods",
            Account::Reserve(request) | Account::Capital(request) | Account::Holdback(request) => {
                let request = self.project.state().request(request);
                request.map_or("", |request| request.investor.as_str())
            }
            Account::Payable(party)
            | Account::PayableFor(party, _)
            | Account::Receivable(party) => match party.as_str() {
                "owner" => self.project.state().offer().owner.as_str(),
                party => party,
            },
            _ => "",
        }
    }
}

fn command_id(n: u32) -> Outcome<CommandId> {
    Ok(CommandId::parse(&format!("c0000000-0000-4000-8000-{n:012}"))?)
}

fn evidence(text: &str) -> Outcome<Value> {
    Ok(serde_json::to_value(Digest::of_text(text)?)?)
}

/// A commission of 5 % of the result with a tax of 21 %, 30 % of the rest for the owner, and 5 % of each profit held back.
fn offer() -> Outcome<Offer> {
    let cost = |(id, amount): (&str, &str)| {
        let category = if id == "freight" { "freight_intl" } else { "igi" };
        json!({ "id": id, "category": category, "amount": euros(amount),
            "method": { "type": "by_value" }, "phase": "estimated" })
    };
    let [_, freight, customs] = BUDGET;
    Ok(from_value(json!({
        "owner": "oscar",
        "title": "A hundred lamps",
        "products": [
            { "sku": "lamp", "name": "Lamp", "quantity": 100, "unit_price": euros("75.00") },
        ],
        "costs": [cost(freight), cost(customs)],
        "contingency": euros("0.00"),
        "round": {
            "target": euros("10000.00"),
            "hard_cap": euros("10000.00"),
            "mode": { "type": "all_or_nothing" },
            "oversubscription": "reject",
            "min_ticket": euros("100.00"),
            "step": euros("10.00"),
            "max_per_investor": euros("5000.00"),
            "last_ticket": "exact",
        },
        "kinds": ["products", "profit_only"],
        "opens_at": "2026-06-01T09:00:00Z",
        "deadline": "2026-07-01T09:00:00Z",
        "min_window": 604_800,
        "capture": "approval",
        "approval": "owner",
        "owner_capital": euros("0.00"),
        "owner_topup": false,
        "margin": "0.24",
        "settlement": {
            "commission": { "rate": "0.05", "base": "gross_profit", "payer": "pool",
                "tax_rate": "0.21", "tax_mode": "added", "invoices": "pool" },
            "owner_share": "0.3",
            "weights": "capital",
            "split": { "type": "simple" },
            "first_loss": false,
            "holdback": "0.05",
            "recover_advances_from_capital": true,
            "payout_threshold": euros("0.00"),
            "overrun": { "type": "pool" },
        },
        "advance_cap": "0.5",
        "reserve": euros("0.00"),
        "residual": "residual_as_capital",
        "yields": "platform",
        "materiality": { "profit_drop": "0.1", "cost_rise": "0.1" },
        "material_delay": 2_592_000,
        "profile": "none",
        "instrument": "private",
        "tax_rounding": "cents",
        "warnings": evidence("all of it may be lost")?,
    }))?)
}
