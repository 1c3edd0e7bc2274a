//! What fee lines ask of money that goes back: nothing by default, their usual part, or what their rule says of the rest.
//! The figures are those of the catalogue of refunds, disputes and cancellations.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    reason = "a test stops at the first surprise"
)]

mod support;

use support::{World, case, digest, two_sides};
use tercero::commission::{FeeSchedule, Payer, RefundCause, RefundPolicy, Rule};
use tercero::escrow::{MilestoneState, Reason};
use tercero::{Code, Command, Rate, Role, from_json};

fn percent(rate: &str) -> FeeSchedule {
    FeeSchedule::percent(rate).unwrap()
}

fn flat(amount: &str) -> FeeSchedule {
    let rule = format!(r#"{{"tiers":[{{"rate":"0","flat":"{amount}","on":"whole"}}]}}"#);
    FeeSchedule::rule(from_json::<Rule>(&rule).unwrap()).named("fixed").unwrap()
}

fn funded(price: &str, fees: FeeSchedule) -> World {
    let terms = two_sides().arbiter("xavi").milestone("m1", "Lamp", price).fees(fees);
    World::funded(terms.build().unwrap())
}

fn owed(world: &World) -> [String; 3] {
    ["beto", "platform", "ana"].map(|party| world.balance(&format!("payable:{party}")))
}

#[test]
fn f1_the_percentage_goes_back_and_the_fixed_part_is_kept() {
    let kept = flat("0.30").paid_by(Payer::Buyer);
    let kept = kept.on_refund(RefundCause::Voluntary, RefundPolicy::Keep);
    let mut world = funded("100.00", percent("5").paid_by(Payer::Buyer).and(kept));
    assert_eq!(world.balance("fees_held"), "5.30");
    world.refund("m1", "40.00");
    world.complete("m1");
    assert_eq!(owed(&world), ["60.00", "3.30", "42.00"], "2.00 of the fee is back");
    world.check();
}

/// A fee of 10.00 at least on 600.00, of which half goes back.
fn half_of_600(policy: Option<RefundPolicy>, refund_first: bool) -> [String; 3] {
    let fees = percent("1").min("10.00").unwrap().paid_by(Payer::Buyer);
    let fees = match policy {
        Some(policy) => fees.on_refund(RefundCause::Voluntary, policy),
        None => fees,
    };
    let mut world = funded("600.00", fees);
    if refund_first {
        world.refund("m1", "300.00");
        world.complete("m1");
    } else {
        world.release("m1", "300.00");
        world.refund("m1", "300.00");
    }
    assert_eq!(world.state_of("m1"), MilestoneState::Released);
    world.check();
    owed(&world)
}

#[test]
fn f2_a_minimum_prorated_or_recomputed() {
    for refund_first in [true, false] {
        let prorated = half_of_600(None, refund_first);
        assert_eq!(prorated, ["300.00", "5.00", "305.00"], "5.00 back");
        let recomputed = half_of_600(Some(RefundPolicy::Recompute), refund_first);
        assert_eq!(recomputed, ["300.00", "10.00", "300.00"], "nothing back: f(300.00) = 10.00");
        let kept = half_of_600(Some(RefundPolicy::Keep), refund_first);
        assert_eq!(kept, ["300.00", "10.00", "300.00"]);
    }
}

/// 1 000.00 disputed, 700.00 to the seller, a fee of 5 % that the seller pays.
fn ruled(fees: FeeSchedule) -> World {
    let mut world = funded("1000.00", fees);
    world.dispute(Role::Buyer, "m1", "1000.00", Reason::Late);
    world.pass(tercero::days(7));
    let (case, to_buyer, reason) = (case(1), world.money("300.00"), digest("partly"));
    world.by(Role::Arbiter, Command::Rule { case, to_buyer, reason }).unwrap();
    assert_eq!(world.state_of("m1"), MilestoneState::Resolved);
    world.check();
    world
}

#[test]
fn f4_a_ruling_bears_the_fee_on_all_of_it_where_the_terms_say_so() {
    let fees = percent("5").on_refund(RefundCause::Case, RefundPolicy::Keep);
    let world = ruled(fees);
    assert_eq!(owed(&world), ["665.00", "50.00", "285.00"]);
    let refund = world.escrow.history().entries().iter().rev().find_map(|entry| {
        let explained = world.escrow.explain(entry.version).unwrap();
        (!explained.lines.is_empty()).then_some(explained)
    });
    let line = &refund.unwrap().lines[0];
    let amounts =
        [line.due_before, line.charged, line.due_after].map(|amount| amount.amount_text());
    assert_eq!(amounts, ["35.00", "15.00", "50.00"]);
}

#[test]
fn f5_who_cancels_after_funding_pays_the_fee_whoever_was_to_pay_it() {
    let tiers = r#"{"tiers":[{"up_to":"5000.00","rate":"0.0325","on":"whole"},
        {"up_to":"25000.00","rate":"0.0026","flat":"162.50","on":"excess"},{"rate":"0.0089","on":"whole"}],
        "min":"25.00"}"#;
    let fees = FeeSchedule::rule(from_json::<Rule>(tiers).unwrap()).paid_by(Payer::Seller);
    let fees = fees.on_refund(RefundCause::CancelAgreed, RefundPolicy::Keep);
    let mut world = funded("10000.00", fees);
    world.by(Role::Buyer, Command::ProposeCancel { kill_fee: Rate::ZERO }).unwrap();
    world.by(Role::Seller, Command::AcceptProposal { proposal: 1 }).unwrap();
    assert_eq!(owed(&world), ["0.00", "175.50", "9824.50"]);
    world.settle_legs();
    assert!(world.escrow.state().balances().is_empty());
    world.check();
}

#[test]
fn a_cause_without_a_policy_bears_nothing() {
    let fees = percent("5").on_refund(RefundCause::Case, RefundPolicy::Keep);
    let mut world = funded("100.00", fees);
    world.refund("m1", "100.00");
    assert_eq!(owed(&world), ["0.00", "0.00", "100.00"]);
}

#[test]
fn e88_what_was_taken_is_never_given_back() {
    // Progressive: 1 % to 100.00, 20 % above. What is left is small, and less than what was taken already.
    let tiers =
        r#"{"tiers":[{"up_to":"100.00","rate":"0.01","on":"slice"},{"rate":"0.2","on":"slice"}]}"#;
    let fees = FeeSchedule::rule(from_json::<Rule>(tiers).unwrap());
    let fees = fees.on_refund(RefundCause::Voluntary, RefundPolicy::Recompute);
    let mut world = funded("1000.00", fees);
    world.release("m1", "90.00");
    assert_eq!(owed(&world), ["73.71", "16.29", "0.00"], "181.00 * 90 / 1 000");
    world.refund("m1", "900.00");
    world.complete("m1");
    assert_eq!(owed(&world), ["83.71", "16.29", "900.00"], "f(100.00) = 1.00 has long been taken");
    world.check();
}

#[test]
fn kept_of_a_restocking_and_its_tax() {
    let fees = percent("10").taxed("20").unwrap().paid_by(Payer::Buyer);
    let fees = fees.on_refund(RefundCause::Returned, RefundPolicy::Keep);
    let terms = two_sides().milestone("m1", "Lamp", "200.00").fees(fees);
    let mut world = World::funded(terms.restocking(Rate::parse("0.15").unwrap()).build().unwrap());
    world.ship("m1");
    world.deliver("m1");
    let (m1, amount) = (support::milestone("m1"), world.money("200.00"));
    let reason = digest("broken");
    let back = Command::RejectReturn { milestone: m1.clone(), amount, reason };
    world.by(Role::Buyer, back).unwrap();
    let tracking = support::reference("back");
    world.by(Role::Buyer, Command::ShipReturn { milestone: m1.clone(), tracking }).unwrap();
    world.by(Role::Seller, Command::AcceptReturn { milestone: m1 }).unwrap();
    assert_eq!(owed(&world), ["30.00", "20.00", "170.00"]);
    assert_eq!(world.balance("payable:tax"), "4.00");
    world.check();
}

#[test]
fn a_line_that_does_not_stand_alone_cannot_be_recomputed() {
    let recomputed = |fees: FeeSchedule| {
        let fees = fees.on_refund(RefundCause::Voluntary, RefundPolicy::Recompute);
        let terms = two_sides().milestone("m1", "Lamp", "10.00").fees(fees).build();
        terms.unwrap_err().code
    };
    let other = percent("1").named("first").unwrap();
    let built = other.and(percent("2").named("second").unwrap()).on_line("first").unwrap();
    assert_eq!(recomputed(built), Code::RuleInvalid);
    let document = percent("2").taxed("20").unwrap().tax_per_document();
    assert_eq!(recomputed(document), Code::RuleInvalid);
    let twice = r#"{"currency":"EUR","parties":[{"id":"ana","role":"buyer"},{"id":"beto","role":"seller"}],
        "milestones":[{"id":"m1","title":"Lamp","amount":{"amount":"10.00","currency":"EUR"}}],
        "fees":[{"id":"fee","rule":{"tiers":[{"rate":"0.1","on":"whole"}]},"base":{"type":"price"},
        "payers":[{"payer":"seller","weight":"1"}],"payees":[{"party":"platform","weight":"1"}],
        "on_refund":[{"cause":"case","policy":"keep"},{"cause":"case","policy":"recompute"}]}]}"#;
    assert_eq!(from_json::<tercero::Terms>(twice).unwrap_err().code, Code::RuleInvalid);
}
