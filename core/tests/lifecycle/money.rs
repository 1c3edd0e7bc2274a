//! Money that comes in and goes out: payments, partial releases, fees and the legs to the rail, with their edge cases.

use super::*;
use crate::support::{START, at, hours};
use tercero::commission::Payer;
use tercero::escrow::{CloseReason, LegState, MilestoneState, Phase};
use tercero::journal::Account;
use tercero::{Currency, Event, Terms, days};

fn failed(id: &str, payin: &str) -> Command {
    Command::PayinFailed { milestone: milestone(id), payin: reference(payin) }
}

fn agreed() -> World {
    World::agreed(goods().milestone("m2", "Another", "50.00").build().unwrap())
}

#[test]
fn m1_a_payment_is_started_for_the_terms_that_were_read() {
    let mut world = agreed();
    let in_an_hour = world.now.after(hours(1));
    let mut other = started(&world, "m1", "p1", in_an_hour);
    if let Command::PayinStarted { terms_hash, .. } = &mut other {
        *terms_hash = tercero::Hash::ZERO;
    }
    assert_eq!(world.refused(Role::Buyer, other).code, Code::TermsChanged);
    let start = started(&world, "m1", "p1", in_an_hour);
    assert_eq!(world.refused(Role::Seller, start.clone()).code, Code::NotAllowed);
    world.by(Role::Buyer, start).unwrap();
    assert_eq!(world.state_of("m1"), MilestoneState::Funding);
    let again = started(&world, "m2", "p1", in_an_hour);
    assert_eq!(world.refused(Role::Provider, again).code, Code::ReferenceKnown);
    let proposed = World::proposed(goods().build().unwrap());
    let early = started(&proposed, "m1", "p1", in_an_hour);
    assert_eq!(proposed.clone().refused(Role::Buyer, early).code, Code::IllegalTransition);
}

/// Edge case 24: a cent is missing, and then it is not.
#[test]
fn e24_underpaid_by_a_cent_is_not_funded() {
    let mut world = World::agreed(goods().fees(five_percent().paid_by_both()).build().unwrap());
    let (most, cent) = (world.money("102.49"), world.money("0.01"));
    let start = started(&world, "m1", "p1", world.now.after(hours(1)));
    world.by(Role::Buyer, start).unwrap();
    world.by(Role::Provider, cleared("m1", "p1", most)).unwrap();
    assert_eq!(world.state_of("m1"), MilestoneState::Funding);
    assert_eq!(world.escrow.state().phase(), Phase::Agreed);
    world.by(Role::Provider, cleared("m1", "p2", cent)).unwrap();
    assert_eq!(world.state_of("m1"), MilestoneState::Funded);
    assert_eq!(
        (world.balance("held:m1"), world.balance("fees_held")),
        ("100.00".into(), "2.50".into())
    );
    world.check();
}

/// Edge case 25: what is too much goes back.
#[test]
fn e25_overpaid_money_is_kept_apart_and_sent_back() {
    let mut world = agreed();
    let much = world.money("100.01");
    world.by(Role::Provider, cleared("m1", "p1", much)).unwrap();
    assert_eq!(world.state_of("m1"), MilestoneState::Funded);
    assert_eq!(world.balance("held:m1"), "100.00");
    assert_eq!(payouts(&world), [pair("ana", "0.01 EUR")]);
    let apart = world.events().into_iter().find_map(|event| match event {
        Event::PayinCleared { excess, .. } => Some(excess.amount_text()),
        _ => None,
    });
    assert_eq!(apart.as_deref(), Some("0.01"));
    world.settle_legs();
    assert_eq!(world.balance("escrow:cash"), "100.00");
}

/// Edge case 26: a double click pays twice; the second payment is returned, and one reference counts once.
#[test]
fn e26_a_second_payment_is_returned_and_a_reference_counts_once() {
    let mut world = agreed();
    let full = world.money("100.00");
    world.by(Role::Provider, cleared("m1", "p1", full)).unwrap();
    assert_eq!(world.refused(Role::Provider, cleared("m1", "p1", full)).code, Code::ReferenceKnown);
    assert_eq!(world.refused(Role::Provider, cleared("m2", "p1", full)).code, Code::ReferenceKnown);
    world.by(Role::Provider, cleared("m1", "p2", full)).unwrap();
    assert_eq!(world.balance("held:m1"), "100.00");
    assert_eq!(world.balance("escrow:cash"), "200.00");
    assert_eq!(payouts(&world), [pair("ana", "100.00 EUR")]);
    world.check();
}

/// Edge case 21: a stray cent blocks nothing.
#[test]
fn e21_a_stray_cent_does_not_block_the_release() {
    let mut world = delivered(goods());
    let cent = world.money("0.01");
    world.by(Role::Provider, cleared("m1", "stray", cent)).unwrap();
    world.by(Role::Provider, cleared("nowhere", "lost", cent)).unwrap();
    world.approve("m1");
    assert_eq!(world.escrow.state().close_reason(), Some(CloseReason::Completed));
    let want = [pair("ana", "0.01 EUR"), pair("ana", "0.01 EUR"), pair("beto", "100.00 EUR")];
    assert_eq!(payouts(&world), want);
    world.settle_legs();
    assert!(world.escrow.state().balances().is_empty());
}

/// Edge case 27: money that comes too late never revives what has expired.
#[test]
fn e27_a_late_payment_is_returned_in_full() {
    let mut world = World::agreed(goods().fees(five_percent().paid_by_both()).build().unwrap());
    let full = world.money("102.50");
    world.wait(days(5));
    world.by(Role::Provider, cleared("m1", "p1", full)).unwrap();
    assert_eq!(world.escrow.state().close_reason(), Some(CloseReason::Expired));
    assert_eq!(world.state_of("m1"), MilestoneState::Cancelled);
    assert_eq!(payouts(&world), [pair("ana", "102.50 EUR")]);
    let late = |event: &Event| matches!(event, Event::PayinUnapplied { .. });
    assert!(world.events().iter().any(late));
    world.check();
}

/// Edge case 28: another currency funds nothing and goes back as it came.
#[test]
fn e28_a_foreign_payment_is_returned_in_its_own_currency() {
    let mut world = agreed();
    let pounds = Money::parse("100.00", Currency::parse("GBP").unwrap()).unwrap();
    world.by(Role::Provider, cleared("m1", "p1", pounds)).unwrap();
    assert_eq!(world.state_of("m1"), MilestoneState::Pending);
    let balances = world.escrow.state().balances();
    assert_eq!(balances.of(&Account::Cash, pounds.currency()), pounds);
    assert_eq!(world.balance("escrow:cash"), "0.00");
    assert_eq!(payouts(&world), [pair("ana", "100.00 GBP")]);
    world.settle_legs();
    assert!(world.escrow.state().balances().is_empty());
}

/// Edge case 29: an authorisation that expires frees the milestone and does not move the funding window.
#[test]
fn e29_an_expired_authorisation_leads_back_to_pending() {
    let mut world = agreed();
    world.pass(days(1));
    let expires = world.now.after(hours(1));
    let start = started(&world, "m1", "p1", expires);
    world.by(Role::Buyer, start).unwrap();
    assert_eq!(world.refused(Role::Seller, ship()).code, Code::IllegalTransition);
    move_to(&mut world, expires, -1);
    assert!(world.escrow.tick(world.now).unwrap().is_empty());
    move_to(&mut world, expires, 0);
    world.escrow.tick(world.now).unwrap();
    assert_eq!(world.state_of("m1"), MilestoneState::Pending);
    let fund_by = world.escrow.state().milestone(&milestone("m1")).unwrap().fund_deadline;
    assert_eq!(fund_by, Some(at(START).after(days(5))));
    let start = started(&world, "m1", "p2", world.now.after(hours(1)));
    world.by(Role::Buyer, start).unwrap();
    let full = world.money("100.00");
    world.by(Role::Provider, cleared("m1", "p2", full)).unwrap();
    assert_eq!(world.state_of("m1"), MilestoneState::Funded);
}

#[test]
fn m4_a_failed_payment_takes_back_what_had_arrived_of_it() {
    let mut world = agreed();
    let (half, rest) = (world.money("40.00"), world.money("60.00"));
    world.by(Role::Provider, cleared("m1", "p1", half)).unwrap();
    world.by(Role::Provider, cleared("m1", "p2", half)).unwrap();
    assert_eq!(world.balance("funding:m1"), "80.00");
    world.by(Role::Provider, failed("m1", "p1")).unwrap();
    assert_eq!(world.balance("funding:m1"), "40.00");
    assert_eq!(world.balance("escrow:cash"), "40.00");
    assert_eq!(world.state_of("m1"), MilestoneState::Pending);
    assert_eq!(world.refused(Role::Provider, failed("m1", "p1")).code, Code::ReferenceKnown);
    world.by(Role::Provider, cleared("m1", "p3", rest)).unwrap();
    assert_eq!(world.state_of("m1"), MilestoneState::Funded);
    world.check();
}

#[test]
fn m6_m7_an_unfunded_milestone_is_cancelled_by_time_or_by_somebody() {
    let mut world = agreed();
    world.pay("m1");
    let part = world.money("20.00");
    world.by(Role::Provider, cleared("m2", "p2", part)).unwrap();
    for role in [Role::Buyer, Role::Seller, Role::Admin] {
        let mut world = world.clone();
        world.by(role, cancel("m2")).unwrap();
        assert_eq!(world.state_of("m2"), MilestoneState::Cancelled);
        assert_eq!(payouts(&world), [pair("ana", "20.00 EUR")], "{role:?}");
        assert_eq!(world.escrow.state().phase(), Phase::Active);
    }
    let deadline = at(START).after(days(5));
    move_to(&mut world, deadline, -1);
    assert!(world.escrow.tick(world.now).unwrap().is_empty());
    move_to(&mut world, deadline, 0);
    world.escrow.tick(world.now).unwrap();
    assert_eq!(world.state_of("m2"), MilestoneState::Cancelled);
    assert_eq!(payouts(&world), [pair("ana", "20.00 EUR")]);
    assert_eq!(world.state_of("m1"), MilestoneState::Funded);
}

/// What is due for a milestone can fall to what has arrived for it already when another one is funded first.
#[test]
fn a_milestone_is_funded_when_its_due_falls_to_what_has_arrived() {
    let fixed = FeeSchedule::percent("0").unwrap().min("10.00").unwrap().paid_by(Payer::Buyer);
    let fees = fixed.timing(tercero::commission::Timing::Front);
    let terms = goods().milestone("m2", "Another", "50.00").fees(fees);
    let mut world = World::agreed(terms.build().unwrap());
    let price = world.money("100.00");
    world.by(Role::Provider, cleared("m1", "p1", price)).unwrap();
    assert_eq!(world.state_of("m1"), MilestoneState::Pending, "110.00 are due");
    world.pay("m2");
    assert_eq!(world.balance("fees_held"), "10.00", "the fixed part is paid");
    assert_eq!(world.balance("held:m1"), "100.00");
    assert_eq!(world.state_of("m1"), MilestoneState::Funded);
}

/// Edge case 37: releasing exactly what is left is the end, with the whole fee.
#[test]
fn e37_releasing_exactly_what_is_available_ends_the_milestone() {
    let mut world = delivered(goods().fees(five_percent()));
    world.release("m1", "33.33");
    assert_eq!(world.state_of("m1"), MilestoneState::Delivered);
    assert_eq!(world.balance("payable:platform"), "1.67");
    world.release("m1", "66.67");
    assert_eq!(world.state_of("m1"), MilestoneState::Released);
    assert_eq!(world.balance("payable:platform"), "5.00");
    assert_eq!(world.balance("payable:beto"), "95.00");
    assert_eq!(world.escrow.state().close_reason(), Some(CloseReason::Completed));
    world.check();
}

/// Edge cases 38 and 54: what a dispute has locked, or what was released, is not available.
#[test]
fn e38_e54_only_what_is_available_can_be_moved_or_disputed() {
    let mut world = delivered(goods());
    world.release("m1", "25.00");
    world.dispute(Role::Buyer, "m1", "40.00", Reason::NotAsDescribed);
    let amount = world.money("35.01");
    for (role, command) in [
        (Role::Buyer, Command::ReleasePartial { milestone: milestone("m1"), amount }),
        (Role::Seller, Command::RefundPartial { milestone: milestone("m1"), amount }),
        (Role::Buyer, world.contest("m1", case(2), "35.01", Reason::NotCompleted)),
    ] {
        let refusal = world.refused(role, command);
        assert_eq!(refusal.code, Code::AmountExceedsAvailable);
        assert_eq!(refusal.allowed, ["at most 35.00"]);
    }
    let locked =
        Command::ReleasePartial { milestone: milestone("m1-1"), amount: world.money("1.00") };
    assert_eq!(world.refused(Role::Buyer, locked).code, Code::CaseOpen);
    world.release("m1", "35.00");
    assert_eq!(world.state_of("m1"), MilestoneState::Released);
    assert_eq!(world.state_of("m1-1"), MilestoneState::Disputed);
}

/// Edge case 40.
#[test]
fn e40_nothing_and_less_than_nothing_cannot_be_released() {
    let mut world = delivered(goods());
    for amount in ["0.00", "-0.01", "-100.00"] {
        let amount = world.money(amount);
        let release = Command::ReleasePartial { milestone: milestone("m1"), amount };
        assert_eq!(world.refused(Role::Buyer, release).code, Code::AmountRange);
        let refund = Command::RefundPartial { milestone: milestone("m1"), amount };
        assert_eq!(world.refused(Role::Seller, refund).code, Code::AmountRange);
    }
}

/// Edge case 41: lines that round up at once take no more than the release; the rest waits for the next one.
#[test]
fn e41_tiny_releases_never_leave_the_seller_in_debt() {
    let half = |id: &str| FeeSchedule::percent("50").unwrap().named(id).unwrap();
    let mut world =
        delivered(goods().fees(half("first")).fees(half("second").paid_to("beto").unwrap()));
    let charged = |world: &World| -> Vec<Vec<(u32, String)>> {
        let releases = world.events().into_iter().filter_map(|event| match event {
            Event::Released { charges, net, .. } => {
                assert!(net.is_zero());
                Some(charges.iter().map(|c| (c.line, c.seller.amount_text())).collect())
            }
            _ => None,
        });
        releases.collect()
    };
    world.release("m1", "0.01");
    world.release("m1", "0.01");
    let (first, second) = ((0, "0.01".to_owned()), (1, "0.01".to_owned()));
    assert_eq!(charged(&world), [vec![first], vec![second]]);
    world.release("m1", "99.98");
    assert_eq!(world.balance("payable:platform"), "50.00");
    assert_eq!(world.balance("payable:beto"), "50.00");
    world.check();
}

/// Edge case 84: an odd yen goes to the first in rank.
#[test]
fn e84_one_yen_split_in_half() {
    let one = FeeSchedule::percent("0").unwrap().min("1").unwrap().paid_by_both();
    let terms = Terms::builder("JPY").buyer("ana").seller("beto").milestone("m1", "Tea", "100");
    let quote = terms.fees(one).build().unwrap().quote().unwrap();
    let line = &quote.lines[0];
    assert_eq!([line.buyer, line.seller].map(Money::amount_text), ["1", "0"]);
}

/// Edge case 87: who has no share gets nothing, not even what is left over.
#[test]
fn e87_a_payee_of_weight_zero_gets_nothing() {
    let mut fees = FeeSchedule::percent("0.1").unwrap().passing_on("0", "bruno").unwrap();
    fees = fees.passing_on("0", "vera").unwrap();
    let mut world = delivered(goods().broker("bruno").advisor("vera").fees(fees));
    for _ in 0..10 {
        world.release("m1", "0.01");
    }
    world.approve("m1");
    assert_eq!(world.balance("payable:platform"), "0.10");
    assert_eq!(world.balance("payable:bruno"), "0.00");
    assert_eq!(world.balance("payable:vera"), "0.00");
    assert!(world.escrow.payouts().iter().all(|payout| payout.amount.is_positive()));
}

fn leg(world: &World, n: usize) -> tercero::escrow::LegId {
    world.escrow.state().legs()[n].id.clone()
}

fn state_of_leg(world: &World, n: usize) -> (LegState, u32) {
    let leg = &world.escrow.state().legs()[n];
    (leg.state, leg.attempt)
}

#[test]
fn l1_to_l5_a_leg_keeps_its_id_whatever_happens_to_it() {
    let mut world = delivered(goods());
    world.approve("m1");
    let id = leg(&world, 0);
    assert_eq!(id.to_string(), format!("{}/m1/1", crate::support::ESCROW));
    assert_eq!(state_of_leg(&world, 0), (LegState::Planned, 0));
    let sent = |reference| Command::LegSent { leg: id.clone(), reference };
    let settled = |reference| Command::LegSettled { leg: id.clone(), reference };
    let failed = |reason| Command::LegFailed { leg: id.clone(), reason };
    let returned = |reference| Command::LegReturned { leg: id.clone(), reference };
    world.by(Role::Provider, returned(rail("r0"))).unwrap();
    assert_eq!(state_of_leg(&world, 0), (LegState::Planned, 0), "written down, nothing else");
    assert_eq!(world.refused(Role::Buyer, sent(rail("r1"))).code, Code::NotAllowed);
    world.by(Role::Provider, sent(rail("r1"))).unwrap();
    assert_eq!(state_of_leg(&world, 0), (LegState::Sent, 0));
    assert_eq!(world.refused(Role::Provider, sent(rail("r1"))).code, Code::ReferenceKnown);
    world.by(Role::Provider, failed(rail("account-closed"))).unwrap();
    assert_eq!(state_of_leg(&world, 0), (LegState::Planned, 1));
    assert_eq!(world.balance("payable:beto"), "100.00");
    world.by(Role::Provider, sent(rail("r2"))).unwrap();
    world.by(Role::Provider, settled(rail("r2"))).unwrap();
    assert_eq!(state_of_leg(&world, 0), (LegState::Settled, 1));
    assert!(world.escrow.state().balances().is_empty());
    assert_eq!(world.refused(Role::Provider, settled(rail("r2"))).code, Code::ReferenceKnown);
    world.by(Role::Provider, failed(rail("late"))).unwrap();
    assert_eq!(state_of_leg(&world, 0), (LegState::Settled, 1), "a contradiction moves no money");
    world.by(Role::Provider, returned(rail("r3"))).unwrap();
    assert_eq!(state_of_leg(&world, 0), (LegState::Planned, 2));
    assert_eq!(world.balance("payable:beto"), "100.00");
    assert_eq!(leg(&world, 0), id);
    assert_eq!(world.escrow.payouts()[0].id, id);
    world.check();
}

/// Edge case 35: a payout that the bank returns a week later reopens nothing.
#[test]
fn e35_a_returned_payout_is_owed_again_and_the_escrow_stays_closed() {
    let mut world = delivered(goods());
    world.approve("m1");
    world.settle_legs();
    world.pass(days(7));
    let back = Command::LegReturned { leg: leg(&world, 0), reference: rail("back") };
    world.by(Role::Provider, back).unwrap();
    assert_eq!(world.balance("payable:beto"), "100.00");
    assert_eq!(world.balance("escrow:cash"), "100.00");
    assert_eq!(world.state_of("m1"), MilestoneState::Released);
    assert_eq!(world.escrow.state().phase(), Phase::Closed);
    assert_eq!(payouts(&world), [pair("beto", "100.00 EUR")]);
}

/// Edge case 48: a refund that fails at the rail stays owed to the buyer.
#[test]
fn e48_a_failed_refund_stays_owed_to_the_buyer() {
    let mut world = delivered(goods());
    world.refund("m1", "100.00");
    let failed = Command::LegFailed { leg: leg(&world, 0), reason: rail("no-account") };
    world.by(Role::Provider, failed).unwrap();
    assert_eq!(world.balance("payable:ana"), "100.00");
    assert_eq!(world.state_of("m1"), MilestoneState::Refunded);
    assert_eq!(state_of_leg(&world, 0), (LegState::Planned, 1));
}
