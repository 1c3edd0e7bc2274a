//! Other terms for what is left: who has to agree, what they may not touch, and money that comes, goes back or never comes.
//! The old terms stay in force until everything the new ones need is there.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    reason = "a test stops at the first surprise"
)]

mod support;

use support::{World, case, digest, milestone, reference, two_sides};
use tercero::commission::{FeeSchedule, Payer};
use tercero::escrow::{MilestoneState, Phase, ProposalState, Reason, TermsBuilder};
use tercero::{Code, Command, Role, Terms, days};

fn percent(rate: &str) -> FeeSchedule {
    FeeSchedule::percent(rate).unwrap()
}

/// Three milestones with these prices and fees.
fn three(prices: [&str; 3], fees: FeeSchedule) -> TermsBuilder {
    let terms = two_sides().arbiter("xavi").milestone("m1", "One", prices[0]);
    terms.milestone("m2", "Two", prices[1]).milestone("m3", "Three", prices[2]).fees(fees)
}

fn build(terms: TermsBuilder) -> Terms {
    terms.build().unwrap()
}

fn amend(terms: Terms) -> Command {
    Command::ProposeAmendment { terms }
}

const ACCEPT: Command = Command::AcceptProposal { proposal: 1 };

/// 100.00 each, a fee of 10 % on top paid by the buyer, the first released.
fn half_way() -> World {
    let fees = percent("10").paid_by(Payer::Buyer);
    let mut world = World::funded(build(three(["100.00", "100.00", "100.00"], fees)));
    world.complete("m1");
    world
}

fn buyer_pays(prices: [&str; 3], rate: &str) -> Command {
    amend(build(three(prices, percent(rate).paid_by(Payer::Buyer))))
}

fn topup(world: &mut World, id: &str, payin: &str, amount: &str) {
    let amount = world.money(amount);
    let (milestone, payin) = (milestone(id), reference(payin));
    let cleared = Command::PayinCleared { milestone, payin, amount, hold_until: None };
    world.by(Role::Provider, cleared).unwrap();
}

fn proposal(world: &World) -> ProposalState {
    world.escrow.state().proposals()[0].state
}

#[test]
fn a_lower_price_returns_the_difference_and_its_fee_at_once() {
    let mut world = half_way();
    world.by(Role::Seller, buyer_pays(["100.00", "60.00", "100.00"], "10")).unwrap();
    assert_eq!(world.balance("held:m2"), "100.00", "nothing changes until both agree");
    world.by(Role::Buyer, ACCEPT).unwrap();
    assert_eq!(proposal(&world), ProposalState::Applied);
    assert_eq!(world.balance("held:m2"), "60.00");
    assert_eq!(world.balance("payable:ana"), "44.00");
    assert_eq!(world.escrow.state().agreement().version, 2);
    world.complete("m2");
    world.complete("m3");
    assert_eq!(world.balance("payable:platform"), "26.00");
    assert_eq!(world.balance("payable:beto"), "260.00");
    assert_eq!(world.escrow.state().phase(), Phase::Closed);
    world.settle_legs();
    assert!(world.escrow.state().balances().is_empty());
    world.check();
}

#[test]
fn a_higher_price_applies_when_the_money_is_there() {
    let mut world = half_way();
    world.by(Role::Buyer, buyer_pays(["100.00", "150.00", "100.00"], "10")).unwrap();
    world.by(Role::Seller, ACCEPT).unwrap();
    assert_eq!(proposal(&world), ProposalState::TopupDue);
    let due = world.escrow.state().proposals()[0].topup.unwrap();
    assert_eq!(due.amount_text(), "55.00", "the difference and the fee on it");
    assert_eq!(world.escrow.state().agreement().version, 1, "the old terms are in force");
    topup(&mut world, "m2", "t1", "20.00");
    assert_eq!(proposal(&world), ProposalState::TopupDue);
    topup(&mut world, "m2", "t2", "40.00");
    assert_eq!(proposal(&world), ProposalState::Applied);
    assert_eq!(world.balance("held:m2"), "150.00");
    assert_eq!(world.balance("payable:ana"), "5.00", "too much goes back");
    world.complete("m2");
    world.complete("m3");
    assert_eq!(world.balance("payable:platform"), "35.00");
    assert_eq!(world.balance("payable:beto"), "350.00");
    world.check();
}

#[test]
fn e18_a_top_up_that_never_comes_leaves_the_old_terms_which_never_stopped() {
    let mut world = half_way();
    world.by(Role::Buyer, buyer_pays(["100.00", "150.00", "100.00"], "10")).unwrap();
    world.by(Role::Seller, ACCEPT).unwrap();
    topup(&mut world, "m2", "t1", "54.99");
    world.complete("m3");
    assert_eq!(world.state_of("m3"), MilestoneState::Released, "work goes on");
    world.pass(days(5));
    assert_eq!(proposal(&world), ProposalState::Lapsed);
    assert_eq!(world.balance("payable:ana"), "54.99", "what came goes back");
    assert_eq!(world.balance("held:m2"), "100.00");
    assert_eq!(world.escrow.state().agreement().version, 1);
    world.check();
}

#[test]
fn e19_below_what_has_left_a_milestone_is_refused_with_the_minimum() {
    let mut world = half_way();
    world.release("m2", "30.00");
    world.refund("m2", "10.00");
    let refusal = world.refused(Role::Seller, buyer_pays(["100.00", "39.99", "100.00"], "10"));
    assert_eq!(refusal.code, Code::AmountRange);
    assert_eq!(refusal.field.as_deref(), Some("terms.milestones[1].amount"));
    assert_eq!(refusal.allowed, ["at least 40.00"]);
    world.by(Role::Seller, buyer_pays(["100.00", "40.00", "100.00"], "10")).unwrap();
    world.by(Role::Buyer, ACCEPT).unwrap();
    assert_eq!(world.state_of("m2"), MilestoneState::Released, "nothing is left of it");
    world.check();
}

#[test]
fn e20_with_a_case_on_m2_the_others_may_be_amended_and_m2_not() {
    let mut world = half_way();
    world.dispute(Role::Buyer, "m2", "100.00", Reason::Late);
    let m2 = world.refused(Role::Seller, buyer_pays(["100.00", "90.00", "100.00"], "10"));
    assert_eq!(m2.code, Code::CaseOpen);
    assert_eq!(m2.field.as_deref(), Some("terms.milestones[1]"));
    let m1 = world.refused(Role::Seller, buyer_pays(["90.00", "100.00", "100.00"], "10"));
    assert_eq!(m1.code, Code::TermsInvalid, "what is released stays as it is");
    world.by(Role::Seller, buyer_pays(["100.00", "100.00", "90.00"], "10")).unwrap();
    world.by(Role::Buyer, ACCEPT).unwrap();
    assert_eq!(world.balance("held:m3"), "90.00");
    world.check();
}

#[test]
fn a_case_opened_after_everybody_agreed_keeps_the_old_terms() {
    let mut world = half_way();
    world.by(Role::Buyer, buyer_pays(["100.00", "150.00", "100.00"], "10")).unwrap();
    world.by(Role::Seller, ACCEPT).unwrap();
    world.dispute(Role::Buyer, "m2", "100.00", Reason::Late);
    topup(&mut world, "m3", "t1", "55.00");
    assert_eq!(proposal(&world), ProposalState::TopupDue, "it does not fit any more");
    world.pass(days(5));
    assert_eq!(proposal(&world), ProposalState::Lapsed);
    assert_eq!(world.balance("payable:ana"), "55.00");
    world.check();
}

#[test]
fn e21_a_stray_deposit_blocks_nothing() {
    let mut world = half_way();
    topup(&mut world, "m2", "stray", "0.01");
    assert_eq!(world.balance("payable:ana"), "0.01", "it goes back");
    world.by(Role::Seller, buyer_pays(["100.00", "60.00", "100.00"], "10")).unwrap();
    world.by(Role::Buyer, ACCEPT).unwrap();
    world.release("m3", "1.00");
    assert_eq!(proposal(&world), ProposalState::Applied);
    world.check();
}

#[test]
fn what_is_left_of_one_milestone_rolls_forward_to_another_without_a_payment() {
    let mut world = half_way();
    world.release("m2", "30.00");
    world.by(Role::Seller, buyer_pays(["100.00", "30.00", "170.00"], "10")).unwrap();
    world.by(Role::Buyer, ACCEPT).unwrap();
    assert_eq!(proposal(&world), ProposalState::Applied);
    assert_eq!(world.balance("held:m3"), "170.00");
    assert_eq!(world.balance("payable:ana"), "0.00");
    assert_eq!(world.state_of("m2"), MilestoneState::Released);
    world.complete("m3");
    assert_eq!(world.balance("payable:platform"), "30.00");
    world.check();
}

#[test]
fn a_milestone_may_be_added_and_waits_for_its_money() {
    let mut world = half_way();
    let fees = percent("10").paid_by(Payer::Buyer);
    let four = three(["100.00", "100.00", "100.00"], fees).milestone("m4", "Four", "50.00");
    world.by(Role::Seller, amend(build(four))).unwrap();
    world.by(Role::Buyer, ACCEPT).unwrap();
    assert_eq!(world.state_of("m4"), MilestoneState::Pending);
    world.pay("m4");
    assert_eq!(world.balance("fees_held"), "25.00");
    for id in ["m2", "m3", "m4"] {
        world.complete(id);
    }
    assert_eq!(world.balance("payable:platform"), "35.00");
    world.check();

    let mut world = half_way();
    let fees = percent("10").paid_by(Payer::Buyer);
    let four = three(["100.00", "100.00", "100.00"], fees).milestone("m4", "Four", "50.00");
    world.by(Role::Seller, amend(build(four))).unwrap();
    world.by(Role::Buyer, ACCEPT).unwrap();
    world.pass(days(5));
    assert_eq!(world.state_of("m4"), MilestoneState::Cancelled, "nobody paid for it");
}

/// A broker earns 10 % of everything, paid by the seller.
fn with_broker(prices: [&str; 3], rate: Option<&str>) -> TermsBuilder {
    let fees = rate.map(|rate| percent(rate).named("broker").unwrap().paid_to("bruno").unwrap());
    let terms = three(prices, fees.unwrap_or_default());
    if rate.is_some() { terms.broker("bruno") } else { terms }
}

#[test]
fn e80_a_broker_who_is_amended_out_keeps_what_he_has_earned() {
    let prices = ["100.00", "100.00", "100.00"];
    let mut world = World::funded(build(with_broker(prices, Some("10"))));
    world.complete("m1");
    assert_eq!(world.balance("payable:bruno"), "10.00");
    world.by(Role::Seller, amend(build(with_broker(prices, None)))).unwrap();
    world.by(Role::Buyer, ACCEPT).unwrap();
    assert_eq!(proposal(&world), ProposalState::Open, "he has to agree, too");
    assert_eq!(world.refused(Role::Buyer, ACCEPT).code, Code::AlreadyExists);
    world.by(Role::Broker, ACCEPT).unwrap();
    assert_eq!(proposal(&world), ProposalState::Applied);
    world.complete("m2");
    world.complete("m3");
    assert_eq!(world.balance("payable:bruno"), "10.00");
    assert_eq!(world.balance("payable:beto"), "290.00");
    world.check();
}

#[test]
fn e17_an_amendment_leaves_a_broker_out_before_anything_is_earned() {
    let prices = ["100.00", "100.00", "100.00"];
    let mut world = World::funded(build(with_broker(prices, Some("10"))));
    world.by(Role::Broker, amend(build(with_broker(prices, None)))).unwrap();
    world.by(Role::Seller, ACCEPT).unwrap();
    world.by(Role::Buyer, ACCEPT).unwrap();
    for id in ["m1", "m2", "m3"] {
        world.complete(id);
    }
    assert_eq!(world.balance("payable:bruno"), "0.00");
    assert_eq!(world.balance("payable:beto"), "300.00");
    world.check();
}

#[test]
fn who_gets_another_share_has_to_agree_and_who_does_not_is_not_asked() {
    let prices = ["100.00", "100.00", "100.00"];
    let mut world = World::funded(build(with_broker(prices, Some("10"))));
    let arbiter = Command::AcceptProposal { proposal: 1 };
    world.by(Role::Broker, amend(build(with_broker(prices, Some("20"))))).unwrap();
    world.by(Role::Buyer, ACCEPT).unwrap();
    assert_eq!(world.refused(Role::Arbiter, arbiter).code, Code::NotAllowed);
    assert_eq!(world.refused(Role::Broker, ACCEPT).code, Code::OwnOffer);
    world.by(Role::Seller, ACCEPT).unwrap();
    assert_eq!(proposal(&world), ProposalState::Applied);
    world.complete("m1");
    assert_eq!(world.balance("payable:bruno"), "20.00");
    world.check();
}

/// The tax rate changes between two releases: each part is taxed at the rate in force when it is released.
#[test]
fn e86_another_tax_rate_applies_from_the_amendment_on() {
    let prices = ["100.00", "100.00", "100.00"];
    let taxed = |rate: &str| percent("10").taxed(rate).unwrap();
    let mut world = World::funded(build(three(prices, taxed("20"))));
    world.complete("m1");
    assert_eq!(world.balance("payable:tax"), "2.00");
    world.by(Role::Seller, amend(build(three(prices, taxed("30"))))).unwrap();
    world.by(Role::Buyer, ACCEPT).unwrap();
    world.complete("m2");
    world.complete("m3");
    assert_eq!(world.balance("payable:tax"), "9.00", "30 % of 30.00 in all, as the quote says");
    let taxes: Vec<String> = world
        .escrow
        .journal()
        .unwrap()
        .iter()
        .flat_map(|entry| entry.movement.credits.clone())
        .filter(|posting| posting.account.to_string() == "payable:tax")
        .map(|posting| posting.amount.amount_text())
        .collect();
    assert_eq!(taxes, ["2.00", "3.50", "3.50"], "the journal shows both");
    world.check();
}

#[test]
fn what_an_amendment_may_not_change() {
    let mut world = half_way();
    let fees = || percent("10").paid_by(Payer::Buyer);
    let refuse = |world: &mut World, terms: TermsBuilder| {
        world.refused(Role::Seller, amend(build(terms))).code
    };
    let two = two_sides().arbiter("xavi").milestone("m1", "One", "100.00");
    let two = two.milestone("m2", "Two", "100.00").fees(fees());
    assert_eq!(refuse(&mut world, two), Code::TermsInvalid, "a milestone is missing");
    let stranger = three(["100.00", "100.00", "100.00"], fees()).advisor("vera");
    assert_eq!(refuse(&mut world, stranger), Code::TermsInvalid, "somebody new");
    let arbiter = Terms::builder("EUR").buyer("ana").seller("beto").arbiter("xenia");
    let arbiter = arbiter.milestone("m1", "One", "100.00").milestone("m2", "Two", "100.00");
    let arbiter = arbiter.milestone("m3", "Three", "100.00").fees(fees());
    assert_eq!(refuse(&mut world, arbiter), Code::TermsInvalid, "another arbiter");
    let service =
        three(["100.00", "100.00", "100.00"], fees()).kind(tercero::escrow::terms::Kind::Service);
    assert_eq!(refuse(&mut world, service), Code::KindMismatch);
    world.by(Role::Seller, buyer_pays(["100.00", "60.00", "100.00"], "10")).unwrap();
    let second = buyer_pays(["100.00", "70.00", "100.00"], "10");
    assert_eq!(world.refused(Role::Buyer, second).code, Code::AlreadyExists, "one at a time");
}

#[test]
fn an_amendment_nobody_answers_lapses_after_a_week() {
    let mut world = half_way();
    world.by(Role::Seller, buyer_pays(["100.00", "60.00", "100.00"], "10")).unwrap();
    world.pass(days(7));
    assert_eq!(proposal(&world), ProposalState::Lapsed);
    let late = world.refused(Role::Buyer, ACCEPT);
    assert_eq!((late.code, late.deadline), (Code::WindowClosed, Some(world.now)));
}

#[test]
fn e43_after_the_end_a_claim_makes_a_debt_and_reopens_nothing() {
    let fees = FeeSchedule::default();
    let mut world = World::funded(build(three(["100.00", "100.00", "100.00"], fees)));
    for id in ["m1", "m2", "m3"] {
        world.complete(id);
    }
    world.settle_legs();
    let claim = |world: &World, amount: &str, n| Command::LateCase {
        milestone: milestone("m2"),
        case: case(n),
        amount: world.money(amount),
        reason: Reason::NotAsDescribed,
        statement: digest("it broke"),
    };
    let too_much = claim(&world, "100.01", 1);
    assert_eq!(world.refused(Role::Buyer, too_much).code, Code::AmountExceedsAvailable);
    let claims = claim(&world, "40.00", 1);
    world.by(Role::Buyer, claims).unwrap();
    assert_eq!(world.escrow.state().phase(), Phase::Closed);
    let again = claim(&world, "10.00", 2);
    assert_eq!(world.refused(Role::Buyer, again).code, Code::CaseOpen);
    world.by(Role::Seller, Command::AcceptClaim { case: case(1) }).unwrap();
    assert_eq!(world.balance("receivable:beto"), "40.00");
    assert_eq!(world.balance("claim:ana"), "40.00", "a debt between the two");
    assert!(world.escrow.payouts().is_empty(), "the escrow has no money for it");
    assert_eq!(world.state_of("m2"), MilestoneState::Released);
    let rest = claim(&world, "60.01", 2);
    assert_eq!(world.refused(Role::Buyer, rest).code, Code::AmountExceedsAvailable);
    let payin = reference("payin-m2");
    let amount = world.money("100.00");
    let (chargeback, respond_by) = (reference("cb"), world.now);
    let opened =
        Command::ChargebackOpened { chargeback: chargeback.clone(), payin, amount, respond_by };
    world.by(Role::Provider, opened).unwrap();
    world.by(Role::Provider, Command::ChargebackLost { chargeback, amount }).unwrap();
    assert_eq!(world.balance("receivable:beto"), "100.00", "not twice");
    assert_eq!(world.balance("receivable:ana"), "40.00", "she has that from the claim");
    let none = claim(&world, "1.00", 2);
    assert_eq!(world.refused(Role::Buyer, none).code, Code::AmountExceedsAvailable);
    world.pass(days(30));
    let late = claim(&world, "1.00", 2);
    assert_eq!(world.refused(Role::Buyer, late).code, Code::WindowClosed);
    world.check();
}

#[test]
fn a_payment_returned_after_an_amendment_gave_part_of_it_back_is_decided_like_a_chargeback() {
    let mut world = half_way();
    world.by(Role::Seller, buyer_pays(["100.00", "60.00", "100.00"], "10")).unwrap();
    world.by(Role::Buyer, ACCEPT).unwrap();
    let (m2, payin) = (milestone("m2"), reference("payin-m2"));
    world.by(Role::Provider, Command::PayinReversed { milestone: m2, payin }).unwrap();
    assert_eq!(world.state_of("m2"), MilestoneState::Funded);
    world.pass(days(7));
    assert_eq!(world.state_of("m2"), MilestoneState::Refunded);
    assert_eq!(world.balance("receivable:ana"), "44.00", "she has that back already");
    assert_eq!(world.balance("fees_held"), "10.00", "of m3");
    world.check();
}
