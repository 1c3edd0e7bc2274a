//! What goes another way than delivered, approved, paid: returns, holds, staff decisions, mediation, appeal and recusal.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    reason = "a test stops at the first surprise"
)]

mod support;

use support::{World, digest, milestone, party, reference, two_sides};
use tercero::commission::FeeSchedule;
use tercero::escrow::TermsBuilder;
use tercero::escrow::event::CaseState;
use tercero::escrow::{HoldKind, MilestoneState, OnExpiry, OnTimeout, Reason, Timer};
use tercero::{CaseId, Command, Rate, Role, days};

/// Goods for 200.00 with 15 % restocking and a fee of 5 % that the seller pays.
fn goods() -> TermsBuilder {
    let fee = FeeSchedule::percent("5").unwrap();
    let builder = two_sides().arbiter("xavi").milestone("m1", "Lamp", "200.00").fees(fee);
    builder.restocking(Rate::parse("0.15").unwrap())
}

fn delivered(terms: TermsBuilder) -> World {
    let mut world = World::funded(terms.build().unwrap());
    world.ship("m1");
    world.deliver("m1");
    world
}

fn reject_return(world: &World, amount: &str) -> Command {
    let (milestone, amount) = (milestone("m1"), world.money(amount));
    Command::RejectReturn { milestone, amount, reason: digest("it is broken") }
}

fn sent_back(terms: TermsBuilder, amount: &str) -> World {
    let mut world = delivered(terms);
    world.by(Role::Buyer, reject_return(&world, amount)).unwrap();
    let id = if amount == "200.00" { "m1" } else { "m1-1" };
    assert_eq!(world.state_of(id), MilestoneState::ReturnDue);
    let (milestone, tracking) = (milestone(id), reference("back"));
    world.by(Role::Buyer, Command::ShipReturn { milestone, tracking }).unwrap();
    world
}

#[test]
fn f9_restocking_of_15_percent_bears_the_fee() {
    let mut world = sent_back(goods(), "200.00");
    world.by(Role::Seller, Command::AcceptReturn { milestone: milestone("m1") }).unwrap();
    assert_eq!(world.balance("payable:ana"), "170.00");
    assert_eq!(world.balance("payable:beto"), "28.50");
    assert_eq!(world.balance("payable:platform"), "1.50");
    world.check();
}

#[test]
fn part_of_the_goods_is_sent_back_and_the_rest_stays_under_inspection() {
    let mut world = sent_back(goods(), "60.00");
    assert_eq!(world.state_of("m1"), MilestoneState::Delivered);
    assert_eq!(world.balance("held:m1"), "140.00");
    world.pass(days(3));
    assert_eq!(world.state_of("m1"), MilestoneState::Released);
    world.by(Role::Carrier, Command::ReturnDelivered { milestone: milestone("m1-1") }).unwrap();
    let again = Command::ReturnDelivered { milestone: milestone("m1-1") };
    assert_eq!(world.refused(Role::Seller, again).code.as_str(), "illegal_transition");
    world.pass(days(5));
    assert_eq!(world.state_of("m1-1"), MilestoneState::Refunded);
    assert_eq!(world.balance("payable:ana"), "60.00", "a silent seller gets no restocking");
    world.check();
}

#[test]
fn a_return_that_is_never_sent_counts_as_accepted() {
    let mut world = delivered(goods());
    world.by(Role::Buyer, reject_return(&world, "200.00")).unwrap();
    world.pass(days(7));
    assert_eq!(world.state_of("m1"), MilestoneState::Released);
    let tracking = reference("late");
    let late = Command::ShipReturn { milestone: milestone("m1"), tracking };
    assert_eq!(world.refused(Role::Buyer, late).code.as_str(), "window_closed");
}

#[test]
fn a_parcel_that_never_comes_back_ends_after_thirty_days() {
    let mut world = sent_back(goods(), "200.00");
    world.pass(days(29));
    assert_eq!(world.state_of("m1"), MilestoneState::ReturnShipped);
    world.pass(days(1));
    assert_eq!(world.state_of("m1"), MilestoneState::Refunded);
}

#[test]
fn a_brick_in_the_box_leads_to_negotiation() {
    let mut world = sent_back(goods(), "200.00");
    let (milestone, statement) = (milestone("m1"), digest("it is a brick"));
    world.by(Role::Seller, Command::ContestReturn { milestone, statement }).unwrap();
    assert_eq!(world.state_of("m1"), MilestoneState::Disputed);
    let case = &world.escrow.state().cases()[0];
    assert_eq!((case.state, case.reason), (CaseState::Negotiation, Reason::ReturnContested));
    assert_eq!(case.claim.amount_text(), "200.00");
}

#[test]
fn after_approval_a_dispute_needs_the_terms() {
    let late = |builder: TermsBuilder| {
        let clear = builder.timer(Timer::Clear, days(5), OnTimeout::Release);
        let mut world = delivered(clear);
        world.approve("m1");
        let contest = world.contest("m1", support::case(1), "50.00", Reason::NotAsDescribed);
        let result = world.by(Role::Buyer, contest);
        (world, result.map(|_| ()).map_err(|refusal| refusal.code.as_str()))
    };
    assert_eq!(late(goods()).1, Err("illegal_transition"));
    let (mut world, result) = late(goods().dispute_after_approval());
    assert_eq!(result, Ok(()));
    assert_eq!(world.state_of("m1-1"), MilestoneState::Disputed);
    world.pass(days(5));
    assert_eq!(world.state_of("m1"), MilestoneState::Released, "the rest clears as before");
    assert_eq!(world.balance("held:m1-1"), "50.00");
}

fn hold(world: &World, on_expiry: OnExpiry) -> Command {
    Command::PlaceHold {
        milestone: milestone("m1"),
        hold: reference("h1"),
        kind: HoldKind::Compliance,
        reason: digest("a question"),
        expires_at: world.now.after(days(10)),
        on_expiry,
    }
}

#[test]
fn a_hold_stops_every_outflow_and_the_timer_fires_when_it_is_lifted() {
    let mut world = delivered(goods());
    world.by(Role::Admin, hold(&world, OnExpiry::Lift)).unwrap();
    world.approve("m1");
    assert_eq!(world.state_of("m1"), MilestoneState::Approved);
    let amount = world.money("1.00");
    let refund = Command::RefundPartial { milestone: milestone("m1"), amount };
    assert_eq!(world.refused(Role::Seller, refund).code.as_str(), "hold_active");
    world.wait(days(4));
    world.by(Role::Admin, Command::LiftHold { hold: reference("h1") }).unwrap();
    assert_eq!(world.state_of("m1"), MilestoneState::Released);
    let last = world.escrow.history().entries().last().unwrap();
    let released: tercero::history::Body<tercero::Event> = last.body().unwrap();
    assert_eq!(released.effective_at, world.now, "it takes effect when the hold is lifted");
    world.check();
}

#[test]
fn a_hold_that_runs_out_goes_on_or_opens_a_case() {
    let mut world = delivered(goods());
    world.by(Role::Admin, hold(&world, OnExpiry::Lift)).unwrap();
    world.pass(days(10));
    assert_eq!(world.state_of("m1"), MilestoneState::Released);

    let mut world = delivered(goods());
    world.by(Role::Admin, hold(&world, OnExpiry::OpenCase)).unwrap();
    world.pass(days(10));
    assert_eq!(world.state_of("m1"), MilestoneState::Disputed);
    let case = &world.escrow.state().cases()[0];
    assert_eq!((case.state, case.reason), (CaseState::Arbitration, Reason::HoldExpired));
    world.pass(days(14));
    assert_eq!(world.balance("payable:ana"), "200.00", "a silent arbiter refunds the buyer");
}

#[test]
fn a_hold_covers_what_is_carved_out_and_lasts_ninety_days_at_most() {
    let mut world = delivered(goods());
    world.by(Role::Admin, hold(&world, OnExpiry::Lift)).unwrap();
    let case = world.dispute(Role::Buyer, "m1", "50.00", Reason::NotAsDescribed);
    world.by(Role::Seller, Command::AcceptClaim { case }).unwrap();
    assert_eq!(world.state_of("m1-1"), MilestoneState::Disputed, "settled, but held");
    world.by(Role::Admin, Command::LiftHold { hold: reference("h1") }).unwrap();
    assert_eq!(world.state_of("m1-1"), MilestoneState::Resolved);

    let mut long = delivered(goods());
    let (hold, ends) = (hold(&long, OnExpiry::Lift), long.now.after(days(91)));
    long.wait(days(1));
    let text = tercero::to_json(&hold).unwrap();
    let text = text.replace(&long.now.after(days(9)).to_string(), &ends.after(days(1)).to_string());
    let hold = tercero::from_json(&text).unwrap();
    assert_eq!(long.refused(Role::Admin, hold).code.as_str(), "time_range");
}

#[test]
fn staff_move_money_only_in_pairs() {
    let clear = || goods().timer(Timer::Clear, days(5), OnTimeout::Release);
    let mut world = delivered(clear());
    world.approve("m1");
    let release =
        Command::Release { milestone: milestone("m1"), reason: digest("agreed by phone") };
    assert_eq!(world.refused(Role::Admin, release.clone()).code.as_str(), "needs_second_person");
    for second in ["carla", "ana", "platform"] {
        let mut ctx = world.context(Role::Admin);
        ctx.seconded_by = Some(party(second));
        let refusal = world.escrow.handle(&release, &ctx).unwrap_err();
        assert_eq!(refusal.code.as_str(), "same_person", "{second}");
    }
    let mut ctx = world.context(Role::Admin);
    ctx.seconded_by = Some(party("carlos"));
    world.escrow.handle(&release, &ctx).unwrap();
    assert_eq!(world.state_of("m1"), MilestoneState::Released);

    let mut world = delivered(goods());
    let refund = Command::ForceRefund { milestone: milestone("m1"), reason: digest("fraud") };
    let mut ctx = world.context(Role::Admin);
    ctx.seconded_by = Some(party("carlos"));
    world.escrow.handle(&refund, &ctx).unwrap();
    assert_eq!(world.balance("payable:ana"), "200.00");
}

/// A case in mediation about the whole 200.00.
fn mediation() -> (World, CaseId) {
    let mut world = delivered(goods().timer(Timer::Appeal, days(5), OnTimeout::Final));
    let case = world.dispute(Role::Buyer, "m1", "200.00", Reason::NotAsDescribed);
    let statement = digest("it is fine");
    world.by(Role::Seller, Command::Respond { case, statement, offer: None }).unwrap();
    world.wait(days(3));
    world.by(Role::Buyer, Command::Escalate { case }).unwrap();
    (world, case)
}

#[test]
fn a_mediators_proposal_settles_when_both_sides_accept_it() {
    let (mut world, case) = mediation();
    let to_buyer = world.money("120.00");
    world.by(Role::Arbiter, Command::ProposeSettlement { case, to_buyer }).unwrap();
    let to_buyer = world.money("110.00");
    world.by(Role::Admin, Command::ProposeSettlement { case, to_buyer }).unwrap();
    let accept = |proposal| Command::AcceptSettlement { case, proposal };
    assert_eq!(world.refused(Role::Buyer, accept(1)).code.as_str(), "offer_superseded");
    world.by(Role::Buyer, accept(2)).unwrap();
    assert_eq!(world.refused(Role::Buyer, accept(2)).code.as_str(), "already_exists");
    world.by(Role::Seller, accept(2)).unwrap();
    assert_eq!(world.balance("payable:ana"), "110.00");
    assert_eq!(world.balance("payable:beto"), "85.50");
    world.check();
}

#[test]
fn a_rejected_proposal_goes_to_the_arbiter() {
    let (mut world, case) = mediation();
    let to_buyer = world.money("120.00");
    world.by(Role::Admin, Command::ProposeSettlement { case, to_buyer }).unwrap();
    world.by(Role::Seller, Command::RejectSettlement { case, proposal: 1 }).unwrap();
    assert_eq!(world.escrow.state().case(&case).unwrap().state, CaseState::Arbitration);
}

#[test]
fn a_ruling_can_be_appealed_once_and_another_arbiter_rules() {
    let (mut world, case) = mediation();
    world.by(Role::Seller, Command::Escalate { case }).unwrap();
    let rule = |world: &World, amount| {
        let (to_buyer, reason) = (world.money(amount), digest("see the photos"));
        Command::Rule { case, to_buyer, reason }
    };
    world.by(Role::Arbiter, rule(&world, "200.00")).unwrap();
    let appeal = Command::Appeal { case, statement: digest("the photos are of another lamp") };
    world.by(Role::Seller, appeal.clone()).unwrap();
    assert_eq!(world.refused(Role::Arbiter, rule(&world, "200.00")).code.as_str(), "not_allowed");
    world.by(Role::Admin, Command::AssignArbiter { case, arbiter: party("xenia") }).unwrap();
    let mut ctx = world.context(Role::Arbiter);
    ctx.actor = party("xenia");
    world.escrow.handle(&rule(&world, "50.00"), &ctx).unwrap();
    assert_eq!(world.refused(Role::Buyer, appeal).code.as_str(), "rounds_exhausted");
    world.pass(days(5));
    assert_eq!(world.balance("payable:ana"), "50.00");
    assert_eq!(world.state_of("m1"), MilestoneState::Resolved);
}

#[test]
fn an_arbiter_who_steps_down_does_not_move_the_deadline() {
    let (mut world, case) = mediation();
    world.by(Role::Seller, Command::Escalate { case }).unwrap();
    let deadline = world.escrow.state().case(&case).unwrap().deadline;
    world.wait(days(2));
    world.by(Role::Arbiter, Command::Recuse { case }).unwrap();
    let known = world.escrow.state().case(&case).unwrap();
    assert_eq!((known.deadline, known.arbiter.clone()), (deadline, None));
    world.pass(days(12));
    assert_eq!(world.escrow.state().case(&case).unwrap().state, CaseState::Ruled);
}
