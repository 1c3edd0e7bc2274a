//! The end and after it: T26, late facts of T30, chargebacks after the approval (R16), yields (X8) and R18; all books close.

use super::*;
use tercero::percent;
use tercero::project::command::{EndedBy, Identity};
use tercero::project::offer::YieldPolicy;
use tercero::project::profile::Profile;

fn terminating(fault: EndedBy) -> Command {
    Command::TerminateProject { fault, report: digest("the ship sank") }
}

fn terminated(mut venture: Venture, fault: EndedBy) -> Venture {
    venture.both(Role::Admin, Role::Compliance, terminating(fault)).unwrap();
    assert_eq!(venture.state(), ProjectState::Cancelled);
    venture
}

fn liquidation(venture: &Venture) -> (Vec<Money>, Vec<Money>, Money) {
    let events = venture.events();
    let found = events.iter().find_map(|event| match event {
        Event::LiquidationPosted { payouts, losses, indemnity, .. } => {
            let amounts =
                |parts: &[tercero::project::event::Part]| parts.iter().map(|p| p.amount).collect();
            Some((amounts(payouts), amounts(losses), *indemnity))
        }
        _ => None,
    });
    found.unwrap()
}

fn charging(venture: &mut Venture, who: &str) -> Command {
    let request = reference(&format!("r-{who}"));
    Command::ReceiveChargeback { request, reference: venture.bank_reference() }
}

fn late(amount: &str, gain: bool) -> Command {
    let (line, evidence) = (reference("customs"), digest("the letter"));
    Command::SupplementarySettlement { line, amount: eur(amount), gain, evidence }
}

fn collecting(venture: &mut Venture, who: &str, amount: &str) -> Command {
    let (party, amount) = (party(who), eur(amount));
    Command::CollectReceivable { party, amount, reference: venture.bank_reference() }
}

/// A tenth of every profit is held back.
fn held_back() -> Offer {
    let mut offer = offer();
    offer.settlement.holdback = percent("10").unwrap();
    offer
}

#[test]
fn t26_what_is_left_is_shared_when_nobody_is_at_fault() {
    let mut venture = working(offer());
    needs_a_second(&mut venture, Role::Admin, "compliance", &terminating(EndedBy::Nobody));
    let owner = venture.refused(Role::Owner, terminating(EndedBy::Nobody));
    says(&owner, Code::NotAllowed, "actor", "oscar", &["admin"]);
    let mut frozen = venture.clone();
    frozen.by(Role::Compliance, Command::FreezeProject { reason: digest("stop") }).unwrap();
    let stopped = refused_both(&mut frozen, Role::Admin, "cora", terminating(EndedBy::Nobody));
    says(&stopped, Code::Frozen, "", "", &[]);
    let posted = posted_by(&mut venture, |v| {
        v.both(Role::Admin, Role::Compliance, terminating(EndedBy::Nobody)).unwrap();
    });
    assert_eq!(
        posted,
        [
            "Dr capital:r-ivan 40.00",
            "Dr capital:r-ida 40.00",
            "Cr payable:ivan:capital 10.00",
            "Cr payable:ida:capital 10.00",
            "Cr costs:base_product 60.00"
        ],
        "JE-21"
    );
    let half = |amount: &str| vec![eur(amount), eur(amount)];
    assert_eq!(liquidation(&venture), (half("10.00"), half("30.00"), eur("0.00")));
    closes(&mut venture);
}

#[test]
fn t26_the_owner_at_fault_owes_the_loss_beside_the_books() {
    let mut venture = terminated(working(offer()), EndedBy::Owner);
    let (_, _, indemnity) = liquidation(&venture);
    assert_eq!(indemnity, eur("60.00"));
    closes(&mut venture);
}

#[test]
fn t26_who_is_owed_money_comes_before_capital() {
    let mut venture = working(offer());
    venture.record_cost("freight", eur("15.00"));
    let mut venture = terminated(venture, EndedBy::Nobody);
    assert_eq!(liquidation(&venture).0, [eur("2.50"), eur("2.50")]);
    let pay = |amount: &str| Command::PaySupplier { amount: eur(amount) };
    let over = refused_both(&mut venture, Role::Treasurer, "carla", pay("15.01"));
    says(&over, Code::AmountExceedsAvailable, "amount", "15.01", &["15.00"]);
    venture.both(Role::Treasurer, Role::Admin, pay("15.00")).unwrap();
    closes(&mut venture);
}

#[test]
fn t30_a_late_cost_is_taken_from_what_was_held_back() {
    let mut venture = settled(held_back(), eur("100.00"));
    venture.pay_out();
    needs_a_second(&mut venture, Role::Admin, "treasurer", &late("2.00", false));
    for bad in ["0.00", "-2.00"] {
        let refusal = refused_both(&mut venture, Role::Admin, "teo", late(bad, false));
        says(&refusal, Code::AmountRange, "amount", bad, &[]);
    }
    let mut over = venture.clone();
    over.wait(days(180));
    let over = refused_both(&mut over, Role::Admin, "teo", late("2.00", false));
    says(&over, Code::WindowClosed, "", "", &[]);
    let mut events = Vec::new();
    let posted = posted_by(&mut venture, |v| {
        events = left_by(v, |v| {
            v.both(Role::Admin, Role::Treasurer, late("2.00", false)).unwrap();
        });
    });
    assert_eq!(events, ["supplementary_posted"]);
    let mut sides = posted.clone();
    sides.sort();
    assert_eq!(
        sides,
        [
            "Cr payable:supplier 2.00",
            "Dr holdback:r-ida 0.70",
            "Dr holdback:r-ivan 0.70",
            "Dr receivable:owner 0.60"
        ],
        "JE-19"
    );
    let collect = collecting(&mut venture, "oscar", "0.60");
    venture.by(Role::Bank, collect).unwrap();
    let pay = Command::PaySupplier { amount: eur("2.00") };
    venture.both(Role::Treasurer, Role::Admin, pay).unwrap();
    venture.wait(days(90));
    closes(&mut venture);
    assert_eq!(venture.paid_to("ivan"), eur("46.30"));
}

#[test]
fn t30_without_a_holdback_a_late_cost_is_owed_by_everybody() {
    let mut venture = settled(offer(), eur("100.00"));
    venture.pay_out();
    venture.both(Role::Admin, Role::Treasurer, late("2.00", false)).unwrap();
    let pay = Command::PaySupplier { amount: eur("2.00") };
    let poor = refused_both(&mut venture, Role::Treasurer, "carla", pay.clone());
    says(&poor, Code::CashShort, "amount", "2.00", &["0.00"]);
    for (who, amount) in [("ivan", "0.70"), ("ida", "0.70"), ("oscar", "0.60")] {
        let collect = collecting(&mut venture, who, amount);
        venture.by(Role::Bank, collect).unwrap();
    }
    let none = collecting(&mut venture, "ivan", "0.01");
    let none = venture.refused(Role::Bank, none);
    says(&none, Code::AmountExceedsAvailable, "amount", "0.01", &["0.00"]);
    venture.both(Role::Treasurer, Role::Admin, pay).unwrap();
    closes(&mut venture);
}

#[test]
fn t30_a_late_gain_is_shared_like_a_profit() {
    let mut venture = settled(offer(), eur("100.00"));
    let posted = posted_by(&mut venture, |v| {
        v.both(Role::Admin, Role::Treasurer, late("2.00", true)).unwrap();
    });
    let mut sides = posted.clone();
    sides.sort();
    assert_eq!(
        sides,
        [
            "Cr payable:ida:profit 0.70",
            "Cr payable:ivan:profit 0.70",
            "Cr payable:owner 0.60",
            "Dr escrow:cash 2.00"
        ],
        "JE-19 for a gain"
    );
    closes(&mut venture);
    assert_eq!((venture.paid_to("ivan"), venture.paid_to("oscar")), (eur("47.70"), eur("6.60")));
}

#[test]
fn r16_after_the_approval_a_chargeback_is_a_debt_that_is_netted() {
    let mut venture = supplied(offer());
    let charge = charging(&mut venture, "ida");
    let posted = posted_by(&mut venture, |v| {
        v.by(Role::Bank, charge).unwrap();
    });
    assert_eq!(posted, ["Dr receivable:ida 40.00", "Cr escrow:cash 40.00"], "JE-25");
    assert_eq!(stands(&venture, "r-ida"), (RequestStatus::Active, MoneyState::ChargedBack));
    let twice = charging(&mut venture, "ida");
    let twice = venture.refused(Role::Bank, twice);
    says(&twice, Code::AmountExceedsAvailable, "", "", &[]);
    venture.sell("lamp", 10, eur("100.00"));
    venture.both(Role::Owner, Role::Admin, Command::CompleteExecution {}).unwrap();
    venture.wait(days(7));
    venture.both(Role::Admin, Role::Treasurer, posting(1)).unwrap();
    closes(&mut venture);
    assert_eq!((venture.paid_to("ivan"), venture.paid_to("ida")), (eur("47.00"), eur("7.00")));
}

#[test]
fn r16_a_chargeback_after_everything_was_paid_is_collected() {
    let mut venture = settled(offer(), eur("100.00"));
    venture.pay_out();
    let charge = charging(&mut venture, "ida");
    venture.by(Role::Bank, charge).unwrap();
    let collect = collecting(&mut venture, "ida", "40.00");
    venture.by(Role::Bank, collect).unwrap();
    closes(&mut venture);
}

#[test]
fn r16_a_chargeback_before_the_project_is_ended_early_is_set_off() {
    let mut venture = working(offer());
    venture.spend("freight", eur("10.00"));
    let mut recovery = Venture::clone(&venture);
    let charge = charging(&mut recovery, "ida");
    let back = Command::RecordRecovery {
        line: reference("goods"),
        amount: eur("50.00"),
        reference: recovery.bank_reference(),
    };
    recovery.by(Role::Bank, back).unwrap();
    recovery.by(Role::Bank, charge).unwrap();
    let mut ended = terminated(recovery, EndedBy::Nobody);
    closes(&mut ended);
    // 80.00 − 70.00 + 50.00 − 40.00 in the bank; Ida's half is hers already.
    assert_eq!(ended.paid_to("ivan").plus(ended.paid_to("ida")).unwrap(), eur("20.00"));
}

#[test]
fn x8_interest_goes_to_whom_the_offer_says() {
    for (policy, platform, ivan) in [
        (YieldPolicy::Platform, "1.00", "47.00"),
        (YieldPolicy::None, "1.00", "47.00"),
        (YieldPolicy::InvestorsByCapitalDays, "0.00", "47.50"),
    ] {
        let mut venture = supplied(Offer { yields: policy, ..offer() });
        venture.wait(days(3));
        let earn = |v: &mut Venture, amount: &str| Command::RecordYield {
            amount: eur(amount),
            reference: v.bank_reference(),
        };
        let nothing = earn(&mut venture, "0.00");
        says(&venture.refused(Role::Bank, nothing), Code::AmountRange, "amount", "0.00", &[]);
        let interest = earn(&mut venture, "1.00");
        let posted = posted_by(&mut venture, |v| {
            v.by(Role::Bank, interest).unwrap();
        });
        let account = format!("Cr yield:{} 1.00", support::project::PROJECT);
        assert_eq!(posted, ["Dr escrow:cash 1.00".to_owned(), account], "JE-28");
        venture.sell("lamp", 10, eur("100.00"));
        venture.both(Role::Owner, Role::Admin, Command::CompleteExecution {}).unwrap();
        venture.wait(days(7));
        venture.both(Role::Admin, Role::Treasurer, posting(1)).unwrap();
        closes(&mut venture);
        assert_eq!(venture.paid_to("platform"), eur(platform));
        assert_eq!(venture.paid_to("ivan"), eur(ivan));
    }
}

use super::support;

#[test]
fn r18_a_new_holder_keeps_the_place_of_the_old_one() {
    let transfer =
        |to: &str| Command::TransferParticipation { request: reference("r-ivan"), to: party(to) };
    let mut venture = working(offer());
    let unknown = refused_to(&mut venture, "ivan", Role::Investor, transfer("iris"));
    says(&unknown, Code::Kyc, "to", "iris", &[]);
    venture.verify("iris", Identity::Basic);
    let other = refused_to(&mut venture, "ida", Role::Investor, transfer("iris"));
    says(&other, Code::NotAllowed, "", "", &[]);
    let owner = refused_to(&mut venture, "ivan", Role::Investor, transfer("oscar"));
    says(&owner, Code::Kyc, "to", "oscar", &[]);
    let events = left_by(&mut venture, |v| {
        v.by_whom("ivan", Role::Investor, transfer("iris")).unwrap();
    });
    assert_eq!(events, ["participation_transferred"]);
    venture.spend("freight", eur("20.00"));
    venture.record_cost("goods", eur("60.00"));
    venture.record_cost("freight", eur("20.00"));
    venture.receive("lamp", 10);
    venture.sell("lamp", 10, eur("100.01"));
    venture.both(Role::Owner, Role::Admin, Command::CompleteExecution {}).unwrap();
    let late = Command::TransferParticipation { request: reference("r-ivan"), to: party("ivan") };
    let late = refused_to(&mut venture, "iris", Role::Investor, late);
    assert_eq!(late.code, Code::IllegalTransition);
    venture.wait(days(7));
    venture.both(Role::Admin, Role::Treasurer, posting(1)).unwrap();
    closes(&mut venture);
    assert_eq!((venture.paid_to("iris"), venture.paid_to("ida")), (eur("47.01"), eur("47.00")));
    assert_eq!(venture.paid_to("ivan"), eur("0.00"));
}

#[test]
fn r18_a_profile_may_forbid_it() {
    let mut mexican = offer();
    mexican.profile = Profile::MxIfc;
    mexican.unit_value = Some(tercero::Rate::parse("8").unwrap());
    mexican.instrument = tercero::project::profile::TaxInstrument::DebtIfc;
    let mut venture = working(mexican);
    venture.verify("iris", Identity::Basic);
    let transfer =
        Command::TransferParticipation { request: reference("r-ivan"), to: party("iris") };
    let refusal = refused_to(&mut venture, "ivan", Role::Investor, transfer);
    says(&refusal, Code::TransferForbidden, "", "", &[]);
}

#[test]
fn a_late_fact_after_a_chargeback_still_closes() {
    let mut venture = settled(held_back(), eur("100.00"));
    venture.pay_out();
    let charge = charging(&mut venture, "ivan");
    venture.by(Role::Bank, charge).unwrap();
    venture.both(Role::Admin, Role::Treasurer, late("2.00", false)).unwrap();
    for (who, amount) in [("ivan", "40.00"), ("oscar", "0.60")] {
        let collect = collecting(&mut venture, who, amount);
        venture.by(Role::Bank, collect).unwrap();
    }
    let pay = Command::PaySupplier { amount: eur("2.00") };
    venture.both(Role::Treasurer, Role::Admin, pay).unwrap();
    venture.wait(days(90));
    closes(&mut venture);
}
