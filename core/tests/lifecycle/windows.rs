//! Windows at their edges: the clearance, the calendar, extensions and windows that somebody would like to change.
//! Each is tried in its last millisecond and at its deadline.

use super::*;
use crate::support::{START, at};
use tercero::escrow::{CommandKind, MilestoneState, OnTimeout, Phase, ProposalState, Timer};
use tercero::{Actor, days};

fn extension(id: &str, until: Timestamp) -> Command {
    Command::ProposeExtension { milestone: milestone(id), until }
}

const ACCEPT: Command = Command::AcceptProposal { proposal: 1 };

/// Edge case 2: after the inspection a dispute is possible only in a clearance for which the terms say so.
#[test]
fn e2_in_the_clearance_a_dispute_is_offered_if_the_terms_allow_it() {
    for allowed in [false, true] {
        let terms = goods().timer(Timer::Clear, days(5), OnTimeout::Release);
        let mut world = delivered(if allowed { terms.dispute_after_approval() } else { terms });
        let deadline = deadline_of(&world, "m1");
        move_to(&mut world, deadline, 2_000);
        let buyer = Actor::new("ana", Role::Buyer).unwrap();
        let actions = world.escrow.actions(&buyer, world.now).unwrap();
        let offered = |action: &&tercero::escrow::Action| {
            action.command == CommandKind::Dispute && action.allowed
        };
        assert_eq!(actions.iter().find(offered).is_some(), allowed);
        let contest = world.contest("m1", case(1), "100.00", Reason::NotAsDescribed);
        if allowed {
            world.by(Role::Buyer, contest).unwrap();
            assert_eq!(world.state_of("m1"), MilestoneState::Disputed);
            world.pass(days(5));
            assert_eq!(world.state_of("m1"), MilestoneState::Disputed, "nothing clears");
        } else {
            let refusal = world.refused(Role::Buyer, contest);
            assert_eq!(missed(&refusal), (Code::WindowClosed, Some(deadline)));
        }
    }
}

/// Edge case 6: a day is 86 400 seconds; whoever means a date of a calendar computes it and gives the instant.
#[test]
fn e6_the_calendar_moves_no_deadline() {
    let mut world = World::funded(goods().build().unwrap());
    world.pass(days(10));
    world.ship("m1");
    // In Madrid clocks go forward in the night to the 29th of March.
    let delivered_at = at("2026-03-28T20:00:00+01:00");
    move_to(&mut world, delivered_at, 0);
    world.deliver("m1");
    let deadline = at("2026-03-31T21:00:00+02:00");
    assert_eq!(deadline_of(&world, "m1"), deadline);
    assert_eq!(deadline.since(delivered_at), 3 * 86_400_000);
    move_to(&mut world, deadline, -1);
    assert!(world.escrow.tick(world.now).unwrap().is_empty());
    move_to(&mut world, deadline, 0);
    world.escrow.tick(world.now).unwrap();
    assert_eq!(world.state_of("m1"), MilestoneState::Released);

    for (from, two_days_later) in [
        ("2028-02-28T12:00:00Z", "2028-03-01T12:00:00Z"),
        ("2027-02-27T12:00:00Z", "2027-03-01T12:00:00Z"),
        ("2100-02-27T12:00:00Z", "2100-03-01T12:00:00Z"),
        ("2026-12-31T23:59:59.999Z", "2027-01-02T23:59:59.999Z"),
    ] {
        assert_eq!(at(from).after(days(2)), at(two_days_later), "{from}");
    }

    let end_of_april = at("2026-04-30T23:59:59.999+02:00");
    let mut world = World::funded(goods().due(end_of_april).build().unwrap());
    assert_eq!(deadline_of(&world, "m1").to_string(), "2026-04-30T21:59:59.999Z");
    move_to(&mut world, end_of_april, -1);
    world.ship("m1");
}

/// Edge case 13: more time is agreed on while the window is open, or not at all.
#[test]
fn e13_an_extension_does_not_reopen_a_window() {
    let terms = goods().milestone("m2", "Another", "50.00").due(at(START).after(days(40)));
    let mut world = World::funded(terms.build().unwrap());
    let ends = deadline_of(&world, "m1");
    let longer = ends.after(days(7));
    world.by(Role::Seller, extension("m1", longer)).unwrap();
    let mut in_time = world.clone();
    move_to(&mut in_time, ends, -1);
    in_time.by(Role::Buyer, ACCEPT).unwrap();
    assert_eq!(deadline_of(&in_time, "m1"), longer);
    move_to(&mut in_time, longer, -1);
    in_time.ship("m1");

    move_to(&mut world, ends, 0);
    assert_eq!(world.refused(Role::Buyer, ACCEPT).code, Code::WindowClosed);
    world.escrow.tick(world.now).unwrap();
    assert_eq!(world.state_of("m1"), MilestoneState::Refunded);
    assert_eq!(world.escrow.state().proposals()[0].state, ProposalState::Lapsed);
    assert_eq!(world.refused(Role::Buyer, ACCEPT).code, Code::WindowClosed);
    let again = extension("m1", world.now.after(days(7)));
    let refusal = world.refused(Role::Seller, again);
    assert_eq!(missed(&refusal), (Code::WindowClosed, Some(ends)));
}

/// Edge case 45: a cancellation agreed in the last millisecond counts, at the deadline of the inspection time has decided.
#[test]
fn e45_a_cancellation_agreed_at_the_deadline_comes_too_late() {
    let mut world = delivered(goods());
    let deadline = deadline_of(&world, "m1");
    world.pass(days(1));
    let cancel = Command::ProposeCancel { kill_fee: tercero::Rate::parse("0").unwrap() };
    world.by(Role::Seller, cancel).unwrap();
    let mut in_time = world.clone();
    move_to(&mut in_time, deadline, -1);
    in_time.by(Role::Buyer, ACCEPT).unwrap();
    assert_eq!(in_time.state_of("m1"), MilestoneState::Refunded);
    assert_eq!(payouts(&in_time), [pair("ana", "100.00 EUR")]);

    move_to(&mut world, deadline, 0);
    assert_eq!(world.refused(Role::Buyer, ACCEPT).code, Code::IllegalTransition);
    world.escrow.tick(world.now).unwrap();
    assert_eq!(world.state_of("m1"), MilestoneState::Released);
    assert_eq!(payouts(&world), [pair("beto", "100.00 EUR")]);
    assert_eq!(world.refused(Role::Buyer, ACCEPT).code, Code::IllegalTransition);
}

/// Edge case 95: another policy is for other escrows; a running window changes only if both sides agree to more time.
#[test]
fn e95_a_running_window_is_not_changed_from_outside() {
    let longer = || goods().inspection(days(7)).build().unwrap();
    let mut world = delivered(goods().inspection(days(3)));
    let deadline = deadline_of(&world, "m1");
    assert_eq!(deadline, at(START).after(days(3)));
    let hash = world.escrow.terms_hash();
    for role in [Role::Buyer, Role::Seller, Role::Admin] {
        for change in [Command::Edit { terms: longer() }, Command::Counter { terms: longer() }] {
            assert_eq!(world.refused(role, change).code, Code::IllegalTransition, "{role:?}");
        }
    }
    let agreed_later = delivered(goods().inspection(days(7)));
    assert_eq!(deadline_of(&agreed_later, "m1"), at(START).after(days(7)));
    assert_eq!(deadline_of(&world, "m1"), deadline);
    world.by(Role::Buyer, extension("m1", at(START).after(days(7)))).unwrap();
    assert_eq!(deadline_of(&world, "m1"), deadline, "asking changes nothing");
    world.by(Role::Seller, ACCEPT).unwrap();
    assert_eq!(deadline_of(&world, "m1"), at(START).after(days(7)));
    assert_eq!(world.escrow.terms_hash(), hash, "the terms are what was accepted");
    assert_eq!(world.escrow.state().phase(), Phase::Active);
}
