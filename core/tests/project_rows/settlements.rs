//! Settlements: T28 and T29 — the draft, objections, and what posting moves in profit and in loss.

use super::*;
use tercero::percent;
use tercero::project::command::Uncollectable;
use tercero::project::commission::{
    Commission, CommissionBase, CommissionPayer, Invoices, TaxMode,
};

fn objecting(settlement: u32) -> Command {
    Command::ObjectSettlement { settlement, reason: digest("the freight is too dear") }
}

/// The platform takes 5 % of the profit and 16 % tax on it.
fn charged() -> Offer {
    let mut offer = offer();
    offer.settlement.commission = Commission {
        rate: percent("5").unwrap(),
        base: CommissionBase::GrossProfit,
        payer: CommissionPayer::Pool,
        tax_rate: percent("16").unwrap(),
        tax_mode: TaxMode::Added,
        invoices: Invoices::Pool,
    };
    offer
}

#[test]
fn t28_a_draft_is_made_by_itself_and_can_be_objected_to() {
    let mut venture = completed(offer(), eur("100.00"));
    let draft = venture.inner().drafts().last().unwrap().clone();
    assert_eq!((draft.number, draft.snapshot), (1, 1));
    assert_eq!(draft.until, venture.now.after(days(7)));
    let other = refused_to(&mut venture, "ivan", Role::Investor, objecting(2));
    says(&other, Code::SettlementMissing, "settlement", "2", &["1"]);
    let stranger = refused_to(&mut venture, "iris", Role::Investor, objecting(1));
    says(&stranger, Code::NotAllowed, "", "", &[]);
    let calm = venture.refused(Role::Admin, Command::RecomputeSettlement {});
    assert_eq!(calm.code, Code::IllegalTransition);
    let mut late = venture.clone();
    late.wait(days(7));
    let closed = refused_to(&mut late, "ivan", Role::Investor, objecting(1));
    says(&closed, Code::WindowClosed, "", "", &[]);
    assert_eq!(closed.deadline, Some(draft.until));
    let events = left_by(&mut venture, |v| {
        v.by_whom("ivan", Role::Investor, objecting(1)).unwrap();
    });
    assert_eq!(events, ["settlement_objected"]);
    let twice = refused_to(&mut venture, "ivan", Role::Investor, objecting(1));
    says(&twice, Code::AlreadyExists, "", "", &[]);
    venture.wait(days(8));
    let open = refused_both(&mut venture, Role::Admin, "teo", posting(1));
    says(&open, Code::ObjectionOpen, "", "", &[]);
    let events = left_by(&mut venture, |v| {
        v.by(Role::Admin, Command::RecomputeSettlement {}).unwrap();
    });
    assert_eq!(events, ["settlement_drafted"]);
    let old = refused_both(&mut venture, Role::Admin, "teo", posting(1));
    says(&old, Code::SettlementMissing, "settlement", "1", &["2"]);
    venture.both(Role::Admin, Role::Treasurer, posting(2)).unwrap();
    assert_eq!(venture.state(), ProjectState::Settled, "an answer is final at once");
}

#[test]
fn t28_new_facts_make_a_new_draft_to_which_everybody_may_object_again() {
    let mut venture = completed(offer(), eur("100.00"));
    venture.by_whom("ivan", Role::Investor, objecting(1)).unwrap();
    venture.by(Role::Admin, Command::ReopenExecution { reason: digest("look again") }).unwrap();
    venture.wait(days(1));
    venture.record_cost("freight", eur("21.00"));
    venture.both(Role::Owner, Role::Admin, Command::CompleteExecution {}).unwrap();
    assert_eq!(venture.inner().drafts().last().unwrap().number, 2);
    venture.by_whom("ivan", Role::Investor, objecting(2)).unwrap();
    let open = refused_both(&mut venture, Role::Admin, "teo", posting(2));
    assert_eq!(open.code, Code::ObjectionOpen);
}

#[test]
fn t29_a_profit_is_shared_as_it_was_drafted() {
    let mut venture = completed(charged(), eur("120.00"));
    let early = refused_both(&mut venture, Role::Admin, "teo", posting(1));
    says(&early, Code::ObjectionOpen, "", "", &[]);
    assert_eq!(early.deadline, Some(venture.now.after(days(7))));
    venture.wait(days(7));
    needs_a_second(&mut venture, Role::Admin, "treasurer", &posting(1));
    let owner = venture.refused(Role::Owner, posting(1));
    says(&owner, Code::NotAllowed, "actor", "oscar", &["admin"]);
    let mut events = Vec::new();
    let posted = posted_by(&mut venture, |v| {
        events = left_by(v, |v| {
            v.both(Role::Admin, Role::Treasurer, posting(1)).unwrap();
        });
    });
    assert_eq!(events[..2], ["settlement_posted", "capital_returned"]);
    assert_eq!(
        posted,
        [
            "Dr revenue 120.00",
            "Cr costs:pool 80.00",
            "Cr payable:platform:commission 2.00",
            "Cr payable:platform:iva 0.32",
            "Cr payable:owner 11.30",
            "Cr payable:ivan:profit 13.19",
            "Cr payable:ida:profit 13.19",
            "Dr capital:r-ivan 40.00",
            "Dr capital:r-ida 40.00",
            "Cr payable:ivan:capital 40.00",
            "Cr payable:ida:capital 40.00"
        ],
        "JE-13 and JE-14"
    );
    closes(&mut venture);
    assert_eq!(venture.paid_to("platform"), eur("2.32"));
}

#[test]
fn t29_a_loss_comes_out_of_capital_and_nobody_earns() {
    let mut venture = completed(charged(), eur("60.01"));
    venture.wait(days(7));
    let posted = posted_by(&mut venture, |v| {
        v.both(Role::Admin, Role::Treasurer, posting(1)).unwrap();
    });
    assert_eq!(
        posted,
        [
            "Dr revenue 60.01",
            "Dr capital:r-ivan 10.00",
            "Dr capital:r-ida 9.99",
            "Cr costs:pool 80.00",
            "Dr capital:r-ivan 30.00",
            "Dr capital:r-ida 30.01",
            "Cr payable:ivan:capital 30.00",
            "Cr payable:ida:capital 30.01"
        ],
        "JE-13L and JE-14"
    );
    closes(&mut venture);
}

#[test]
fn t29_part_of_the_profit_stays_back() {
    let mut held = offer();
    held.settlement.holdback = percent("10").unwrap();
    let mut venture = completed(held, eur("100.00"));
    venture.wait(days(7));
    let posted = posted_by(&mut venture, |v| {
        v.both(Role::Admin, Role::Treasurer, posting(1)).unwrap();
    });
    for line in [
        "Dr payable:ivan:profit 0.70",
        "Cr holdback:r-ivan 0.70",
        "Dr payable:ida:profit 0.70",
        "Cr holdback:r-ida 0.70",
    ] {
        assert!(posted.contains(&line.to_owned()), "JE-20: {line} in {posted:?}");
    }
    venture.pay_out();
    assert_eq!(venture.paid_to("ivan"), eur("46.30"));
    let mut frozen = venture.clone();
    frozen.by(Role::Compliance, Command::FreezeProject { reason: digest("stop") }).unwrap();
    assert_eq!(left_by(&mut frozen, |v| v.wait(days(91))), [""; 0], "it waits");
    frozen.by(Role::Compliance, Command::UnfreezeProject {}).unwrap();
    closes(&mut frozen);
    let mut events = Vec::new();
    let released = posted_by(&mut venture, |v| events = left_by(v, |v| v.wait(days(90))));
    assert_eq!(events[0], "holdback_released");
    assert!(released.contains(&"Dr holdback:r-ivan 0.70".to_owned()), "JE-20");
    closes(&mut venture);
    assert_eq!(venture.paid_to("ivan"), eur("47.00"));
}

/// A marketplace kept 20.00 of income tax: the owner's to pay, and cash that is missing.
fn kept() -> Venture {
    let mut venture = supplied(offer());
    let sale = Command::RecordSale {
        sku: reference("lamp"),
        quantity: 10,
        revenue: eur("100.00"),
        tax: eur("0.00"),
        income_tax_withheld: eur("20.00"),
        tax_withheld: eur("0.00"),
        reference: venture.bank_reference(),
    };
    venture.by(Role::Bank, sale).unwrap();
    venture.both(Role::Owner, Role::Admin, Command::CompleteExecution {}).unwrap();
    venture.wait(days(7));
    venture
}

#[test]
fn t29_waits_until_the_money_for_everybody_is_there() {
    let mut venture = kept();
    let short = refused_both(&mut venture, Role::Admin, "teo", posting(1));
    says(&short, Code::CashShort, "", "94.00 EUR", &["80.00 EUR"]);
    let collect = |v: &mut Venture, amount: &str| Command::CollectReceivable {
        party: party("oscar"),
        amount: eur(amount),
        reference: v.bank_reference(),
    };
    let over = collect(&mut venture, "20.01");
    let over = venture.refused(Role::Bank, over);
    says(&over, Code::AmountExceedsAvailable, "amount", "20.01", &["20.00"]);
    let pays = collect(&mut venture, "14.00");
    let posted = posted_by(&mut venture, |v| {
        v.by(Role::Bank, pays).unwrap();
    });
    assert_eq!(posted, ["Dr escrow:cash 14.00", "Cr receivable:owner 14.00"], "X6");
    let posted = posted_by(&mut venture, |v| {
        v.both(Role::Admin, Role::Treasurer, posting(1)).unwrap();
    });
    let netted = ["Dr payable:owner 6.00", "Cr receivable:owner 6.00"];
    assert_eq!(posted[posted.len() - 2..], netted, "JE-26");
    closes(&mut venture);
}

#[test]
fn x5_what_never_comes_is_given_up_by_two_and_is_a_cost() {
    let mut venture = kept();
    let give_up = |what| Command::ChargeOff { what };
    needs_a_second(&mut venture, Role::Admin, "treasurer", &give_up(Uncollectable::Owner));
    for nothing in [Uncollectable::CreditableTax, Uncollectable::Advances] {
        let refusal = refused_both(&mut venture, Role::Admin, "teo", give_up(nothing));
        says(&refusal, Code::AmountExceedsAvailable, "what", "", &[]);
    }
    let mut events = Vec::new();
    let posted = posted_by(&mut venture, |v| {
        events = left_by(v, |v| {
            v.both(Role::Admin, Role::Treasurer, give_up(Uncollectable::Owner)).unwrap();
        });
    });
    assert_eq!(events, ["charged_off", "settlement_drafted"]);
    assert_eq!(posted, ["Dr costs:pool 20.00", "Cr receivable:owner 20.00"]);
    venture.wait(days(7));
    venture.both(Role::Admin, Role::Treasurer, posting(2)).unwrap();
    closes(&mut venture);
    assert_eq!(venture.paid_to("ivan"), eur("40.00"));
}

#[test]
fn t29_is_closed_to_a_frozen_project() {
    let mut venture = completed(offer(), eur("100.00"));
    venture.wait(days(7));
    venture.by(Role::Compliance, Command::FreezeProject { reason: digest("stop") }).unwrap();
    let refusal = refused_both(&mut venture, Role::Admin, "teo", posting(1));
    says(&refusal, Code::Frozen, "", "", &[]);
}
