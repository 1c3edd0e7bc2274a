//! What a malicious party, a confused provider or a forged store might try, and why it comes to nothing.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    reason = "a test stops at the first surprise"
)]

mod support;

use support::{World, digest, hours, milestone, reference, two_sides};
use tercero::commission::{FeeSchedule, Payer, Rule};
use tercero::escrow::{LegState, MilestoneState, Phase, Reason};
use tercero::journal::{Balances, Movement};
use tercero::limits::{EVENTS, EVIDENCE, PAYINS};
use tercero::{Code, Command, Escrow, Event, Role, Terms, Timestamp, days, from_json};

/// Two lines of 0.03 that the buyer pays as the price is funded.
fn small_fees() -> Terms {
    let line = |id: &str| {
        let rule = r#"{"tiers":[{"rate":"0","flat":"0.03","on":"whole"}]}"#;
        let rule: Rule = from_json(rule).unwrap();
        FeeSchedule::rule(rule).named(id).unwrap().paid_by(Payer::Buyer)
    };
    let terms = two_sides().milestone("m1", "One", "10.00").milestone("m2", "Two", "10.00");
    terms.fees(line("a")).fees(line("b")).build().unwrap()
}

fn cleared(world: &World, id: &str, payin: &str, amount: &str) -> Command {
    let (milestone, payin) = (milestone(id), reference(payin));
    Command::PayinCleared { milestone, payin, amount: world.money(amount), hold_until: None }
}

#[test]
fn money_that_became_enough_funds_the_milestone_and_the_rest_goes_back() {
    let mut world = World::agreed(small_fees());
    let due = |world: &World, id: &str| {
        let state = world.escrow.state();
        state.due(state.milestone(&milestone(id)).unwrap()).unwrap().amount_text()
    };
    assert_eq!(due(&world, "m2"), "10.04");
    world.by(Role::Provider, cleared(&world, "m2", "p1", "10.03")).unwrap();
    assert_eq!(world.state_of("m2"), MilestoneState::Pending);
    world.pay("m1");
    assert_eq!(world.state_of("m2"), MilestoneState::Funded, "10.02 was due once m1 was funded");
    assert_eq!(world.balance("payable:ana"), "0.01");
    world.check();
}

#[test]
fn a_payment_that_never_ends_or_is_over_at_once_is_not_started() {
    let mut world = World::agreed(small_fees());
    let start = |world: &World, payin: &str, expires_at: Timestamp| Command::PayinStarted {
        milestone: milestone("m1"),
        payin: reference(payin),
        expires_at,
        terms_hash: world.escrow.terms_hash(),
    };
    for expires_at in [world.now, world.now.after(days(31)), support::at("9999-12-31T00:00:00Z")] {
        let command = start(&world, "p", expires_at);
        assert_eq!(world.refused(Role::Buyer, command).code, Code::TimeRange);
    }
    for n in 0..PAYINS {
        let command = start(&world, &format!("p{n}"), world.now.after(hours(1)));
        world.by(Role::Buyer, command).unwrap();
        world.pass(hours(1));
    }
    let command = start(&world, "last", world.now.after(hours(1)));
    assert_eq!(world.refused(Role::Buyer, command.clone()).code, Code::LimitExceeded);
    world.by(Role::Provider, command).unwrap();
}

#[test]
fn nobody_silences_the_other_side_by_filling_the_history() {
    let terms = two_sides().milestone("m1", "One", "1000.00").milestone("m2", "Two", "10.00");
    let mut world = World::funded(terms.build().unwrap());
    world.ship("m2");
    let cent = |world: &World| {
        let (milestone, amount) = (milestone("m1"), world.money("0.01"));
        Command::ReleasePartial { milestone, amount }
    };
    while world.escrow.version() < EVENTS {
        world.by(Role::Buyer, cent(&world)).unwrap();
    }
    assert_eq!(world.refused(Role::Buyer, cent(&world)).code, Code::LimitExceeded);
    world.wait(days(3));
    let (milestone, proof) = (milestone("m2"), digest("signed for by ana"));
    world.by(Role::Seller, Command::ClaimDelivered { milestone, proof }).unwrap();
    assert_eq!(world.state_of("m2"), MilestoneState::Delivered);
}

#[test]
fn one_side_does_not_use_up_the_limits_of_the_other() {
    let mut world = World::funded(small_fees());
    let case = world.dispute(Role::Buyer, "m1", "10.00", Reason::Late);
    let evidence = Command::AddEvidence { case, evidence: digest("a photo") };
    for _ in 0..EVIDENCE {
        world.by(Role::Seller, evidence.clone()).unwrap();
    }
    assert_eq!(world.refused(Role::Seller, evidence.clone()).code, Code::EvidenceLimit);
    world.by(Role::Buyer, evidence).unwrap();
}

/// One milestone released; its only leg is the seller's.
fn paid_out() -> (World, tercero::escrow::LegId) {
    let mut world = World::funded(two_sides().milestone("m1", "One", "10.00").build().unwrap());
    world.complete("m1");
    let leg = world.escrow.payouts()[0].id.clone();
    (world, leg)
}

#[test]
fn a_stale_report_of_the_rail_does_not_settle_a_leg_twice() {
    let (mut world, leg) = paid_out();
    let settled = |reference| Command::LegSettled { leg: leg.clone(), reference };
    world.by(Role::Provider, settled(reference("r1"))).unwrap();
    let returned = Command::LegReturned { leg: leg.clone(), reference: reference("ret1") };
    world.by(Role::Provider, returned.clone()).unwrap();
    assert_eq!(world.balance("payable:beto"), "10.00");
    assert_eq!(world.refused(Role::Provider, settled(reference("r1"))).code, Code::ReferenceKnown);
    world.by(Role::Provider, settled(reference("r2"))).unwrap();
    assert_eq!(world.refused(Role::Provider, returned).code, Code::ReferenceKnown);
    assert!(world.escrow.state().balances().is_empty());
}

#[test]
fn a_fact_that_does_not_fit_is_written_down_and_changes_nothing() {
    let (mut world, leg) = paid_out();
    let before = world.escrow.state().balances().clone();
    let reports = [
        Command::LegReturned { leg: leg.clone(), reference: reference("ret1") },
        Command::PayinStarted {
            milestone: milestone("m1"),
            payin: reference("p9"),
            expires_at: world.now.after(hours(1)),
            terms_hash: world.escrow.terms_hash(),
        },
        Command::PayinFailed { milestone: milestone("m1"), payin: reference("p8") },
    ];
    for report in reports {
        world.by(Role::Provider, report).unwrap();
    }
    assert_eq!(*world.escrow.state().balances(), before);
    assert_eq!(world.escrow.payouts()[0].state, LegState::Planned);
    world.check();
}

#[test]
fn a_payment_that_failed_cleared_and_failed_again_is_gone() {
    let mut world = World::agreed(small_fees());
    let failed =
        |id: &str| Command::PayinFailed { milestone: milestone(id), payin: reference("p1") };
    world.by(Role::Provider, failed("m1")).unwrap();
    world.by(Role::Provider, cleared(&world, "m1", "p1", "5.00")).unwrap();
    world.by(Role::Provider, failed("m2")).unwrap();
    assert_eq!(world.balance("escrow:cash"), "5.00", "that report was about another milestone");
    world.by(Role::Provider, failed("m1")).unwrap();
    assert_eq!(world.balance("escrow:cash"), "0.00");
    let again = cleared(&world, "m1", "p1", "5.00");
    assert_eq!(world.refused(Role::Provider, again).code, Code::ReferenceKnown);
}

#[test]
fn timers_of_one_instant_go_by_milestone() {
    let terms = two_sides()
        .milestone("m1", "One", "10.00")
        .milestone("m2", "Two", "10.00")
        .milestone("m3", "Three", "10.00");
    let terms = support::one_day(
        support::one_day(terms, tercero::escrow::Timer::Ship),
        tercero::escrow::Timer::Fund,
    );
    let mut world = World::agreed(terms.build().unwrap());
    world.pay("m1");
    let from = usize::try_from(world.escrow.version()).unwrap();
    world.pass(days(1));
    let ended: Vec<String> = world.escrow.history().entries()[from..]
        .iter()
        .filter_map(|entry| match entry.body::<Event>().unwrap().event {
            Event::Refunded { milestone, .. } | Event::MilestoneCancelled { milestone, .. } => {
                Some(milestone.to_string())
            }
            _ => None,
        })
        .collect();
    assert_eq!(ended, ["m1", "m2", "m3"]);
}

#[test]
fn a_dispute_in_between_does_not_move_the_day_of_shipping() {
    let terms = two_sides().milestone("m1", "Lamp", "10.00").build().unwrap();
    let mut world = World::funded(terms);
    world.ship("m1");
    world.wait(days(10));
    let case = world.dispute(Role::Buyer, "m1", "10.00", Reason::Late);
    world.wait(days(2));
    world.by(Role::Buyer, Command::WithdrawCase { case }).unwrap();
    let (milestone, proof) = (milestone("m1"), digest("signed for"));
    world.by(Role::Seller, Command::ClaimDelivered { milestone, proof }).unwrap();
}

#[test]
fn a_missed_window_is_named_wherever_it_was_missed() {
    let mut world = World::funded(small_fees());
    let case = world.dispute(Role::Buyer, "m1", "10.00", Reason::Late);
    world.pass(days(7));
    let late = Command::AcceptClaim { case };
    assert_eq!(world.refused(Role::Seller, late).code, Code::WindowClosed);

    let mut world = World::agreed(small_fees());
    world.pass(days(5));
    assert_eq!(world.escrow.state().phase(), Phase::Closed);
    let late = Command::PayinStarted {
        milestone: milestone("m1"),
        payin: reference("p1"),
        expires_at: world.now.after(hours(1)),
        terms_hash: world.escrow.terms_hash(),
    };
    assert_eq!(world.refused(Role::Buyer, late).code, Code::WindowClosed);
}

#[test]
fn an_arbiter_earns_nothing_from_what_he_decides() {
    let fee = FeeSchedule::percent("10").unwrap().paid_to("xavi").unwrap();
    let terms = two_sides().arbiter("xavi").milestone("m1", "Lamp", "10.00").fees(fee).build();
    assert_eq!(terms.unwrap_err().code, Code::ConflictOfInterest);
}

#[test]
fn a_forged_store_is_not_believed() {
    let negative = r#"[{"account":"held:m1","balance":{"amount":"-5.00","currency":"EUR"}}]"#;
    assert_eq!(from_json::<Balances>(negative).unwrap_err().code, Code::InvariantViolated);
    let one = r#"{"account":"escrow:cash","balance":{"amount":"5.00","currency":"EUR"}}"#;
    let twice = format!("[{one},{one}]");
    assert_eq!(from_json::<Balances>(&twice).unwrap_err().code, Code::InvariantViolated);

    let (world, _) = paid_out();
    let mut snapshot = world.escrow.snapshot().unwrap();
    let forged = snapshot.state.replace(
        r#""amount":"10.00","currency":"EUR"},"attempt""#,
        r#""amount":"90.00","currency":"EUR"},"attempt""#,
    );
    assert_ne!(forged, snapshot.state);
    snapshot.hash = tercero::Hash::of(&[forged.as_bytes()]);
    snapshot.state = forged;
    let refusal = Escrow::restore(&snapshot, Vec::new()).unwrap_err();
    assert_eq!(refusal.code, Code::SnapshotInvalid);
}

#[test]
fn the_books_take_no_overdraft_and_nothing_that_does_not_balance() {
    let posted = |debit: &str, credit: &str| {
        let euro = |amount: &str| format!(r#"{{"amount":"{amount}","currency":"EUR"}}"#);
        let side = |account: &str, amount: &str| {
            format!(r#"[{{"account":"{account}","amount":{}}}]"#, euro(amount))
        };
        let (debits, credits) = (side("held:m1", debit), side("payable:ana", credit));
        let movement = format!(r#"{{"debits":{debits},"credits":{credits}}}"#);
        let held = format!(r#"[{{"account":"held:m1","balance":{}}}]"#, euro("5.00"));
        let mut books: Balances = from_json(&held).unwrap();
        books.post(&from_json::<Movement>(&movement).unwrap()).map_err(|refusal| refusal.code)
    };
    assert_eq!(posted("5.00", "5.00"), Ok(()));
    assert_eq!(posted("5.01", "5.01"), Err(Code::InvariantViolated));
    assert_eq!(posted("5.00", "4.99"), Err(Code::InvariantViolated));
}
