//! Payments: T30, T31 and R15 — they arrive, fail, come back or are parked — and taxes, with the rounding of the tax office.

use super::*;
use tercero::percent;
use tercero::project::PayoutState;
use tercero::project::command::Identity;
use tercero::project::customs::Rounding;
use tercero::project::profile::{Person, Profile, TaxInstrument, TaxProfile};
use tercero::{LegId, Rate};

fn first(venture: &Venture) -> LegId {
    venture.project.payouts()[0].id.clone()
}

fn confirming(venture: &mut Venture, payout: LegId) -> Command {
    Command::ConfirmPayout { payout, reference: venture.bank_reference() }
}

fn failing(venture: &mut Venture, payout: LegId) -> Command {
    Command::FailPayout { payout, reference: venture.bank_reference() }
}

/// Cancelled: 40.00 are on their way to each.
fn cancelled() -> Venture {
    let mut venture = approved(offer());
    venture.by(Role::Admin, cancelling()).unwrap();
    venture
}

#[test]
fn t31_a_payment_arrives_once() {
    let mut venture = cancelled();
    let payout = venture.project.payouts()[0].clone();
    let confirm = confirming(&mut venture, payout.id.clone());
    let posted = posted_by(&mut venture, |v| {
        v.by(Role::Bank, confirm.clone()).unwrap();
    });
    let account = format!("Dr payable:{}:refund 40.00", payout.payee);
    assert_eq!(posted, [account, "Cr escrow:cash 40.00".to_owned()], "JE-15 and JE-06");
    assert_eq!(stands(&venture, &format!("r-{}", payout.payee)).1, MoneyState::Refunded);
    let again = confirming(&mut venture, payout.id);
    assert_eq!(venture.refused(Role::Bank, again).code, Code::IllegalTransition);
    let rest = first(&venture);
    let Command::ConfirmPayout { reference, .. } = confirm else { unreachable!() };
    let known = Command::ConfirmPayout { payout: rest, reference: reference.clone() };
    let known = venture.refused(Role::Bank, known);
    says(&known, Code::ReferenceKnown, "reference", reference.as_str(), &[]);
    let owner = first(&venture);
    let owner = confirming(&mut venture, owner);
    says(&venture.refused(Role::Owner, owner), Code::NotAllowed, "actor", "oscar", &["bank"]);
}

#[test]
fn t31_a_payment_that_fails_three_times_is_parked_for_its_payee() {
    let mut venture = cancelled();
    let payout = venture.project.payouts()[0].clone();
    for n in 1..=3 {
        let fail = failing(&mut venture, payout.id.clone());
        let mut events = Vec::new();
        let posted = posted_by(&mut venture, |v| {
            events = left_by(v, |v| {
                v.by(Role::Bank, fail).unwrap();
            });
        });
        if n < 3 {
            assert_eq!((events.len(), posted.len()), (1, 0), "it is still to be paid");
            continue;
        }
        assert_eq!(events, ["payout_failed", "unclaimed_moved"]);
        let from = format!("Dr payable:{}:refund 40.00", payout.payee);
        let to = format!("Cr unclaimed:{} 40.00", payout.payee);
        assert_eq!(posted, [from, to], "JE-23");
    }
    assert_eq!(stands(&venture, &format!("r-{}", payout.payee)).1, MoneyState::RefundPending);
    let nobody = Command::PayUnclaimed { party: party("stranger") };
    let nobody = venture.refused(Role::Treasurer, nobody);
    says(&nobody, Code::AmountExceedsAvailable, "party", "", &[]);
    let pay = Command::PayUnclaimed { party: payout.payee.clone() };
    venture.by(Role::Treasurer, pay.clone()).unwrap();
    assert_eq!(venture.refused(Role::Treasurer, pay).code, Code::AmountExceedsAvailable);
    closes(&mut venture);
    assert_eq!(stands(&venture, &format!("r-{}", payout.payee)).1, MoneyState::Refunded);
}

#[test]
fn t31_a_payment_comes_back_after_it_had_arrived() {
    let mut venture = cancelled();
    let payout = venture.project.payouts()[0].clone();
    let confirm = confirming(&mut venture, payout.id.clone());
    venture.by(Role::Bank, confirm).unwrap();
    let fail = failing(&mut venture, payout.id);
    let posted = posted_by(&mut venture, |v| {
        v.by(Role::Bank, fail).unwrap();
    });
    let account = format!("Cr payable:{}:refund 40.00", payout.payee);
    assert_eq!(posted, ["Dr escrow:cash 40.00".to_owned(), account], "JE-16");
    assert_eq!(stands(&venture, &format!("r-{}", payout.payee)).1, MoneyState::RefundPending);
    closes(&mut venture);
}

#[test]
fn t31_a_treasurer_parks_what_does_not_arrive() {
    let mut venture = cancelled();
    let payout = first(&venture);
    let park = Command::MoveUnclaimed { payout: payout.clone() };
    assert_eq!(
        left_by(&mut venture, |v| {
            v.by(Role::Treasurer, park.clone()).unwrap();
        }),
        ["unclaimed_moved"]
    );
    let state = venture.inner().payouts().iter().find(|known| known.id == payout).unwrap().state;
    assert_eq!(state, PayoutState::Unclaimed);
    assert_eq!(venture.refused(Role::Treasurer, park).code, Code::IllegalTransition);
    let late = confirming(&mut venture, payout);
    venture.by(Role::Bank, late).unwrap();
    closes(&mut venture);
}

#[test]
fn r15_only_what_is_refunded_counts_as_refunded() {
    let mut venture = Venture::funding(offer());
    venture.verify("ivan", Identity::Basic);
    for name in ["a", "b"] {
        let ask = asking(&venture, name, eur("20.00"));
        venture.by_whom("ivan", Role::Investor, ask).unwrap();
        let (request, reference) = (reference(name), venture.bank_reference());
        let pay = Command::ConfirmDeposit { request, amount: eur("20.00"), reference };
        venture.by(Role::Bank, pay).unwrap();
        venture.by_whom("ivan", Role::Investor, withdrawing(name)).unwrap();
    }
    let payouts = venture.project.payouts();
    assert_eq!(payouts.len(), 2);
    let confirm = confirming(&mut venture, payouts[0].id.clone());
    venture.by(Role::Bank, confirm).unwrap();
    assert_eq!(stands(&venture, "b").1, MoneyState::RefundPending, "half is still on its way");
    closes(&mut venture);
    assert_eq!(stands(&venture, "a").1, MoneyState::Refunded);
    assert_eq!(stands(&venture, "b").1, MoneyState::Refunded);
}

#[test]
fn t30_small_amounts_are_parked_and_never_dropped() {
    let mut threshold = offer();
    threshold.settlement.payout_threshold = eur("10.00");
    let mut venture = settled(threshold, eur("100.00"));
    let parked = venture.events().iter().filter(|e| name_of(e) == "unclaimed_moved").count();
    assert_eq!(parked, 1, "the owner's 6.00");
    venture.pay_out();
    assert_eq!(venture.paid_to("oscar"), eur("0.00"));
    venture.by(Role::Treasurer, Command::PayUnclaimed { party: party("oscar") }).unwrap();
    closes(&mut venture);
    assert_eq!(venture.paid_to("oscar"), eur("6.00"));
}

/// Loans through an IFC: 20 % of what a resident earns is withheld, paid in whole units.
fn taxed() -> Offer {
    let mut offer = offer();
    offer.profile = Profile::MxIfc;
    offer.unit_value = Some(Rate::parse("8").unwrap());
    offer.instrument = TaxInstrument::DebtIfc;
    offer.tax_rounding = Rounding::Cff20;
    offer
}

fn resident(venture: &mut Venture, who: &str) {
    let verify = Command::VerifyParty {
        party: party(who),
        identity: Identity::Basic,
        signed: true,
        limit: None,
        tax: TaxProfile { person: Person::Resident },
    };
    venture.by(Role::Compliance, verify).unwrap();
}

/// Settled: 26.00 and 26.00 earned, so that 5.20 are withheld of each.
fn withheld() -> Venture {
    let mut offer = taxed();
    offer.settlement.owner_share = percent("0").unwrap();
    let mut venture = supplied(offer);
    venture.sell("lamp", 10, eur("132.01"));
    for who in ["ivan", "ida"] {
        resident(&mut venture, who);
    }
    venture.both(Role::Owner, Role::Admin, Command::CompleteExecution {}).unwrap();
    venture.wait(days(7));
    venture
}

#[test]
fn t30_the_tax_office_is_paid_in_whole_units() {
    let mut venture = withheld();
    let posted = posted_by(&mut venture, |v| {
        v.both(Role::Admin, Role::Treasurer, posting(1)).unwrap();
    });
    assert!(posted.contains(&"Cr tax:isr_withheld 10.40".to_owned()), "{posted:?}");
    let posted = posted_by(&mut venture, |v| {
        v.by(Role::Treasurer, Command::RemitTaxes {}).unwrap();
    });
    assert_eq!(
        posted[..3],
        ["Dr tax:isr_withheld 10.40", "Cr tax:rounding 0.40", "Cr escrow:cash 10.00"],
        "JE-22"
    );
    let none = venture.refused(Role::Treasurer, Command::RemitTaxes {});
    assert_eq!(none.code, Code::IllegalTransition);
    closes(&mut venture);
    assert_eq!(venture.paid_to("platform"), eur("0.40"), "what rounding leaves");
}

#[test]
fn t30_tax_that_was_charged_is_paid_less_what_was_kept_and_what_comes_back() {
    let mut offer = offer();
    offer.tax_rounding = Rounding::Cff20;
    let mut venture = supplied(offer);
    let sale = Command::RecordSale {
        sku: reference("lamp"),
        quantity: 10,
        revenue: eur("100.00"),
        tax: eur("16.00"),
        income_tax_withheld: eur("0.00"),
        tax_withheld: eur("7.51"),
        reference: venture.bank_reference(),
    };
    venture.by(Role::Bank, sale).unwrap();
    let posted = posted_by(&mut venture, |v| {
        v.by(Role::Treasurer, Command::RemitTaxes {}).unwrap();
    });
    assert_eq!(
        posted,
        [
            "Dr tax:iva_charged 16.00",
            "Cr tax:iva_withheld_by_third_party 7.51",
            "Cr tax:rounding 0.49",
            "Cr escrow:cash 8.00"
        ],
        "8.49 is paid as 8.00"
    );
    venture.both(Role::Owner, Role::Admin, Command::CompleteExecution {}).unwrap();
    venture.wait(days(7));
    venture.both(Role::Admin, Role::Treasurer, posting(1)).unwrap();
    closes(&mut venture);
}
