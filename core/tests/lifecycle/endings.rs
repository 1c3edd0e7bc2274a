//! Ends that both sides agree on, and goods that come back: all of them, one of three, a brick, or never.
//! What goes back bears no fee, and what the seller keeps bears its share.

use super::*;
use crate::support::{START, at};
use tercero::allocation::allocate;
use tercero::escrow::event::CaseState;
use tercero::escrow::{CloseReason, MilestoneState};
use tercero::{Rate, days};

fn back(world: &World, id: &str, amount: &str) -> Command {
    let (milestone, amount) = (milestone(id), world.money(amount));
    Command::RejectReturn { milestone, amount, reason: digest("it does not fit") }
}

fn send_back(id: &str) -> Command {
    Command::ShipReturn { milestone: milestone(id), tracking: reference("back") }
}

fn contest_return(id: &str) -> Command {
    Command::ContestReturn { milestone: milestone(id), statement: digest("it is a brick") }
}

/// Goods for 100.00 with 15 % restocking and a fee of 5 % that both sides share.
fn restocked() -> TermsBuilder {
    goods().fees(five_percent().paid_by_both()).restocking(Rate::parse("0.15").unwrap())
}

/// All of it sent back at once.
fn on_the_way_back() -> World {
    let mut world = delivered(restocked());
    world.by(Role::Buyer, back(&world, "m1", "100.00")).unwrap();
    world.by(Role::Buyer, send_back("m1")).unwrap();
    world
}

/// Edge case 46: what has ended stays as it ended; the escrow closes with some of it released.
#[test]
fn e46_a_cancellation_ends_what_is_open_and_nothing_else() {
    let terms = goods().milestone("m2", "Another", "50.00").milestone("m3", "A third", "20.00");
    let mut world = World::agreed(terms.build().unwrap());
    ["m1", "m2"].iter().for_each(|id| world.pay(id));
    world.complete("m1");
    let cancel = Command::ProposeCancel { kill_fee: Rate::parse("0.1").unwrap() };
    world.by(Role::Buyer, cancel).unwrap();
    world.by(Role::Seller, Command::AcceptProposal { proposal: 1 }).unwrap();
    let states = ["m1", "m2", "m3"].map(|id| world.state_of(id));
    let want = [MilestoneState::Released, MilestoneState::Released, MilestoneState::Cancelled];
    assert_eq!(states, want, "the seller keeps a tenth of m2");
    assert_eq!(world.escrow.state().close_reason(), Some(CloseReason::Mixed));
    let want = [pair("beto", "100.00 EUR"), pair("beto", "5.00 EUR"), pair("ana", "45.00 EUR")];
    assert_eq!(payouts(&world), want);
    world.settle_legs();
    assert!(world.escrow.state().balances().is_empty());
    world.check();
}

/// Edge case 50: a parcel that is lost on its way back is not the buyer's loss, and the seller keeps no restocking.
#[test]
fn e50_a_return_that_is_lost_is_refunded_in_full() {
    let mut lost = on_the_way_back();
    assert_eq!(deadline_of(&lost, "m1"), at(START).after(days(30)));
    move_to(&mut lost, at(START).after(days(30)), -1);
    assert!(lost.escrow.tick(lost.now).unwrap().is_empty());
    let mut arrived = on_the_way_back();
    arrived.pass(days(10));
    arrived.by(Role::Carrier, Command::ReturnDelivered { milestone: milestone("m1") }).unwrap();
    assert_eq!(deadline_of(&arrived, "m1"), arrived.now.after(days(5)));
    for world in [&mut lost, &mut arrived] {
        let deadline = deadline_of(world, "m1");
        move_to(world, deadline, 0);
        world.escrow.tick(world.now).unwrap();
        assert_eq!(world.state_of("m1"), MilestoneState::Refunded);
        assert_eq!(world.balance("payable:ana"), "102.50", "the price and his half of the fee");
        assert_eq!(world.balance("payable:beto"), "0.00");
        assert_eq!(world.balance("payable:platform"), "0.00");
        assert!(world.escrow.state().cases().is_empty());
        world.check();
    }
}

/// Edge case 51: the seller contests what came back while he may inspect it; then it is locked until it is decided.
#[test]
fn e51_a_brick_is_contested_inside_the_window() {
    let mut world = on_the_way_back();
    world.by(Role::Carrier, Command::ReturnDelivered { milestone: milestone("m1") }).unwrap();
    let deadline = deadline_of(&world, "m1");
    let mut late = world.clone();
    move_to(&mut world, deadline, -1);
    assert_eq!(world.refused(Role::Buyer, contest_return("m1")).code, Code::NotAllowed);
    world.by(Role::Seller, contest_return("m1")).unwrap();
    assert_eq!(world.state_of("m1"), MilestoneState::Disputed);
    let case = &world.escrow.state().cases()[0];
    assert_eq!((case.state, case.reason), (CaseState::Negotiation, Reason::ReturnContested));
    assert_eq!(case.claim.amount_text(), "100.00");
    let accept = Command::AcceptReturn { milestone: milestone("m1") };
    assert_eq!(world.refused(Role::Seller, accept).code, Code::CaseOpen);
    move_to(&mut world, deadline, 0);
    world.escrow.tick(world.now).unwrap();
    assert_eq!(world.balance("payable:ana"), "0.00", "nothing goes back meanwhile");

    move_to(&mut late, deadline, 0);
    late.refused(Role::Seller, contest_return("m1"));
    late.escrow.tick(late.now).unwrap();
    late.refused(Role::Seller, contest_return("m1"));
    assert_eq!(late.state_of("m1"), MilestoneState::Refunded);
    assert!(late.escrow.state().cases().is_empty());
    assert_eq!(late.balance("payable:ana"), "102.50");
}

/// Edge case 52: an item goes back for its share of what was paid for all of them, discount and shipping included.
#[test]
fn e52_one_item_of_three_goes_back_for_its_share() {
    let list_prices = ["35", "55", "25"].map(|price| Rate::parse(price).unwrap());
    let mut world = delivered(goods().fees(five_percent().paid_by_both()));
    let shares = allocate(world.money("100.00"), &list_prices).unwrap();
    let shares: Vec<String> = shares.into_iter().map(Money::amount_text).collect();
    assert_eq!(shares, ["30.43", "47.83", "21.74"]);
    world.by(Role::Buyer, back(&world, "m1", &shares[1])).unwrap();
    assert_eq!(world.state_of("m1"), MilestoneState::Delivered, "the others stay where they are");
    assert_eq!(world.balance("held:m1"), "52.17");
    assert_eq!(world.balance("held:m1-1"), "47.83");
    let more = back(&world, "m1", "52.18");
    assert_eq!(world.refused(Role::Buyer, more).code, Code::AmountExceedsAvailable);
    world.by(Role::Buyer, send_back("m1-1")).unwrap();
    world.by(Role::Seller, Command::AcceptReturn { milestone: milestone("m1-1") }).unwrap();
    assert_eq!(world.balance("payable:ana"), "47.83");
    world.approve("m1");
    // Each half of the fee is 2.50; 52.17 of 100.00 bear 1.30 of it.
    assert_eq!(world.balance("payable:platform"), "2.60");
    assert_eq!(world.balance("payable:beto"), "50.87");
    assert_eq!(world.balance("payable:ana"), "49.03", "with 1.20 of the fee");
    assert_eq!(world.escrow.state().close_reason(), Some(CloseReason::Mixed));
    world.check();
}
