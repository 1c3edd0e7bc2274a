//! Work: T21, T23, T25 and T27 — budgets, advances, costs, goods, sales and money that is paid before the settlement.

use super::*;
use tercero::Currency;
use tercero::project::command::PaidTo;

fn starting(line: &str, amount: Money, to: PaidTo) -> Command {
    let (contract, line) = (digest("the contract"), reference(line));
    Command::StartExecution { contract, line, amount, to, conversions: Vec::new() }
}

fn releasing(line: &str, amount: Money, to: PaidTo) -> Command {
    Command::ReleaseFunds { line: reference(line), amount, to }
}

fn recording(line: &str, amount: Money) -> Command {
    Command::RecordCost { line: reference(line), amount, evidence: digest("the invoice") }
}

fn receiving(sku: &str, quantity: u32) -> Command {
    Command::RecordReceipt { sku: reference(sku), quantity, evidence: digest("the note") }
}

/// A sale of `quantity` lamps: revenue, tax on top, and what a marketplace kept of each.
fn selling(venture: &mut Venture, quantity: u32, amounts: [&str; 4]) -> Command {
    let [revenue, tax, income_tax_withheld, tax_withheld] = amounts.map(eur);
    Command::RecordSale {
        sku: reference("lamp"),
        quantity,
        revenue,
        tax,
        income_tax_withheld,
        tax_withheld,
        reference: venture.bank_reference(),
    }
}

/// With 10.00 more than the plan needs.
fn spare() -> Offer {
    let mut offer = offer();
    offer.contingency = eur("10.00");
    offer.round.target = eur("90.00");
    offer.round.hard_cap = eur("90.00");
    offer
}

/// Ivan 60.00, Ida 30.00; goods and freight are paid and recorded.
fn with_spare(offer: Offer) -> Venture {
    let mut venture = Venture::funding(offer);
    venture.invest("ivan", Kind::ProfitOnly, eur("60.00"));
    venture.invest("ida", Kind::ProfitOnly, eur("30.00"));
    venture.approve();
    for (line, amount) in [("goods", "60.00"), ("freight", "20.00")] {
        venture.spend(line, eur(amount));
        venture.record_cost(line, eur(amount));
    }
    venture
}

#[test]
fn t21_the_first_money_is_spent_within_a_budget_by_two() {
    let mut venture = approved(offer());
    let start = |amount: &str| starting("goods", eur(amount), PaidTo::Supplier);
    needs_a_second(&mut venture, Role::Owner, "treasurer", &start("60.00"));
    let both = |v: &mut Venture, command| refused_both(v, Role::Owner, "teo", command);
    let over = both(&mut venture, start("60.01"));
    says(&over, Code::BudgetExceeded, "amount", "60.01", &["60.00"]);
    for bad in ["0.00", "-1.00"] {
        says(&both(&mut venture, start(bad)), Code::AmountRange, "amount", bad, &["60.00"]);
    }
    let unknown = both(&mut venture, starting("gold", eur("1.00"), PaidTo::Supplier));
    says(&unknown, Code::NotFound, "line", "gold", &[]);
    let dollars = Money::parse("1.00", Currency::parse("USD").unwrap()).unwrap();
    let foreign = both(&mut venture, starting("goods", dollars, PaidTo::Supplier));
    assert_eq!((foreign.code, foreign.field.as_deref()), (Code::CurrencyMismatch, Some("amount")));
    let mut events = Vec::new();
    let posted = posted_by(&mut venture, |v| {
        events = left_by(v, |v| {
            v.both(Role::Owner, Role::Treasurer, start("60.00")).unwrap();
        });
    });
    assert_eq!(events, ["execution_started", "funds_released"]);
    assert_eq!(posted, ["Dr costs:base_product 60.00", "Cr escrow:cash 60.00"], "JE-09");
    assert_eq!(venture.state(), ProjectState::InExecution);
}

#[test]
fn t23_money_is_released_within_budget_and_cash() {
    let mut venture = working(offer());
    let freight = |amount: &str| releasing("freight", eur(amount), PaidTo::Supplier);
    needs_a_second(&mut venture, Role::Owner, "treasurer", &freight("20.00"));
    let spent = releasing("goods", eur("0.01"), PaidTo::Supplier);
    let spent = refused_both(&mut venture, Role::Owner, "teo", spent);
    says(&spent, Code::BudgetExceeded, "amount", "0.01", &["0.00"]);
    let (request, bank) = (reference("r-ida"), venture.bank_reference());
    let mut poor = venture.clone();
    poor.by(Role::Bank, Command::ReceiveChargeback { request, reference: bank }).unwrap();
    let refusal = refused_both(&mut poor, Role::Owner, "teo", freight("20.00"));
    says(&refusal, Code::CashShort, "amount", "20.00", &["0.00"]);
    let posted = posted_by(&mut venture, |v| v.spend("freight", eur("20.00")));
    assert_eq!(posted, ["Dr costs:freight_intl 20.00", "Cr escrow:cash 20.00"], "JE-09");
}

#[test]
fn t23_the_owner_accounts_for_what_he_was_given() {
    let mut venture = working(offer());
    let given = releasing("freight", eur("20.00"), PaidTo::Owner);
    let posted = posted_by(&mut venture, |v| {
        v.both(Role::Owner, Role::Treasurer, given).unwrap();
    });
    assert_eq!(posted, ["Dr advances:owner 20.00", "Cr escrow:cash 20.00"], "JE-09");
    let justify = |amount: &str, tax: &str| Command::JustifyAdvance {
        line: reference("freight"),
        amount: eur(amount),
        tax: eur(tax),
        evidence: digest("the invoice"),
    };
    let over = venture.refused(Role::Owner, justify("15.00", "5.01"));
    says(&over, Code::AmountExceedsAvailable, "amount", "20.01", &["20.00"]);
    let below = venture.refused(Role::Owner, justify("15.00", "-1.00"));
    assert_eq!((below.code, below.field.as_deref()), (Code::AmountRange, Some("tax")));
    let negative = venture.refused(Role::Owner, justify("-1.00", "5.00"));
    assert_eq!((negative.code, negative.field.as_deref()), (Code::AmountRange, Some("amount")));
    let posted = posted_by(&mut venture, |v| {
        v.by(Role::Owner, justify("12.00", "2.00")).unwrap();
    });
    assert_eq!(
        posted,
        ["Dr costs:freight_intl 12.00", "Dr tax:creditable_iva 2.00", "Cr advances:owner 14.00"],
        "JE-09b"
    );
    let least = venture.refused(Role::Owner, recording("freight", eur("17.99")));
    says(&least, Code::AmountRange, "amount", "17.99", &["18.00"]);
    venture.record_cost("freight", eur("18.00"));
    venture.record_cost("goods", eur("60.00"));
    let posted = posted_by(&mut venture, |v| {
        v.both(Role::Owner, Role::Admin, Command::CompleteExecution {}).unwrap();
    });
    assert!(posted.contains(&"Dr receivable:owner 6.00".to_owned()), "T25: {posted:?}");
    assert!(posted.contains(&"Cr advances:owner 6.00".to_owned()));
}

#[test]
fn t23_what_is_invoiced_and_not_paid_is_owed_to_the_supplier() {
    let mut venture = working(offer());
    let unknown = venture.refused(Role::Owner, recording("gold", eur("1.00")));
    says(&unknown, Code::NotFound, "line", "gold", &[]);
    let less = venture.refused(Role::Owner, recording("goods", eur("59.99")));
    says(&less, Code::AmountRange, "amount", "59.99", &["60.00"]);
    let posted = posted_by(&mut venture, |v| {
        v.by(Role::Treasurer, recording("freight", eur("20.00"))).unwrap();
    });
    assert_eq!(posted, ["Dr costs:freight_intl 20.00", "Cr payable:supplier 20.00"]);
    let pay = |amount: &str| Command::PaySupplier { amount: eur(amount) };
    needs_a_second(&mut venture, Role::Treasurer, "admin", &pay("20.00"));
    let over = refused_both(&mut venture, Role::Treasurer, "carla", pay("20.01"));
    says(&over, Code::AmountExceedsAvailable, "amount", "20.01", &["20.00"]);
    let again = releasing("freight", eur("0.01"), PaidTo::Supplier);
    let again = refused_both(&mut venture, Role::Owner, "teo", again);
    says(&again, Code::BudgetExceeded, "amount", "0.01", &["0.00"]);
    let posted = posted_by(&mut venture, |v| {
        v.both(Role::Treasurer, Role::Admin, pay("20.00")).unwrap();
    });
    assert_eq!(posted, ["Dr payable:supplier 20.00", "Cr escrow:cash 20.00"]);
}

#[test]
fn t23_the_supplier_is_never_paid_with_money_that_is_not_there() {
    let mut venture = working(offer());
    venture.by(Role::Owner, recording("freight", eur("25.00"))).unwrap();
    let pay = Command::PaySupplier { amount: eur("25.00") };
    let refusal = refused_both(&mut venture, Role::Treasurer, "carla", pay);
    says(&refusal, Code::CashShort, "amount", "25.00", &["20.00"]);
}

#[test]
fn t23_a_line_gives_money_back() {
    let mut venture = working(offer());
    let recover = |v: &mut Venture, line: &str, amount: &str| Command::RecordRecovery {
        line: reference(line),
        amount: eur(amount),
        reference: v.bank_reference(),
    };
    let over = recover(&mut venture, "goods", "60.01");
    let over = venture.refused(Role::Bank, over);
    says(&over, Code::AmountExceedsAvailable, "amount", "60.01", &["60.00"]);
    let unknown = recover(&mut venture, "gold", "1.00");
    says(&venture.refused(Role::Bank, unknown), Code::NotFound, "line", "gold", &[]);
    let back = recover(&mut venture, "goods", "5.00");
    let posted = posted_by(&mut venture, |v| {
        v.by(Role::Bank, back.clone()).unwrap();
    });
    assert_eq!(posted, ["Dr escrow:cash 5.00", "Cr costs:base_product 5.00"]);
    let twice = venture.refused(Role::Bank, back);
    assert_eq!((twice.code, twice.field.as_deref()), (Code::ReferenceKnown, Some("reference")));
}

#[test]
fn t23_no_more_goods_arrive_or_leave_than_there_are() {
    let mut venture = working(offer());
    let many = venture.refused(Role::Owner, receiving("lamp", 11));
    says(&many, Code::UnitsExceeded, "quantity", "11", &["10"]);
    let none = venture.refused(Role::Owner, receiving("lamp", 0));
    says(&none, Code::UnitsExceeded, "quantity", "0", &["10"]);
    let unknown = venture.refused(Role::Owner, receiving("gold", 1));
    says(&unknown, Code::NotFound, "sku", "gold", &[]);
    let events = left_by(&mut venture, |v| v.receive("lamp", 9));
    assert_eq!(events, ["goods_received"]);
    let lose = |quantity| Command::WriteOff {
        sku: reference("lamp"),
        quantity,
        evidence: digest("broken"),
    };
    let over = venture.refused(Role::Owner, lose(10));
    says(&over, Code::UnitsExceeded, "quantity", "10", &["9"]);
    assert_eq!(
        left_by(&mut venture, |v| {
            v.by(Role::Treasurer, lose(2)).unwrap();
        }),
        ["units_written_off"]
    );
    let sale = selling(&mut venture, 8, ["1.00", "0.00", "0.00", "0.00"]);
    says(&venture.refused(Role::Bank, sale), Code::UnitsExceeded, "quantity", "8", &["7"]);
}

#[test]
fn t23_a_marketplace_keeps_tax_of_a_sale() {
    let mut venture = supplied(offer());
    let sale = selling(&mut venture, 10, ["100.00", "16.00", "2.50", "8.00"]);
    let posted = posted_by(&mut venture, |v| {
        v.by(Role::Bank, sale.clone()).unwrap();
    });
    assert_eq!(
        posted,
        [
            "Dr escrow:cash 105.50",
            "Dr receivable:owner 2.50",
            "Dr tax:iva_withheld_by_third_party 8.00",
            "Cr revenue 100.00",
            "Cr tax:iva_charged 16.00"
        ],
        "JE-12"
    );
    assert_eq!(venture.refused(Role::Bank, sale).code, Code::ReferenceKnown);
    for (amounts, field, value) in [
        (["-1.00", "0.00", "0.00", "0.00"], "revenue", "-1.00"),
        (["1.00", "-1.00", "0.00", "0.00"], "tax", "-1.00"),
        (["1.00", "0.00", "1.01", "0.00"], "income_tax_withheld", "1.01"),
        (["1.00", "0.50", "0.00", "0.51"], "tax_withheld", "0.51"),
    ] {
        let bad = selling(&mut venture, 1, amounts);
        says(&venture.refused(Role::Bank, bad), Code::AmountRange, field, value, &[]);
    }
}

/// Ines takes goods for 20.00, Ivan a share for 60.00; ten lamps have arrived.
fn mixed() -> Venture {
    let mut venture = Venture::funding(offer());
    venture.invest("ines", Kind::Products, eur("20.00"));
    venture.invest("ivan", Kind::ProfitOnly, eur("60.00"));
    venture.approve();
    for (line, amount) in [("goods", "60.00"), ("freight", "20.00")] {
        venture.spend(line, eur(amount));
        venture.record_cost(line, eur(amount));
    }
    venture
}

#[test]
fn t23_goods_are_shared_before_they_are_sold_and_handed_over() {
    let mut venture = mixed();
    let none = venture.refused(Role::Owner, Command::AllocateCosts {});
    says(&none, Code::UnitsOpen, "", "", &[]);
    venture.receive("lamp", 10);
    let early = selling(&mut venture, 1, ["9.00", "0.00", "0.00", "0.00"]);
    says(&venture.refused(Role::Bank, early), Code::UnitsOpen, "", "", &[]);
    let deliver =
        |name: &str| Command::DeliverUnits { request: reference(name), evidence: digest("signed") };
    let early = venture.refused(Role::Owner, deliver("r-ines"));
    says(&early, Code::UnitsExceeded, "", "", &[]);
    let posted = posted_by(&mut venture, |v| {
        v.by(Role::Owner, Command::AllocateCosts {}).unwrap();
    });
    assert_eq!(posted.iter().filter(|line| **line == "Dr costs:pool 80.00").count(), 1, "JE-10");
    assert!(posted.contains(&"Cr costs:base_product 60.00".to_owned()));
    assert!(posted.contains(&"Cr costs:freight_intl 20.00".to_owned()));
    let kept = selling(&mut venture, 9, ["9.00", "0.00", "0.00", "0.00"]);
    says(&venture.refused(Role::Bank, kept), Code::UnitsExceeded, "quantity", "9", &["8"]);
    let other = venture.refused(Role::Owner, deliver("r-ivan"));
    says(&other, Code::UnitsExceeded, "", "", &[]);
    let posted = posted_by(&mut venture, |v| {
        v.by(Role::Owner, deliver("r-ines")).unwrap();
    });
    assert_eq!(posted, ["Dr capital:r-ines 16.00", "Cr costs:pool 16.00"], "JE-11");
    let ines = venture.inner().request(&reference("r-ines")).unwrap();
    assert_eq!((ines.delivered, ines.capital), (true, eur("4.00")));
    says(&venture.refused(Role::Owner, deliver("r-ines")), Code::UnitsExceeded, "", "", &[]);
    let again = venture.refused(Role::Owner, Command::AllocateCosts {});
    assert_eq!(again.code, Code::IllegalTransition);
}

#[test]
fn t23_capital_that_is_not_needed_goes_back() {
    let mut venture = with_spare(spare());
    let back = |amount: &str| Command::ReturnUnspent { amount: eur(amount) };
    needs_a_second(&mut venture, Role::Treasurer, "admin", &back("10.00"));
    let over = refused_both(&mut venture, Role::Treasurer, "carla", back("10.01"));
    says(&over, Code::CashShort, "amount", "10.01", &["10.00"]);
    let none = refused_both(&mut venture, Role::Treasurer, "carla", back("0.00"));
    says(&none, Code::AmountRange, "amount", "0.00", &["10.00"]);
    let posted = posted_by(&mut venture, |v| {
        v.both(Role::Treasurer, Role::Admin, back("10.00")).unwrap();
    });
    assert_eq!(
        posted,
        [
            "Dr capital:r-ivan 6.67",
            "Dr capital:r-ida 3.33",
            "Cr payable:ivan:capital 6.67",
            "Cr payable:ida:capital 3.33"
        ],
        "JE-18"
    );
    let kept = Offer { reserve: eur("4.00"), ..spare() };
    let mut kept = with_spare(kept);
    let refusal = refused_both(&mut kept, Role::Treasurer, "carla", back("6.01"));
    says(&refusal, Code::CashShort, "amount", "6.01", &["6.00"]);
}

#[test]
fn t23_interim_money_is_capital_first_and_profit_then() {
    let mut venture = with_spare(spare());
    venture.receive("lamp", 10);
    venture.sell("lamp", 10, eur("120.00"));
    let pay = |amount: &str| Command::DistributeInterim { amount: eur(amount) };
    needs_a_second(&mut venture, Role::Treasurer, "admin", &pay("100.00"));
    let over = refused_both(&mut venture, Role::Treasurer, "carla", pay("130.01"));
    says(&over, Code::CashShort, "amount", "130.01", &["130.00"]);
    let posted = posted_by(&mut venture, |v| {
        v.both(Role::Treasurer, Role::Admin, pay("99.00")).unwrap();
    });
    assert_eq!(
        posted,
        [
            "Dr capital:r-ivan 60.00",
            "Dr capital:r-ida 30.00",
            "Dr advance_on_profit:r-ivan 6.00",
            "Dr advance_on_profit:r-ida 3.00",
            "Cr payable:ivan:capital 60.00",
            "Cr payable:ida:capital 30.00",
            "Cr payable:ivan:profit 6.00",
            "Cr payable:ida:profit 3.00"
        ],
        "JE-17"
    );
    venture.both(Role::Owner, Role::Admin, Command::CompleteExecution {}).unwrap();
    venture.wait(days(7));
    venture.both(Role::Admin, Role::Treasurer, posting(1)).unwrap();
    venture.wait(days(90));
    closes(&mut venture);
    // 120.00 − 80.00 leaves 40.00: 12.00 for the owner, 28.00 for capital of 90.00.
    assert_eq!(venture.paid_to("ivan"), eur("78.67"));
    assert_eq!(venture.paid_to("ida"), eur("39.33"));
    assert_eq!(venture.paid_to("oscar"), eur("12.00"));
}

#[test]
fn t23_an_advance_stays_below_the_expected_profit() {
    let mut venture = with_spare(spare());
    let advance =
        |amount: &str| Command::PayAdvance { request: reference("r-ivan"), amount: eur(amount) };
    needs_a_second(&mut venture, Role::Treasurer, "admin", &advance("5.00"));
    let expected = venture.project.approved().unwrap().expected.shares[0].profit;
    assert_eq!(expected, eur("13.33"), "two thirds of 25 % of 80.00");
    let over = refused_both(&mut venture, Role::Treasurer, "carla", advance("6.68"));
    says(&over, Code::AmountExceedsAvailable, "amount", "6.68", &["6.66"]);
    let unknown = Command::PayAdvance { request: reference("x"), amount: eur("1.00") };
    says(&venture.refused(Role::Treasurer, unknown), Code::NotFound, "request", "x", &[]);
    let posted = posted_by(&mut venture, |v| {
        v.both(Role::Treasurer, Role::Admin, advance("6.00")).unwrap();
    });
    assert_eq!(posted, ["Dr advance_on_profit:r-ivan 6.00", "Cr payable:ivan:profit 6.00"]);
    let more = refused_both(&mut venture, Role::Treasurer, "carla", advance("0.67"));
    says(&more, Code::AmountExceedsAvailable, "amount", "0.67", &["0.66"]);
}

#[test]
fn t25_execution_ends_when_nothing_is_open() {
    let mut venture = working(offer());
    venture.spend("freight", eur("20.00"));
    venture.record_cost("goods", eur("60.00"));
    venture.receive("lamp", 10);
    let complete = Command::CompleteExecution {};
    needs_a_second(&mut venture, Role::Owner, "admin", &complete);
    let units = refused_both(&mut venture, Role::Owner, "carla", complete.clone());
    says(&units, Code::UnitsOpen, "stock", "lamp", &["10 units to close"]);
    venture.sell("lamp", 10, eur("100.00"));
    let costs = refused_both(&mut venture, Role::Owner, "carla", complete.clone());
    says(&costs, Code::CostsOpen, "line", "freight", &[]);
    venture.record_cost("freight", eur("20.00"));
    let mut staff = venture.clone();
    needs_a_second(&mut staff, Role::Admin, "treasurer", &complete);
    staff.both(Role::Admin, Role::Treasurer, complete.clone()).unwrap();
    assert_eq!(staff.state(), ProjectState::Completed, "without the owner");
    let mut events = Vec::new();
    let posted = posted_by(&mut venture, |v| {
        events = left_by(v, |v| {
            v.both(Role::Owner, Role::Admin, complete).unwrap();
        });
    });
    assert_eq!(events, ["project_completed", "settlement_drafted"]);
    assert!(posted.contains(&"Dr costs:pool 80.00".to_owned()), "{posted:?}");
}

#[test]
fn t27_a_completed_project_is_taken_up_again() {
    let mut venture = completed(offer(), eur("100.00"));
    let reopen = Command::ReopenExecution { reason: digest("two lamps came back") };
    let owner = venture.refused(Role::Owner, reopen.clone());
    says(&owner, Code::NotAllowed, "actor", "oscar", &["admin"]);
    let events = left_by(&mut venture, |v| {
        v.by(Role::Admin, reopen).unwrap();
    });
    assert_eq!(events, ["project_reopened"]);
    assert_eq!(venture.state(), ProjectState::InExecution);
    venture.wait(days(1));
    venture.by(Role::Owner, recording("freight", eur("21.00"))).unwrap();
    venture.both(Role::Owner, Role::Admin, Command::CompleteExecution {}).unwrap();
    let drafts: Vec<_> = venture.inner().drafts().map(|draft| draft.actuals.costs).collect();
    assert_eq!(drafts, [eur("80.00"), eur("81.00")]);
}

#[test]
fn a_frozen_project_moves_no_money_out_and_works_on_nothing() {
    let mut venture = mixed();
    venture.receive("lamp", 10);
    let open = venture.clone();
    venture.by(Role::Compliance, Command::FreezeProject { reason: digest("stop") }).unwrap();
    for (role, second, command) in [
        (Role::Owner, "teo", releasing("freight", eur("1.00"), PaidTo::Supplier)),
        (Role::Owner, "teo", recording("freight", eur("20.00"))),
        (Role::Owner, "teo", Command::AllocateCosts {}),
        (Role::Owner, "teo", receiving("lamp", 1)),
        (Role::Treasurer, "carla", Command::PaySupplier { amount: eur("1.00") }),
        (Role::Treasurer, "carla", Command::DistributeInterim { amount: eur("1.00") }),
        (Role::Treasurer, "carla", Command::ReturnUnspent { amount: eur("1.00") }),
        (Role::Treasurer, "carla", Command::RemitTaxes {}),
        (Role::Compliance, "teo", Command::FreezeProject { reason: digest("again") }),
    ] {
        let refusal = refused_both(&mut venture, role, second, command);
        says(&refusal, Code::Frozen, "", "", &[]);
    }
    let events = left_by(&mut venture, |v| {
        v.by(Role::Compliance, Command::UnfreezeProject {}).unwrap();
    });
    assert_eq!(events, ["project_unfrozen"]);
    assert_eq!(venture.inner().is_frozen(), open.inner().is_frozen());
    let thawed = venture.refused(Role::Compliance, Command::UnfreezeProject {});
    assert_eq!(thawed.code, Code::IllegalTransition);
}
