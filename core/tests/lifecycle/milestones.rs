//! Delivery, approval and the windows in between: the rows of the milestone that move goods, and their edge cases.

use super::*;
use crate::support::{START, at, hours};
use tercero::escrow::event::CaseState;
use tercero::escrow::{CloseReason, MilestoneState, OnTimeout, Phase, Timer};
use tercero::{Event, days};

fn deliver(occurred_at: Option<Timestamp>) -> Command {
    Command::Delivered { milestone: milestone("m1"), occurred_at }
}

fn claim() -> Command {
    Command::ClaimDelivered { milestone: milestone("m1"), proof: digest("signed by the neighbour") }
}

/// The rows that fired, as the names of their events with the time they took effect.
fn effects(world: &World) -> Vec<(&'static str, String, Timestamp)> {
    let named = world.bodies().into_iter().filter_map(|body| {
        let (name, milestone) = match body.event {
            Event::Refunded { milestone, .. } => ("refunded", milestone),
            Event::Released { milestone, .. } => ("released", milestone),
            Event::Approved { milestone, .. } => ("approved", milestone),
            _ => return None,
        };
        Some((name, milestone.to_string(), body.effective_at))
    });
    named.collect()
}

#[test]
fn m8_a_seller_cancels_a_funded_milestone_and_the_buyer_gets_his_fees_back() {
    let mut world = World::funded(goods().fees(five_percent().paid_by_both()).build().unwrap());
    assert_eq!(world.balance("escrow:cash"), "102.50");
    for role in [Role::Buyer, Role::Admin] {
        assert_eq!(world.refused(role, cancel("m1")).code, Code::NotAllowed);
    }
    world.by(Role::Seller, cancel("m1")).unwrap();
    assert_eq!(world.state_of("m1"), MilestoneState::Refunded);
    assert_eq!(payouts(&world), [pair("ana", "100.00 EUR"), pair("ana", "2.50 EUR")]);
    assert_eq!(world.balance("payable:platform"), "0.00");
    world.check();
}

/// Edge case 44: after shipping there is no way back without the buyer.
#[test]
fn e44_a_seller_cannot_cancel_after_shipping() {
    let mut world = shipped(goods());
    assert_eq!(world.refused(Role::Seller, cancel("m1")).code, Code::IllegalTransition);
    world.refund("m1", "100.00");
    assert_eq!(world.state_of("m1"), MilestoneState::Refunded);
}

#[test]
fn m10_nothing_shipped_in_time_is_refunded_in_full() {
    let mut world = World::funded(goods().fees(five_percent().paid_by_both()).build().unwrap());
    let deadline = at(START).after(days(14));
    assert_eq!(deadline_of(&world, "m1"), deadline);
    let mut in_time = world.clone();
    move_to(&mut in_time, deadline, -1);
    in_time.ship("m1");
    move_to(&mut world, deadline, 0);
    let refusal = world.refused(Role::Seller, ship());
    assert_eq!(missed(&refusal), (Code::WindowClosed, Some(deadline)));
    world.escrow.tick(world.now).unwrap();
    assert_eq!(world.state_of("m1"), MilestoneState::Refunded);
    assert_eq!(world.balance("payable:ana"), "102.50");
    assert_eq!(world.escrow.state().close_reason(), Some(CloseReason::Refunded));
}

#[test]
fn m10_the_due_date_of_the_terms_comes_before_the_window() {
    let due = at(START).after(days(40));
    let world = World::funded(goods().due(due).build().unwrap());
    assert_eq!(deadline_of(&world, "m1"), due);
    let world = World::funded(goods().due(at(START)).build().unwrap());
    assert_eq!(deadline_of(&world, "m1"), at(START).after(days(14)), "it is over already");
}

#[test]
fn m11_m12_goods_are_shipped_and_everything_else_is_submitted() {
    let mut machine = World::funded(goods().build().unwrap());
    assert_eq!(machine.refused(Role::Seller, submit()).code, Code::KindMismatch);
    assert_eq!(machine.refused(Role::Buyer, ship()).code, Code::NotAllowed);
    machine.by(Role::Admin, ship()).unwrap();
    assert_eq!(machine.state_of("m1"), MilestoneState::Shipped);
    assert_eq!(deadline_of(&machine, "m1"), machine.now.after(days(30)));
    for kind in [Kind::Service, Kind::Digital, Kind::Pickup] {
        let mut world = World::funded(goods().kind(kind).build().unwrap());
        assert_eq!(world.refused(Role::Seller, ship()).code, Code::KindMismatch);
        world.by(Role::Seller, submit()).unwrap();
        assert_eq!(world.state_of("m1"), MilestoneState::Delivered);
        assert_eq!(deadline_of(&world, "m1"), world.now.after(days(14)), "{kind:?}");
    }
}

#[test]
fn m13_a_carrier_the_buyer_or_staff_reports_the_delivery() {
    for role in [Role::Carrier, Role::Buyer, Role::Admin] {
        let mut world = shipped(goods());
        world.pass(days(2));
        world.by(role, deliver(None)).unwrap();
        assert_eq!(world.state_of("m1"), MilestoneState::Delivered);
        assert_eq!(deadline_of(&world, "m1"), world.now.after(days(3)));
    }
    let mut world = shipped(goods());
    assert_eq!(world.refused(Role::Seller, deliver(None)).code, Code::NotAllowed);
}

/// Edge case 11: a report that comes days late leaves the buyer most of his window.
#[test]
fn e11_a_late_report_takes_no_more_than_a_day_from_the_inspection() {
    let mut world = shipped(goods());
    world.pass(days(12));
    let ten_days_ago = at(START).after(days(2));
    let mut recent = world.clone();
    world.by(Role::Carrier, deliver(Some(ten_days_ago))).unwrap();
    assert_eq!(deadline_of(&world, "m1"), world.now.after(days(2)), "three days less one");
    let six_hours_ago = at(START).after(hours(12 * 24 - 6));
    recent.by(Role::Carrier, deliver(Some(six_hours_ago))).unwrap();
    assert_eq!(deadline_of(&recent, "m1"), six_hours_ago.after(days(3)), "the time of the event");
}

/// Edge case 12: what cannot be true changes nothing.
#[test]
fn e12_a_delivery_before_shipping_or_in_the_future_is_refused() {
    let mut world = World::funded(goods().build().unwrap());
    let refusal = world.refused(Role::Carrier, deliver(None));
    assert_eq!(refusal.code, Code::IllegalTransition);
    world.pass(days(1));
    world.ship("m1");
    world.pass(days(1));
    for wrong in [at(START), world.now.after(hours(1))] {
        let refusal = world.refused(Role::Carrier, deliver(Some(wrong)));
        assert_eq!(
            (refusal.code, refusal.field.as_deref()),
            (Code::TimeRange, Some("occurred_at"))
        );
    }
}

#[test]
fn m14_a_delivery_the_seller_claims_doubles_the_inspection() {
    let mut world = shipped(goods());
    let from = world.now.after(days(3));
    move_to(&mut world, from, -1);
    let refusal = world.refused(Role::Seller, claim());
    assert_eq!(missed(&refusal), (Code::TooEarly, Some(from)));
    assert_eq!(world.refused(Role::Buyer, claim()).code, Code::NotAllowed);
    move_to(&mut world, from, 0);
    world.by(Role::Seller, claim()).unwrap();
    assert_eq!(deadline_of(&world, "m1"), from.after(days(6)));
}

#[test]
fn m15_a_parcel_that_never_arrives_opens_a_case_for_the_buyer() {
    let mut world = shipped(goods());
    let deadline = world.now.after(days(30));
    move_to(&mut world, deadline, 0);
    assert_eq!(missed(&world.refused(Role::Seller, claim())), (Code::WindowClosed, Some(deadline)));
    world.escrow.tick(world.now).unwrap();
    assert_eq!(world.state_of("m1"), MilestoneState::Disputed);
    let case = &world.escrow.state().cases()[0];
    assert_eq!((case.reason, case.state), (Reason::NotReceived, CaseState::AwaitingResponse));
    assert_eq!(case.claim.amount_text(), "100.00");
    assert_eq!(case.arbiter.as_ref().unwrap().as_str(), "xavi");
    assert_eq!(case.deadline, Some(deadline.after(days(7))));
    let id = case.id;
    world.by(Role::Seller, Command::AcceptClaim { case: id }).unwrap();
    assert_eq!(world.balance("payable:ana"), "100.00");
}

#[test]
fn m16_m32_an_approved_milestone_is_released_after_the_clearance() {
    let mut at_once = delivered(goods());
    at_once.approve("m1");
    assert_eq!(at_once.state_of("m1"), MilestoneState::Released);
    let mut world = delivered(goods().timer(Timer::Clear, days(2), OnTimeout::Release));
    world.approve("m1");
    assert_eq!(world.state_of("m1"), MilestoneState::Approved);
    let deadline = world.now.after(days(2));
    move_to(&mut world, deadline, -1);
    assert!(world.escrow.tick(world.now).unwrap().is_empty());
    world.refund("m1", "30.00");
    move_to(&mut world, deadline, 0);
    world.escrow.tick(world.now).unwrap();
    assert_eq!(world.state_of("m1"), MilestoneState::Released, "m30 reaches into the clearance");
    assert_eq!(payouts(&world), [pair("ana", "30.00 EUR"), pair("beto", "70.00 EUR")]);
}

/// Edge cases 1 and 2: in the last millisecond the buyer is heard, at the deadline time has decided.
#[test]
fn e1_e2_the_buyer_disputes_in_time_or_not() {
    for clearance in [0, 5] {
        let terms = goods().timer(Timer::Clear, days(clearance), OnTimeout::Release);
        let mut world = delivered(terms);
        let deadline = deadline_of(&world, "m1");
        assert_eq!(deadline, at(START).after(days(3)));
        let contest = world.contest("m1", case(1), "100.00", Reason::NotAsDescribed);
        let mut in_time = world.clone();
        move_to(&mut in_time, deadline, -1);
        in_time.by(Role::Buyer, contest.clone()).unwrap();
        assert_eq!(in_time.state_of("m1"), MilestoneState::Disputed);
        for late in [0, 1, 2_000] {
            move_to(&mut world, deadline, late);
            let refusal = world.refused(Role::Buyer, contest.clone());
            assert_eq!(missed(&refusal), (Code::WindowClosed, Some(deadline)), "{late} ms late");
            let refusal = world.refused(Role::Buyer, approve());
            assert_eq!(missed(&refusal), (Code::WindowClosed, Some(deadline)), "{late} ms late");
        }
        world.escrow.tick(world.now).unwrap();
        let refusal = world.refused(Role::Buyer, contest);
        assert_eq!(missed(&refusal), (Code::WindowClosed, Some(deadline)), "after the tick, too");
    }
}

/// Edge case 3: a host that was down for days catches up, each timer at its own time.
#[test]
fn e3_two_timers_are_caught_up_in_order() {
    let mut late = delivered(goods().timer(Timer::Clear, days(2), OnTimeout::Release));
    let mut punctual = late.clone();
    late.pass(days(8));
    let (inspected, clear) = (at(START).after(days(3)), at(START).after(days(5)));
    let want = [("approved", "m1".to_owned(), inspected), ("released", "m1".to_owned(), clear)];
    assert_eq!(effects(&late), want);
    for at in [inspected, clear] {
        move_to(&mut punctual, at, 0);
        assert!(!punctual.escrow.tick(at).unwrap().is_empty());
    }
    assert_eq!(effects(&punctual), want);
    assert!(late.escrow.state().situation() == punctual.escrow.state().situation());
    assert_eq!(late.escrow.state().balances(), punctual.escrow.state().balances());
}

/// Edge case 4: the clock of a host does not run backwards.
#[test]
fn e4_the_clock_cannot_be_set_back() {
    let mut world = delivered(goods());
    world.pass(days(1));
    world.refund("m1", "1.00");
    let recorded = world.now;
    move_to(&mut world, recorded, -1);
    assert_eq!(world.refused(Role::Buyer, approve()).code, Code::ClockRegressed);
    move_to(&mut world, recorded, 0);
    world.by(Role::Buyer, approve()).unwrap();
}

/// Edge case 5: at one instant money returns, then it is released, then the rest.
#[test]
fn e5_timers_of_one_instant_go_in_a_fixed_order() {
    let terms = two_sides()
        .milestone("m1", "Inspected", "10.00")
        .inspection(days(4))
        .milestone("m2", "Cleared", "20.00")
        .milestone("m3", "Never shipped", "30.00")
        .milestone("m4", "Never shipped either", "40.00")
        .timer(Timer::Ship, days(4), OnTimeout::Refund)
        .timer(Timer::Clear, days(4), OnTimeout::Release);
    let mut world = World::funded(terms.build().unwrap());
    for id in ["m1", "m2"] {
        world.ship(id);
        world.deliver(id);
    }
    world.approve("m2");
    world.pass(days(4));
    let instant = at(START).after(days(4));
    let want = [
        ("approved", "m2", at(START)),
        ("refunded", "m3", instant),
        ("refunded", "m4", instant),
        ("released", "m2", instant),
        ("approved", "m1", instant),
    ];
    assert_eq!(effects(&world), want.map(|(name, id, at)| (name, id.to_owned(), at)));
}

/// Edge case 9: only a request for changes lets the seller start the inspection anew.
#[test]
fn e9_submitting_again_does_not_restart_the_inspection() {
    let mut world = delivered(work());
    let deadline = deadline_of(&world, "m1");
    world.pass(days(5));
    assert_eq!(world.refused(Role::Seller, submit()).code, Code::IllegalTransition);
    assert_eq!(deadline_of(&world, "m1"), deadline);
    world.by(Role::Buyer, request_changes()).unwrap();
    assert_eq!(deadline_of(&world, "m1"), world.now.after(days(7)), "t_rework");
    world.by(Role::Seller, submit()).unwrap();
    assert_eq!(deadline_of(&world, "m1"), world.now.after(days(14)));
}

/// Edge case 10: changes cannot be requested for ever.
#[test]
fn e10_after_the_last_round_the_buyer_approves_or_disputes() {
    let mut world = delivered(work());
    for _ in 0..3 {
        world.by(Role::Buyer, request_changes()).unwrap();
        world.by(Role::Seller, submit()).unwrap();
    }
    let refusal = world.refused(Role::Buyer, request_changes());
    assert_eq!(
        (refusal.code, &refusal.allowed[..]),
        (Code::RoundsExhausted, &["at most 3 rounds".into()][..])
    );
    let mut disputes = world.clone();
    disputes.dispute(Role::Buyer, "m1", "100.00", Reason::NotCompleted);
    world.approve("m1");
    assert_eq!(world.state_of("m1"), MilestoneState::Released);
    let mut machine = delivered(goods());
    assert_eq!(machine.refused(Role::Buyer, request_changes()).code, Code::KindMismatch);
}

#[test]
fn m20_changes_that_never_come_open_a_case() {
    let mut world = delivered(work());
    world.by(Role::Buyer, request_changes()).unwrap();
    let deadline = world.now.after(days(7));
    let mut in_time = world.clone();
    move_to(&mut in_time, deadline, -1);
    in_time.by(Role::Seller, submit()).unwrap();
    assert_eq!(in_time.state_of("m1"), MilestoneState::Delivered);
    move_to(&mut world, deadline, 0);
    let refusal = world.refused(Role::Seller, submit());
    assert_eq!(missed(&refusal), (Code::WindowClosed, Some(deadline)));
    world.escrow.tick(world.now).unwrap();
    let case = &world.escrow.state().cases()[0];
    assert_eq!(
        (case.reason, case.claim.amount_text()),
        (Reason::NotCompleted, "100.00".to_owned())
    );
}

#[test]
fn m29_m30_parts_are_released_and_refunded_and_the_end_follows_from_both() {
    let cases = [
        (&[("release", "100.00")][..], MilestoneState::Released, CloseReason::Completed),
        (&[("refund", "100.00")], MilestoneState::Refunded, CloseReason::Refunded),
        (&[("release", "1.00"), ("refund", "99.00")], MilestoneState::Released, CloseReason::Mixed),
        (&[("refund", "99.00"), ("release", "1.00")], MilestoneState::Released, CloseReason::Mixed),
    ];
    for (parts, end, reason) in cases {
        for mut world in
            [World::funded(goods().build().unwrap()), shipped(goods()), delivered(goods())]
        {
            for (what, amount) in parts {
                assert_eq!(world.escrow.state().phase(), Phase::Active);
                match *what {
                    "release" => world.release("m1", amount),
                    _ => world.refund("m1", amount),
                }
            }
            assert_eq!(world.state_of("m1"), end);
            assert_eq!(world.escrow.state().close_reason(), Some(reason));
            world.settle_legs();
            assert!(world.escrow.state().balances().is_empty());
            world.check();
        }
    }
}

/// Edge case 32: two approvals, one release.
#[test]
fn e32_a_double_click_releases_once() {
    let mut world = delivered(goods());
    let ctx = world.context(Role::Buyer);
    let seen = world.escrow.version();
    let first = world.escrow.handle(&approve(), &ctx).unwrap();
    let again = world.escrow.handle(&approve(), &ctx).unwrap();
    assert_eq!((again.first, again.last, again.repeated), (first.first, first.last, true));
    let mut other = world.context(Role::Buyer);
    assert_eq!(world.escrow.handle(&approve(), &other).unwrap_err().code, Code::IllegalTransition);
    other.expected_version = Some(seen);
    assert_eq!(world.escrow.handle(&approve(), &other).unwrap_err().code, Code::VersionConflict);
    assert_eq!(payouts(&world), [pair("beto", "100.00 EUR")]);
}
