//! From draft to agreement and to the end: the rows of the deal.

use super::*;
use crate::support::{START, at, hours, in_turn, party};
use tercero::escrow::{CloseReason, MilestoneState, OnTimeout, Phase, Timer};
use tercero::{Context, Escrow, EscrowId, Event, Terms, days};

fn phase(world: &World) -> (Phase, Option<CloseReason>) {
    (world.escrow.state().phase(), world.escrow.state().close_reason())
}

fn closed(reason: CloseReason) -> (Phase, Option<CloseReason>) {
    (Phase::Closed, Some(reason))
}

fn accepted(world: &World) -> Vec<&str> {
    world.escrow.state().accepted().iter().map(|party| party.as_str()).collect()
}

/// Everybody: a broker and an advisor who are paid, and an arbiter.
fn everybody() -> TermsBuilder {
    let paid = |party: &str| {
        let fees = FeeSchedule::percent("1").unwrap().named(party).unwrap();
        fees.paid_to(party).unwrap()
    };
    goods().broker("bruno").advisor("vera").fees(paid("bruno")).fees(paid("vera"))
}

#[test]
fn d1_buyer_seller_broker_and_staff_create() {
    let mut world = World::drafted(goods().build().unwrap());
    for (actor, role, may) in [
        ("ana", Role::Buyer, true),
        ("beto", Role::Seller, true),
        ("bruno", Role::Broker, true),
        ("carla", Role::Admin, true),
        ("vera", Role::Advisor, false),
        ("xavi", Role::Arbiter, false),
        ("ana", Role::Seller, false),
        ("ana", Role::Admin, false),
        ("mallory", Role::Buyer, false),
        ("paco", Role::Provider, false),
        ("clock", Role::Clock, false),
    ] {
        let ctx = Context { actor: party(actor), ..world.context(role) };
        let id = EscrowId::parse(crate::support::ESCROW).unwrap();
        for begun in [
            Escrow::draft(id, everybody().build().unwrap(), &ctx),
            Escrow::propose(id, everybody().build().unwrap(), &ctx),
        ] {
            match begun {
                Ok(escrow) => assert!(may && escrow.version() > 0, "{actor} as {role:?}"),
                Err(refusal) => {
                    assert_eq!(refusal.code, Code::NotAllowed);
                    assert!(!may, "{actor} as {role:?}");
                }
            }
        }
    }
}

#[test]
fn d2_an_edit_makes_another_edition_and_only_the_creator_edits() {
    let mut world = World::drafted(goods().build().unwrap());
    let hash = world.escrow.terms_hash();
    let dearer = goods().milestone("m2", "Another", "50.00").build().unwrap();
    let edit = Command::Edit { terms: dearer };
    assert_eq!(world.refused(Role::Seller, edit.clone()).code, Code::NotAllowed);
    world.by(Role::Buyer, edit).unwrap();
    assert_eq!(world.escrow.state().agreement().version, 2);
    assert_ne!(world.escrow.terms_hash(), hash);
    let without_me = Terms::builder("EUR").buyer("anna").seller("beto").milestone("m1", "M", "1");
    let edit = Command::Edit { terms: without_me.build().unwrap() };
    assert_eq!(world.refused(Role::Buyer, edit).code, Code::NotAllowed);
}

#[test]
fn d3_whoever_proposes_has_accepted() {
    let mut world = World::drafted(goods().build().unwrap());
    assert_eq!(world.refused(Role::Seller, Command::Propose {}).code, Code::NotAllowed);
    world.by(Role::Buyer, Command::Propose {}).unwrap();
    assert_eq!((world.escrow.state().phase(), accepted(&world)), (Phase::Proposed, vec!["ana"]));
    let one = world.events();
    let at_once = World::proposed(goods().build().unwrap()).events();
    assert_eq!(one, at_once, "proposing at once is the same");
}

#[test]
fn d4_a_draft_is_void_after_thirty_days() {
    let mut world = World::drafted(goods().build().unwrap());
    let deadline = at(START).after(days(30));
    assert_eq!(world.escrow.next_deadline(), Some(deadline));
    move_to(&mut world, deadline, -1);
    assert!(world.escrow.tick(world.now).unwrap().is_empty());
    move_to(&mut world, deadline, 0);
    assert_eq!(world.escrow.tick(world.now).unwrap().len(), 1);
    assert_eq!(phase(&world), closed(CloseReason::Voided));
    world.refused(Role::Buyer, Command::Propose {});
}

#[test]
fn d5_a_draft_is_discarded_by_its_creator() {
    let mut world = World::drafted(goods().build().unwrap());
    assert_eq!(world.refused(Role::Seller, Command::Discard {}).code, Code::NotAllowed);
    world.by(Role::Buyer, Command::Discard {}).unwrap();
    assert_eq!(phase(&world), closed(CloseReason::Voided));
}

#[test]
fn d6_d7_everybody_who_must_accepts_and_the_last_one_agrees() {
    let mut world = World::proposed(everybody().build().unwrap());
    for (role, next) in [
        (Role::Seller, Phase::Proposed),
        (Role::Broker, Phase::Proposed),
        (Role::Arbiter, Phase::Proposed),
        (Role::Advisor, Phase::Agreed),
    ] {
        let accept = world.acceptance();
        if next == Phase::Proposed {
            world.by(role, accept.clone()).unwrap();
            assert_eq!(world.refused(role, accept).code, Code::AlreadyExists);
        } else {
            world.by(role, accept).unwrap();
        }
        assert_eq!(world.escrow.state().phase(), next, "{role:?}");
    }
    assert_eq!(world.escrow.next_deadline(), Some(at(START).after(days(5))));
    assert!(matches!(world.events().last(), Some(Event::Agreed { .. })));
}

#[test]
fn d6_who_need_not_accept_cannot() {
    let mut world = World::proposed(goods().broker("bruno").build().unwrap());
    let accept = world.acceptance();
    assert_eq!(world.refused(Role::Broker, accept).code, Code::NotAllowed);
}

/// Edge case 15: an acceptance names what was read.
#[test]
fn e15_accepting_an_older_edition_is_refused() {
    let mut world = World::proposed(goods().build().unwrap());
    let first = world.acceptance();
    let cheaper = two_sides().arbiter("xavi").milestone("m1", "Machine", "90.00").build().unwrap();
    world.by(Role::Seller, Command::Counter { terms: cheaper }).unwrap();
    let second = world.acceptance();
    let dearer = two_sides().arbiter("xavi").milestone("m1", "Machine", "95.00").build().unwrap();
    world.by(Role::Seller, Command::Counter { terms: dearer }).unwrap();
    for stale in [first, second] {
        let refusal = world.refused(Role::Buyer, stale);
        assert_eq!(refusal.code, Code::TermsChanged);
        assert_eq!(refusal.allowed, [world.escrow.terms_hash().to_string()]);
    }
    assert_eq!(accepted(&world), ["beto"], "no partial acceptance");
    let Command::Accept { terms_version, .. } = world.acceptance() else { return };
    assert_eq!(terms_version, 3);
    let other_hash = Command::Accept { terms_version, terms_hash: tercero::Hash::ZERO };
    assert_eq!(world.refused(Role::Buyer, other_hash).code, Code::TermsChanged);
}

/// Edge case 22: the fees are part of what is accepted.
#[test]
fn e22_other_fees_are_other_terms() {
    let mut world = World::proposed(goods().fees(five_percent()).build().unwrap());
    let read = world.acceptance();
    let more = goods().fees(FeeSchedule::percent("6").unwrap()).build().unwrap();
    world.by(Role::Seller, Command::Counter { terms: more.clone() }).unwrap();
    assert_eq!(world.refused(Role::Buyer, read).code, Code::TermsChanged);
    world.by(Role::Buyer, world.acceptance()).unwrap();
    world.by(Role::Arbiter, world.acceptance()).unwrap();
    assert_eq!(
        world.refused(Role::Seller, Command::Counter { terms: more }).code,
        Code::IllegalTransition
    );
    assert_eq!(world.escrow.state().agreement().quote.lines[0].amount.amount_text(), "6.00");
}

#[test]
fn d8_a_counter_clears_acceptances_and_restarts_the_window_thirty_days_in_all() {
    let mut world = World::proposed(goods().build().unwrap());
    world.by(Role::Arbiter, world.acceptance()).unwrap();
    assert_eq!(accepted(&world), ["ana", "xavi"]);
    let other = || Command::Counter { terms: goods().build().unwrap() };
    world.by(Role::Seller, other()).unwrap();
    assert_eq!(accepted(&world), ["beto"]);
    assert_eq!(world.escrow.next_deadline(), Some(at(START).after(days(7))));
    for n in 1..=4 {
        world.pass(days(6));
        world.by(Role::Buyer, other()).unwrap();
        let last = at(START).after(days((6 * n + 7).min(30)));
        assert_eq!(world.escrow.next_deadline(), Some(last), "after {n} counters");
    }
    assert_eq!(world.escrow.next_deadline(), Some(at(START).after(days(30))));
    world.pass(days(6));
    assert_eq!(phase(&world), closed(CloseReason::Expired));
    for role in [Role::Arbiter, Role::Advisor, Role::Admin] {
        let mut world = World::proposed(everybody().build().unwrap());
        assert_eq!(world.refused(role, other()).code, Code::NotAllowed);
    }
}

#[test]
fn d8_a_counter_keeps_the_sides_and_names_its_author() {
    let mut world = World::proposed(everybody().build().unwrap());
    let replaced = Terms::builder("EUR").buyer("carlos").seller("beto").broker("bruno");
    let replaced = replaced.milestone("m1", "Machine", "1.00").build().unwrap();
    let refusal = world.refused(Role::Broker, Command::Counter { terms: replaced });
    assert_eq!(refusal.code, Code::TermsInvalid);
    let without_broker = Command::Counter { terms: goods().build().unwrap() };
    assert_eq!(world.refused(Role::Broker, without_broker.clone()).code, Code::NotAllowed);
    world.by(Role::Buyer, without_broker).unwrap();
}

#[test]
fn d9_d10_others_decline_and_the_creator_withdraws() {
    let mut world = World::proposed(everybody().build().unwrap());
    assert_eq!(world.refused(Role::Buyer, Command::Decline {}).code, Code::NotAllowed);
    assert_eq!(world.refused(Role::Seller, Command::Withdraw {}).code, Code::NotAllowed);
    for role in [Role::Seller, Role::Broker, Role::Advisor, Role::Arbiter] {
        let mut world = world.clone();
        world.by(role, Command::Decline {}).unwrap();
        assert_eq!(phase(&world), closed(CloseReason::Declined), "{role:?}");
    }
    world.by(Role::Buyer, Command::Withdraw {}).unwrap();
    assert_eq!(phase(&world), closed(CloseReason::Cancelled));
}

/// Edge case 1, and row D11: the window is half open.
#[test]
fn e1_d11_a_proposal_is_accepted_one_millisecond_before_it_expires() {
    let world = World::proposed(two_sides().milestone("m1", "Machine", "1.00").build().unwrap());
    let deadline = at(START).after(days(7));
    let (mut in_time, mut late) = (world.clone(), world);
    move_to(&mut in_time, deadline, -1);
    in_time.by(Role::Seller, in_time.acceptance()).unwrap();
    assert_eq!(in_time.escrow.state().phase(), Phase::Agreed);
    move_to(&mut late, deadline, 0);
    let accept = late.acceptance();
    let refusal = late.refused(Role::Seller, accept);
    assert_eq!(missed(&refusal), (Code::WindowClosed, Some(deadline)));
    late.escrow.tick(late.now).unwrap();
    assert_eq!(phase(&late), closed(CloseReason::Expired));
}

/// Edge case 17: a broker who never answers ends the proposal, unless the others go on without him.
#[test]
fn e17_a_broker_who_never_accepts() {
    let mut world = World::proposed(everybody().build().unwrap());
    for role in [Role::Seller, Role::Advisor, Role::Arbiter] {
        world.by(role, world.acceptance()).unwrap();
    }
    let mut left = world.clone();
    left.pass(days(7));
    assert_eq!(phase(&left), closed(CloseReason::Expired));
    let without = Command::Counter { terms: goods().build().unwrap() };
    world.by(Role::Seller, without).unwrap();
    assert_eq!(world.escrow.state().agreement().version, 2);
    world.by(Role::Buyer, world.acceptance()).unwrap();
    world.by(Role::Arbiter, world.acceptance()).unwrap();
    assert_eq!(world.escrow.state().phase(), Phase::Agreed);
}

/// Edge case 16: one person plays one role.
#[test]
fn e16_nobody_plays_two_roles() {
    let refused = |builder: TermsBuilder| builder.build().unwrap_err().code;
    let milestone = |builder: TermsBuilder| builder.milestone("m1", "Machine", "1.00");
    assert_eq!(refused(milestone(two_sides().broker("ana"))), Code::PartiesNotDistinct);
    assert_eq!(refused(milestone(two_sides().arbiter("beto"))), Code::PartiesNotDistinct);
    let mut world = delivered(goods().broker("bruno").advisor("vera"));
    let open = world.dispute(Role::Buyer, "m1", "100.00", Reason::NotAsDescribed);
    for related in ["ana", "beto", "bruno", "vera", "carla", "platform", "tax", "clock"] {
        let assign = Command::AssignArbiter { case: open, arbiter: party(related) };
        assert_eq!(world.refused(Role::Admin, assign).code, Code::ConflictOfInterest, "{related}");
    }
}

#[test]
fn d12_an_agreement_is_called_off_before_anything_is_funded() {
    for role in [Role::Buyer, Role::Seller, Role::Admin] {
        let mut world = World::agreed(goods().build().unwrap());
        let half = world.money("50.00");
        world.by(Role::Provider, cleared("m1", "p1", half)).unwrap();
        world.by(role, Command::Cancel {}).unwrap();
        assert_eq!(phase(&world), closed(CloseReason::Cancelled));
        assert_eq!(world.state_of("m1"), MilestoneState::Cancelled);
        assert_eq!(payouts(&world), [pair("ana", "50.00 EUR")], "without a fee");
        world.check();
    }
    let mut world = World::agreed(goods().broker("bruno").build().unwrap());
    assert_eq!(world.refused(Role::Broker, Command::Cancel {}).code, Code::NotAllowed);
    world.pay("m1");
    assert_eq!(world.refused(Role::Buyer, Command::Cancel {}).code, Code::IllegalTransition);
}

#[test]
fn d13_an_agreement_that_is_not_paid_expires_and_returns_what_came_in_part() {
    let mut world = World::agreed(goods().fees(five_percent().paid_by_both()).build().unwrap());
    let part = world.money("102.49");
    world.by(Role::Provider, cleared("m1", "p1", part)).unwrap();
    let deadline = at(START).after(days(5));
    move_to(&mut world, deadline, -1);
    assert!(world.escrow.tick(world.now).unwrap().is_empty());
    move_to(&mut world, deadline, 0);
    world.escrow.tick(world.now).unwrap();
    assert_eq!(phase(&world), closed(CloseReason::Expired));
    assert_eq!(payouts(&world), [pair("ana", "102.49 EUR")]);
    world.settle_legs();
    assert!(world.escrow.state().balances().is_empty());
    world.check();
}

#[test]
fn d14_the_first_funded_milestone_makes_it_active() {
    let mut world = World::agreed(goods().milestone("m2", "Another", "50.00").build().unwrap());
    assert_eq!(world.escrow.state().phase(), Phase::Agreed);
    world.pay("m2");
    assert_eq!(world.escrow.state().phase(), Phase::Active);
    assert_eq!(world.state_of("m1"), MilestoneState::Pending);
}

#[test]
fn d17_the_reason_follows_from_the_outcomes() {
    let two = || goods().milestone("m2", "Another", "50.00").build().unwrap();
    let mut released = World::funded(two());
    released.complete("m1");
    assert_eq!(released.escrow.state().phase(), Phase::Active);
    let mut mixed = released.clone();
    released.complete("m2");
    assert_eq!(phase(&released), closed(CloseReason::Completed));
    mixed.by(Role::Seller, cancel("m2")).unwrap();
    assert_eq!(phase(&mixed), closed(CloseReason::Mixed), "edge case 46");
    assert_eq!(mixed.state_of("m1"), MilestoneState::Released);
    assert_eq!(mixed.state_of("m2"), MilestoneState::Refunded);
    let mut refunded = World::funded(two());
    refunded.by(Role::Seller, cancel("m1")).unwrap();
    refunded.by(Role::Seller, cancel("m2")).unwrap();
    assert_eq!(phase(&refunded), closed(CloseReason::Refunded));
    let mut half = World::agreed(two());
    half.pay("m1");
    half.complete("m1");
    half.pass(days(5));
    assert_eq!(half.state_of("m2"), MilestoneState::Cancelled);
    assert_eq!(phase(&half), closed(CloseReason::Mixed));
    for world in [&mut released, &mut mixed, &mut refunded, &mut half] {
        world.settle_legs();
        assert!(world.escrow.state().balances().is_empty());
        world.check();
    }
}

/// Edge case 64: a dispute holds up nothing but its own milestone.
#[test]
fn e64_a_dispute_on_one_milestone_delays_no_other() {
    let mut world = World::funded(goods().milestone("m2", "Another", "50.00").build().unwrap());
    world.ship("m2");
    world.deliver("m2");
    let open = world.dispute(Role::Buyer, "m2", "50.00", Reason::NotAsDescribed);
    world.complete("m1");
    assert_eq!(payouts(&world), [pair("beto", "100.00 EUR")]);
    assert_eq!(world.escrow.state().phase(), Phase::Active);
    world.by(Role::Seller, Command::AcceptClaim { case: open }).unwrap();
    assert_eq!(phase(&world), closed(CloseReason::Mixed));
    world.check();
}

#[test]
fn milestones_are_funded_in_turn() {
    let terms = goods().milestone("m2", "Another", "50.00").fund_by(in_turn()).build().unwrap();
    let mut world = World::agreed(terms);
    let fund_deadline = |world: &World, id: &str| {
        world.escrow.state().milestone(&milestone(id)).unwrap().fund_deadline
    };
    assert_eq!(fund_deadline(&world, "m1"), Some(at(START).after(days(5))));
    assert_eq!(fund_deadline(&world, "m2"), None);
    world.pay("m1");
    world.pass(days(10));
    world.complete("m1");
    assert_eq!(fund_deadline(&world, "m2"), Some(world.now.after(days(5))));
    world.pass(days(5));
    assert_eq!(world.state_of("m2"), MilestoneState::Cancelled);
    assert_eq!(phase(&world), closed(CloseReason::Mixed));
}

#[test]
fn the_next_milestone_waits_for_the_last_part() {
    let terms = goods().milestone("m2", "Another", "50.00").fund_by(in_turn()).build().unwrap();
    let mut world = World::agreed(terms);
    world.pay("m1");
    world.ship("m1");
    world.deliver("m1");
    let open = world.dispute(Role::Buyer, "m1", "40.00", Reason::NotAsDescribed);
    world.approve("m1");
    let fund_deadline =
        |world: &World| world.escrow.state().milestone(&milestone("m2")).unwrap().fund_deadline;
    assert_eq!(fund_deadline(&world), None, "a part is still contested");
    world.pass(days(2));
    world.by(Role::Seller, Command::AcceptClaim { case: open }).unwrap();
    assert_eq!(fund_deadline(&world), Some(world.now.after(days(5))));
}

/// Windows that the terms name replace the defaults.
#[test]
fn the_terms_set_the_windows() {
    let terms = goods()
        .timer(Timer::Accept, hours(2), OnTimeout::Close)
        .timer(Timer::Fund, hours(3), OnTimeout::Close)
        .build()
        .unwrap();
    let world = World::proposed(terms.clone());
    assert_eq!(world.escrow.next_deadline(), Some(at(START).after(hours(2))));
    let world = World::agreed(terms);
    assert_eq!(world.escrow.next_deadline(), Some(at(START).after(hours(3))));
}
