//! What both sides agree to change while the escrow runs: an end for a fee, or more time. Until both agree nothing changes.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    reason = "a test stops at the first surprise"
)]

mod support;

use support::{World, milestone, two_sides};
use tercero::commission::FeeSchedule;
use tercero::escrow::{CloseReason, MilestoneState, Phase, ProposalState, Reason};
use tercero::{Command, Rate, Role, Window, days};

/// Two milestones, of which the first is released and the second, of 4 000.00, is funded.
fn half_way() -> World {
    let fee = FeeSchedule::percent("5").unwrap();
    let terms = two_sides().milestone("m1", "Part one", "1000.00");
    let terms = terms.milestone("m2", "Part two", "4000.00").fees(fee);
    let mut world = World::funded(terms.build().unwrap());
    world.complete("m1");
    world
}

fn cancel(kill_fee: &str) -> Command {
    Command::ProposeCancel { kill_fee: Rate::parse(kill_fee).unwrap() }
}

fn extend(world: &World, id: &str, by: Window) -> Command {
    let deadline = world.escrow.state().milestone(&milestone(id)).unwrap().deadline.unwrap();
    Command::ProposeExtension { milestone: milestone(id), until: deadline.after(by) }
}

const ACCEPT: Command = Command::AcceptProposal { proposal: 1 };

#[test]
fn f8_kill_fee_of_10_percent_of_4000_on_mutual_cancel() {
    let mut world = half_way();
    let before = world.balance("payable:beto");
    world.by(Role::Buyer, cancel("0.1")).unwrap();
    assert_eq!(world.state_of("m2"), MilestoneState::Funded, "nothing changes until both agree");
    assert_eq!(world.refused(Role::Buyer, ACCEPT).code.as_str(), "own_offer");
    world.by(Role::Seller, ACCEPT).unwrap();
    assert_eq!(world.balance("payable:ana"), "3600.00");
    assert_eq!((before.as_str(), world.balance("payable:beto").as_str()), ("950.00", "1330.00"));
    assert_eq!(world.balance("payable:platform"), "70.00", "5 % of 1 400.00 released");
    assert_eq!(world.escrow.state().close_reason(), Some(CloseReason::Mixed));
    world.check();
}

#[test]
fn cancel_when_m1_is_released_and_m2_pending_ends_only_what_is_open() {
    let terms = two_sides().milestone("m1", "One", "10.00").milestone("m2", "Two", "20.00");
    let mut world = World::agreed(terms.build().unwrap());
    world.pay("m1");
    world.complete("m1");
    world.by(Role::Seller, cancel("0")).unwrap();
    world.by(Role::Buyer, ACCEPT).unwrap();
    assert_eq!(world.state_of("m1"), MilestoneState::Released);
    assert_eq!(world.state_of("m2"), MilestoneState::Cancelled);
    assert_eq!(world.escrow.state().phase(), Phase::Closed);
}

#[test]
fn a_disputed_milestone_is_cancelled_only_if_its_case_is_withdrawn() {
    let mut world = half_way();
    let case = world.dispute(Role::Buyer, "m2", "4000.00", Reason::Late);
    world.by(Role::Seller, cancel("0")).unwrap();
    world.by(Role::Buyer, ACCEPT).unwrap();
    assert_eq!(world.state_of("m2"), MilestoneState::Disputed);
    world.by(Role::Buyer, Command::WithdrawCase { case }).unwrap();
    assert_eq!(world.state_of("m2"), MilestoneState::Refunded);
}

#[test]
fn a_proposal_to_cancel_lapses_after_three_days() {
    let mut world = half_way();
    world.by(Role::Buyer, cancel("0")).unwrap();
    assert_eq!(world.refused(Role::Seller, cancel("0")).code.as_str(), "already_exists");
    world.pass(days(3));
    assert_eq!(world.escrow.state().proposals()[0].state, ProposalState::Lapsed);
    let late = world.refused(Role::Seller, ACCEPT);
    assert_eq!((late.code.as_str(), late.deadline), ("window_closed", Some(world.now)));
    assert_eq!(world.state_of("m2"), MilestoneState::Funded);
}

#[test]
fn a_proposal_can_be_rejected_or_taken_back() {
    let mut world = half_way();
    world.by(Role::Buyer, cancel("0")).unwrap();
    let reject = Command::RejectProposal { proposal: 1 };
    assert_eq!(world.refused(Role::Buyer, reject.clone()).code.as_str(), "own_offer");
    world.by(Role::Seller, reject).unwrap();
    world.by(Role::Buyer, cancel("0.2")).unwrap();
    world.by(Role::Buyer, Command::WithdrawProposal { proposal: 2 }).unwrap();
    assert!(world.escrow.state().proposals().iter().all(|p| p.state == ProposalState::Closed));
    assert_eq!(world.refused(Role::Buyer, cancel("1.01")).code.as_str(), "amount_range");
}

#[test]
fn an_extension_moves_the_deadline_when_the_other_side_agrees() {
    let mut world = half_way();
    let ends = world.escrow.state().milestone(&milestone("m2")).unwrap().deadline.unwrap();
    world.by(Role::Seller, extend(&world, "m2", days(7))).unwrap();
    world.by(Role::Buyer, ACCEPT).unwrap();
    let now = world.escrow.state().milestone(&milestone("m2")).unwrap().deadline.unwrap();
    assert_eq!(now, ends.after(days(7)));
    world.pass(days(14));
    assert_eq!(world.state_of("m2"), MilestoneState::Funded);
    world.pass(days(7));
    assert_eq!(world.state_of("m2"), MilestoneState::Refunded);
}

#[test]
fn extension_accepted_after_the_window_closed_is_refused() {
    let mut world = half_way();
    world.by(Role::Seller, extend(&world, "m2", days(7))).unwrap();
    world.wait(days(14));
    assert_eq!(world.refused(Role::Buyer, ACCEPT).code.as_str(), "window_closed");
    world.escrow.tick(world.now).unwrap();
    assert_eq!(world.state_of("m2"), MilestoneState::Refunded);
    assert_eq!(world.escrow.state().proposals()[0].state, ProposalState::Lapsed);
}

#[test]
fn an_extension_is_about_the_window_that_runs_and_no_other() {
    let mut world = half_way();
    world.by(Role::Seller, extend(&world, "m2", days(7))).unwrap();
    world.ship("m2");
    assert_eq!(world.refused(Role::Buyer, ACCEPT).code.as_str(), "window_closed");
}

#[test]
fn a_window_is_extended_twice_and_by_thirty_days_at_most() {
    let mut world = half_way();
    let refusal = world.refused(Role::Seller, extend(&world, "m2", days(31)));
    assert_eq!(refusal.code.as_str(), "extension_cap");
    let back = Command::ProposeExtension { milestone: milestone("m2"), until: world.now };
    assert_eq!(world.refused(Role::Seller, back).code.as_str(), "time_range");
    for proposal in [1, 2] {
        world.by(Role::Seller, extend(&world, "m2", days(15))).unwrap();
        world.by(Role::Buyer, Command::AcceptProposal { proposal }).unwrap();
    }
    let refusal = world.refused(Role::Seller, extend(&world, "m2", days(1)));
    assert_eq!(refusal.code.as_str(), "extension_cap");
}
