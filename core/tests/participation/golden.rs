//! Plays the golden project through the machine and writes its journal as the example writes it.
//! What the example takes from others, goods and rates, is read from their inputs; only prices and weights are chosen here.

use super::inputs_of;
use crate::support::project::{Venture, cost, offer};
use crate::support::{digest, reference};
use serde_json::{Map, Value, json};
use tercero::journal::{Account, JournalEntry, Posting};
use tercero::project::commission::Commission;
use tercero::project::costs::{Category, CostLine, Method, Product};
use tercero::project::funding::Round;
use tercero::project::settlement::SettlementRules;
use tercero::project::{Command, Event, Identity, Kind, Offer, ProjectState};
use tercero::{Currency, Money, Rate, Role, Text, days};

/// What a unit costs at the supplier, in centavos: with the lines below each product lands at what the example says.
const PRICES: [(&str, i64); 3] = [("CAF", 56_000), ("MOL", 74_035), ("ACC", 47_454)];
/// The cost lines in centavos, with the weights by which the products share them.
const LINES: [(&str, Category, i64, [u32; 3]); 3] = [
    ("freight", Category::FreightIntl, 2_100_000, [19, 2, 0]),
    ("customs", Category::Igi, 1_766_667, [0, 1_422_466, 344_201]),
    ("transport", Category::InlandTransport, 900_000, [1, 0, 0]),
];
/// Our accounts of costs, and what the example calls them.
const ACCOUNTS: [(&str, &str); 4] = [
    ("costs:base_product", "costs:BASE_PRODUCT"),
    ("costs:freight_intl", "costs:FREIGHT"),
    ("costs:igi", "costs:CUSTOMS"),
    ("costs:inland_transport", "costs:TRANSPORT"),
];

pub(crate) fn answer(op: &str, inputs: &Value) -> Option<Value> {
    (op == "golden_ledger").then(|| ledger(inputs))
}

/// The journal and what is left on the accounts. The order of the entries and of the lines in each is the example's own.
fn ledger(inputs: &Value) -> Value {
    let venture = played(inputs);
    venture.check();
    let events = venture.events();
    let journal = venture.project.journal().unwrap();
    let numbered = (1..).zip(&journal);
    let journal: Vec<Value> = numbered.map(|(n, entry)| written(n, entry, &events)).collect();
    let balances = venture.inner().balances().iter();
    let balances: Map<String, Value> =
        balances.map(|known| (known.account.to_string(), minor(known.balance))).collect();
    json!({ "entries": journal.len(), "final_balances": balances, "journal": journal })
}

fn mxn(minor: i64) -> Money {
    Money::from_minor(minor.into(), Currency::parse("MXN").unwrap()).unwrap()
}

fn minor(money: Money) -> Value {
    json!(i64::try_from(money.minor()).unwrap())
}

fn amount(value: &Value) -> Money {
    mxn(value.as_i64().unwrap())
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap()
}

// The play.

/// From the draft to the last payment.
fn played(inputs: &Value) -> Venture {
    let mut venture = Venture::funding(golden(inputs));
    let investors = inputs["participations"].as_array().unwrap();
    for investor in investors {
        take_part(&mut venture, investor);
    }
    venture.approve();
    spend(&mut venture);
    for investor in investors.iter().filter(|investor| investor["type"] == "PRODUCTS") {
        let request = reference(text(&investor["id"]));
        let deliver = Command::DeliverUnits { request, evidence: digest("accepted") };
        venture.by(Role::Owner, deliver).unwrap();
    }
    sell_all(&mut venture, amount(&inputs["revenue"]));
    venture.both(Role::Owner, Role::Admin, Command::CompleteExecution {}).unwrap();
    venture.wait(days(7));
    let post = Command::PostSettlement { settlement: 1 };
    venture.both(Role::Admin, Role::Treasurer, post).unwrap();
    assert_eq!(venture.state(), ProjectState::Settled);
    // Payments are ordered by the names of their payees: investors, owner, platform.
    venture.pay_out();
    venture
}

fn golden(inputs: &Value) -> Offer {
    let (goods, rates) =
        (inputs_of(text(&inputs["in_kind_from"])), inputs_of(text(&inputs["settlement_from"])));
    let rate = |key: &str| Rate::parse(text(&rates[key])).unwrap();
    let target = amount(&goods["costo_total"]);
    let like = offer();
    let rules = SettlementRules {
        commission: Commission {
            rate: rate("commission"),
            tax_rate: rate("iva"),
            ..Commission::NONE
        },
        owner_share: rate("owner_share"),
        holdback: Rate::ZERO,
        payout_threshold: mxn(0),
        ..SettlementRules::standard(target.currency()).unwrap()
    };
    let golden = Offer {
        title: Text::parse("The golden project").unwrap(),
        products: PRICES.iter().zip(goods["products"].as_array().unwrap()).map(product).collect(),
        costs: LINES.iter().map(line).collect(),
        contingency: mxn(0),
        round: Round {
            target,
            hard_cap: target,
            min_ticket: mxn(1),
            step: mxn(1),
            max_per_investor: target,
            ..like.round
        },
        owner_capital: mxn(0),
        settlement: rules,
        reserve: mxn(0),
        ..like
    };
    for (landed, wanted) in
        golden.landed().unwrap().products.iter().zip(goods["products"].as_array().unwrap())
    {
        assert_eq!(landed.total, amount(&wanted["landed"]), "{}", landed.sku);
    }
    golden
}

fn product(((sku, price), goods): (&(&str, i64), &Value)) -> Product {
    assert_eq!(goods["id"], *sku);
    Product {
        sku: reference(sku),
        name: Text::parse(sku).unwrap(),
        quantity: u32::try_from(goods["qty"].as_u64().unwrap()).unwrap(),
        unit_price: mxn(*price),
        weight_g: None,
        volume_cm3: None,
        expected_price: None,
    }
}

fn line((id, category, amount, weights): &(&str, Category, i64, [u32; 3])) -> CostLine {
    let method = Method::Manual { weights: weights.map(Rate::whole).to_vec() };
    CostLine { method, ..cost(id, *category, mxn(*amount)) }
}

/// Somebody asks under his own name, is taken in and pays.
fn take_part(venture: &mut Venture, investor: &Value) {
    let (who, amount) = (text(&investor["id"]), amount(&investor["amount"]));
    let request = reference(who);
    let kind = match text(&investor["type"]) {
        "PRODUCTS" => Kind::Products,
        "PROFIT_ONLY" => Kind::ProfitOnly,
        other => panic!("{other} is a participation nobody reads"),
    };
    venture.verify(who, Identity::Basic);
    let (quote, partial, offer_version) = (None, false, venture.inner().offer_version());
    let ask = Command::RequestParticipation {
        request: request.clone(),
        kind,
        amount,
        quote,
        offer_version,
        partial,
    };
    venture.by_whom(who, Role::Investor, ask).unwrap();
    let approve = Command::ApproveParticipation { request: request.clone(), reason: None };
    venture.by(Role::Owner, approve).unwrap();
    let reference = venture.bank_reference();
    venture.by(Role::Bank, Command::ConfirmDeposit { request, amount, reference }).unwrap();
}

/// Everything is bought as planned, arrives, and is shared.
fn spend(venture: &mut Venture) {
    let goods = venture.inner().offer().landed().unwrap().base;
    let lines = LINES.iter().map(|(id, _, amount, _)| (*id, mxn(*amount)));
    let lines: Vec<(&str, Money)> = std::iter::once(("goods", goods)).chain(lines).collect();
    for (line, amount) in &lines {
        venture.spend(line, *amount);
    }
    for (line, amount) in &lines {
        venture.record_cost(line, *amount);
    }
    for product in venture.inner().offer().products.clone() {
        venture.receive(product.sku.as_str(), product.quantity);
    }
    venture.by(Role::Owner, Command::AllocateCosts {}).unwrap();
}

/// One buyer takes all that is left for one price, which is put on the first product.
fn sell_all(venture: &mut Venture, revenue: Money) {
    let mut price = revenue;
    for stock in venture.inner().stock().to_vec() {
        venture.sell(stock.sku.as_str(), stock.on_hand(), price);
        price = mxn(0);
    }
}

// The journal in the words of the example.

fn written(n: u32, entry: &JournalEntry, events: &[Event]) -> Value {
    let made_by = &events[usize::try_from(entry.version).unwrap() - 1];
    let debits = entry.movement.debits.iter().map(|posting| side(posting, true));
    let credits = entry.movement.credits.iter().map(|posting| side(posting, false));
    let lines: Vec<Value> = debits.chain(credits).collect();
    json!({ "n": n, "ref": name(made_by), "lines": lines })
}

fn side(posting: &Posting, is_debit: bool) -> Value {
    let account = posting.account.to_string();
    let known = ACCOUNTS.iter().find(|(ours, _)| *ours == account);
    let account = known.map_or(account.as_str(), |(_, theirs)| theirs);
    let (amount, nothing) = (minor(posting.amount), json!(0));
    let (debit, credit) = if is_debit { (amount, nothing) } else { (nothing, amount) };
    json!({ "account": account, "debit": debit, "credit": credit })
}

/// What the example calls the entry of an event.
fn name(event: &Event) -> &'static str {
    match event {
        Event::DepositConfirmed { .. } => "JE-01 DepositConfirmed",
        Event::ParticipationsActivated { .. } => "JE-07 ProjectApproved",
        Event::FundsReleased { .. } => "JE-09 FundsReleased+CostRecorded",
        Event::CostsAllocated { .. } => "JE-10 reclass to WIP",
        Event::UnitsDelivered { .. } => "JE-11 UnitsDelivered",
        Event::RevenueRecorded { .. } => "JE-12 RevenueRecorded",
        Event::SettlementPosted { .. } => "JE-13 SettlementPosted (result)",
        Event::CapitalReturned { .. } => "JE-14 SettlementPosted (capital)",
        Event::PayoutConfirmed { .. } => "JE-15 PayoutConfirmed",
        other => panic!("{other:?} has no entry in the example"),
    }
}

/// The same lines with their sides changed: cash is one amount both ways.
#[test]
fn a_payment_that_comes_back_is_posted_as_it_went_out() {
    let mut venture = played(&inputs_of("E55"));
    let first = venture.inner().payouts()[0].clone();
    let (payout, reference) = (first.id, venture.bank_reference());
    let before = venture.project.journal().unwrap();
    venture.by(Role::Bank, Command::FailPayout { payout, reference }).unwrap();
    let after = venture.project.journal().unwrap();
    let paid = before.iter().find(|entry| {
        entry.movement.credits[0].account == Account::Cash
            && entry.movement.credits[0].amount == first.amount
    });
    let (out, back) = (&paid.unwrap().movement, &after.last().unwrap().movement);
    assert_eq!((after.len(), out.debits.len()), (before.len() + 1, 2));
    assert_eq!((&back.debits, &back.credits), (&out.credits, &out.debits));
}
