//! What the rail says twice, too late, in the wrong order or not at all: money moves once, and nothing ends half way.
//! A report that contradicts what is known is written down for those who compare the books.

use super::*;
use crate::support::hours;
use tercero::escrow::{CloseReason, HoldKind, LegId, LegState, MilestoneState, OnExpiry, Phase};
use tercero::{Event, days};

fn sent(leg: &LegId, text: &str) -> Command {
    Command::LegSent { leg: leg.clone(), reference: reference(text) }
}

fn settled(leg: &LegId, text: &str) -> Command {
    Command::LegSettled { leg: leg.clone(), reference: reference(text) }
}

fn failed(leg: &LegId, text: &str) -> Command {
    Command::LegFailed { leg: leg.clone(), reason: reference(text) }
}

fn tell(world: &mut World, command: Command) {
    world.by(Role::Provider, command).unwrap();
}

/// The only leg there is.
fn only_leg(world: &World) -> (LegId, LegState, u32) {
    let legs = world.escrow.state().legs();
    assert_eq!(legs.len(), 1);
    (legs[0].id.clone(), legs[0].state, legs[0].attempt)
}

/// Approved and released; the seller's leg is the only one.
fn released() -> (World, LegId) {
    let mut world = delivered(goods());
    world.approve("m1");
    let (leg, ..) = only_leg(&world);
    (world, leg)
}

fn noted(world: &World) -> usize {
    world.events().iter().filter(|event| matches!(event, Event::LegNoted { .. })).count()
}

/// Edge case 33: the answer of the rail is lost; asking again under the same key pays once.
#[test]
fn e33_a_lost_answer_of_the_rail_makes_no_second_leg() {
    let (mut world, leg) = released();
    tell(&mut world, sent(&leg, "r1"));
    for _ in 0..12 {
        world.pass(days(30));
        assert_eq!(only_leg(&world), (leg.clone(), LegState::Sent, 0));
        let open = world.escrow.payouts();
        assert_eq!((open.len(), &open[0].id, open[0].state), (1, &leg, LegState::Sent));
    }
    assert_eq!(world.refused(Role::Provider, sent(&leg, "r1")).code, Code::ReferenceKnown);
    tell(&mut world, sent(&leg, "r1-retried"));
    assert_eq!(only_leg(&world), (leg.clone(), LegState::Sent, 0));
    assert_eq!(world.balance("payable:beto"), "100.00");
    tell(&mut world, settled(&leg, "r1"));
    assert_eq!(only_leg(&world), (leg, LegState::Settled, 0));
    assert!(world.escrow.payouts().is_empty());
    assert!(world.escrow.state().balances().is_empty());
    world.check();
}

/// Edge case 34: success reported twice counts once, and failure after success is a contradiction that moves no money.
#[test]
fn e34_a_second_report_or_a_contradiction_moves_no_money() {
    let (mut world, leg) = released();
    tell(&mut world, sent(&leg, "r1"));
    tell(&mut world, settled(&leg, "r1"));
    assert!(world.escrow.state().balances().is_empty());
    assert_eq!(world.refused(Role::Provider, settled(&leg, "r1")).code, Code::ReferenceKnown);
    assert_eq!(noted(&world), 0);
    for contradiction in [settled(&leg, "r2"), failed(&leg, "no-funds"), sent(&leg, "r3")] {
        let before = noted(&world);
        tell(&mut world, contradiction);
        assert_eq!(noted(&world), before + 1, "somebody should look at it");
        assert_eq!(only_leg(&world), (leg.clone(), LegState::Settled, 0));
        assert!(world.escrow.state().balances().is_empty());
    }
    world.check();
}

/// Edge case 36: a seller who cannot be paid keeps his claim; nothing released goes back to the buyer by itself.
#[test]
fn e36_a_payee_who_cannot_be_paid_keeps_his_claim() {
    let (mut world, leg) = released();
    for attempt in 1..=5 {
        tell(&mut world, failed(&leg, "account-closed"));
        assert_eq!(only_leg(&world), (leg.clone(), LegState::Planned, attempt));
    }
    assert_eq!(world.escrow.next_deadline(), None);
    world.pass(days(3_650));
    assert_eq!(world.state_of("m1"), MilestoneState::Released);
    assert_eq!(world.escrow.state().phase(), Phase::Closed);
    assert_eq!(payouts(&world), [pair("beto", "100.00 EUR")]);
    assert_eq!([world.balance("payable:beto"), world.balance("payable:ana")], ["100.00", "0.00"]);

    let mut held = delivered(goods());
    let hold = Command::PlaceHold {
        milestone: milestone("m1"),
        hold: reference("h1"),
        kind: HoldKind::PayoutAccount,
        reason: digest("the account is closed"),
        expires_at: held.now.after(days(90)),
        on_expiry: OnExpiry::Lift,
    };
    held.by(Role::Admin, hold).unwrap();
    held.approve("m1");
    held.pass(days(89));
    assert!(held.escrow.payouts().is_empty(), "known before the release, staff hold it");
    held.by(Role::Admin, Command::LiftHold { hold: reference("h1") }).unwrap();
    assert_eq!(payouts(&held), [pair("beto", "100.00 EUR")]);
}

/// Edge case 47: the card can no longer be refunded; the same leg goes another way and the milestone stays refunded.
#[test]
fn e47_a_refund_that_cannot_go_back_the_way_it_came_goes_another() {
    let mut world = delivered(goods());
    world.refund("m1", "100.00");
    let (leg, ..) = only_leg(&world);
    world.pass(days(400));
    tell(&mut world, sent(&leg, "card-refund"));
    tell(&mut world, failed(&leg, "too-old-to-refund"));
    assert_eq!(only_leg(&world), (leg.clone(), LegState::Planned, 1));
    assert_eq!(payouts(&world), [pair("ana", "100.00 EUR")]);
    tell(&mut world, sent(&leg, "bank-transfer"));
    tell(&mut world, settled(&leg, "bank-transfer"));
    assert_eq!(only_leg(&world), (leg, LegState::Settled, 1));
    assert_eq!(world.state_of("m1"), MilestoneState::Refunded);
    assert_eq!(world.escrow.state().close_reason(), Some(CloseReason::Refunded));
    assert!(world.escrow.state().balances().is_empty());
}

/// Edge case 49: nobody gives back more than is left, whether the rail has settled what went before or not.
#[test]
fn e49_no_more_is_refunded_than_is_left() {
    let mut world = delivered(goods());
    world.release("m1", "25.00");
    world.settle_legs();
    world.refund("m1", "30.00");
    let refund = |world: &World, amount: &str| Command::RefundPartial {
        milestone: milestone("m1"),
        amount: world.money(amount),
    };
    for in_flight in [true, false] {
        for (too_much, code) in
            [("45.01", Code::AmountExceedsAvailable), ("100.00", Code::AmountExceedsAvailable)]
        {
            let refund = refund(&world, too_much);
            let refusal = world.refused(Role::Seller, refund);
            assert_eq!((refusal.code, &refusal.allowed[..]), (code, &["at most 45.00".into()][..]));
        }
        if in_flight {
            world.settle_legs();
        }
    }
    world.refund("m1", "45.00");
    assert_eq!(world.state_of("m1"), MilestoneState::Released, "25.00 were released");
    let cent = refund(&world, "0.01");
    assert_eq!(world.refused(Role::Seller, cent).code, Code::IllegalTransition);
    world.settle_legs();
    assert!(world.escrow.state().balances().is_empty());
    world.check();
}

/// Edge case 92: reports come in any order; nothing is counted twice and no balance falls below zero.
#[test]
fn e92_reports_in_the_wrong_order_leave_no_negative_balance() {
    let mut world = World::agreed(goods().build().unwrap());
    let failed_payin =
        || Command::PayinFailed { milestone: milestone("m1"), payin: reference("p1") };
    let some = world.money("40.00");
    tell(&mut world, failed_payin());
    assert!(world.escrow.state().balances().is_empty(), "nothing had arrived");
    tell(&mut world, cleared("m1", "p1", some));
    assert_eq!(world.balance("escrow:cash"), "40.00");
    let start = started(&world, "m1", "p1", world.now.after(hours(1)));
    assert_eq!(world.refused(Role::Provider, start).code, Code::ReferenceKnown, "it has arrived");
    tell(&mut world, failed_payin());
    assert!(world.escrow.state().balances().is_empty());
    assert_eq!(world.refused(Role::Provider, cleared("m1", "p1", some)).code, Code::ReferenceKnown);
    assert_eq!(world.refused(Role::Provider, failed_payin()).code, Code::ReferenceKnown);

    let (mut world, leg) = released();
    tell(&mut world, settled(&leg, "r1"));
    assert!(world.escrow.state().balances().is_empty());
    tell(&mut world, sent(&leg, "r1"));
    assert_eq!(only_leg(&world), (leg, LegState::Settled, 0), "it was sent before it settled");
    assert!(world.escrow.state().balances().is_empty());
    world.check();
}
