//! Who decides a case and on what: related arbiters, late evidence, small claims and what is left to contest.
//! A decision is made once and never later than the terms say.

use super::*;
use crate::support::party;
use tercero::escrow::event::CaseState;
use tercero::escrow::{MilestoneState, OnTimeout, Timer};
use tercero::{Context, Event, Window, days};

fn stage(world: &World, id: CaseId) -> CaseState {
    world.escrow.state().case(&id).unwrap().state
}

fn paid(world: &World) -> [String; 2] {
    ["payable:ana", "payable:beto"].map(|account| world.balance(account))
}

fn assign(case: CaseId, arbiter: &str) -> Command {
    Command::AssignArbiter { case, arbiter: party(arbiter) }
}

/// Rules as an arbiter whom staff put on the case.
fn ruled_by(world: &mut World, arbiter: &str, rule: &Command) {
    let ctx = Context { actor: party(arbiter), ..world.context(Role::Arbiter) };
    world.escrow.handle(rule, &ctx).unwrap();
}

/// Edge case 60: an arbiter who turns out to be related is replaced, and his ruling counts only once it is final.
#[test]
fn e60_a_related_arbiter_is_replaced_until_his_ruling_is_final() {
    let mut world = delivered(goods().timer(Timer::Appeal, days(5), OnTimeout::Final));
    let open = in_arbitration(&mut world, "100.00");
    let deadline = world.escrow.state().case(&open).unwrap().deadline;
    let mut before = world.clone();
    before.by(Role::Admin, assign(open, "xenia")).unwrap();
    assert_eq!(before.escrow.state().case(&open).unwrap().deadline, deadline);
    let rules = ruling(&before, open, "100.00");
    assert_eq!(before.refused(Role::Arbiter, rules).code, Code::NotAllowed);
    let mut recused = world.clone();
    recused.by(Role::Arbiter, Command::Recuse { case: open }).unwrap();
    assert_eq!(recused.escrow.state().case(&open).unwrap().arbiter, None);

    let rules = ruling(&world, open, "100.00");
    world.by(Role::Arbiter, rules).unwrap();
    assert_eq!(stage(&world, open), CaseState::Ruled);
    let mut appealed = world.clone();
    let appeal = Command::Appeal { case: open, statement: digest("they are cousins") };
    appealed.by(Role::Seller, appeal.clone()).unwrap();
    let rules = ruling(&appealed, open, "100.00");
    assert_eq!(appealed.refused(Role::Arbiter, rules).code, Code::NotAllowed);
    appealed.by(Role::Admin, assign(open, "xenia")).unwrap();
    let rules = ruling(&appealed, open, "0.00");
    ruled_by(&mut appealed, "xenia", &rules);
    appealed.pass(days(5));
    assert_eq!(paid(&appealed), ["0.00", "100.00"]);

    world.pass(days(5));
    assert_eq!(
        (stage(&world, open), paid(&world)),
        (CaseState::Final, ["100.00".into(), "0.00".into()])
    );
    assert_eq!(world.refused(Role::Admin, assign(open, "xenia")).code, Code::CaseClosed);
    assert_eq!(world.refused(Role::Seller, appeal).code, Code::WindowClosed);
}

/// Edge case 61: evidence is taken in every open stage and shows when it came; it brings no stage back.
#[test]
fn e61_late_evidence_is_kept_and_reopens_nothing() {
    let mut world = delivered(goods().timer(Timer::Appeal, days(5), OnTimeout::Final));
    let open = contested(&mut world, "100.00");
    world.pass(days(14 + 30));
    assert_eq!(stage(&world, open), CaseState::Arbitration);
    let (since, deadline) = {
        let case = world.escrow.state().case(&open).unwrap();
        (case.since, case.deadline)
    };
    world.pass(days(3));
    let evidence = digest("the photograph from the negotiation");
    world.by(Role::Seller, Command::AddEvidence { case: open, evidence }).unwrap();
    let case = world.escrow.state().case(&open).unwrap();
    assert_eq!((case.state, case.deadline), (CaseState::Arbitration, deadline));
    let kept = world.bodies().into_iter().rev().find_map(|body| match body.event {
        Event::EvidenceAdded { party, evidence, .. } => Some((party, evidence, body.recorded_at)),
        _ => None,
    });
    assert_eq!(kept, Some((party("beto"), evidence, since.after(days(3)))));
    let rules = ruling(&world, open, "0.00");
    world.by(Role::Arbiter, rules).unwrap();
    let later = Command::AddEvidence { case: open, evidence: digest("one more") };
    assert_eq!(world.refused(Role::Buyer, later.clone()).code, Code::IllegalTransition);
    assert_eq!(stage(&world, open), CaseState::Ruled);
    world.pass(days(5));
    assert_eq!(world.refused(Role::Buyer, later).code, Code::CaseClosed);
    assert_eq!(paid(&world), ["0.00", "100.00"]);
}

/// Edge case 65: the terms of a small escrow leave out the stages before the decision, and nobody pays a deposit.
#[test]
fn e65_a_small_claim_goes_straight_to_the_decision() {
    let terms = goods()
        .timer(Timer::Negotiate, Window::ZERO, OnTimeout::Escalate)
        .timer(Timer::Mediate, Window::ZERO, OnTimeout::Escalate)
        .timer(Timer::Arbitrate, days(3), OnTimeout::RefundBuyer);
    let mut world = delivered(terms);
    let cash = world.balance("escrow:cash");
    let open = world.dispute(Role::Buyer, "m1", "1.19", Reason::NotAsDescribed);
    world.approve("m1");
    world.by(Role::Seller, respond(open)).unwrap();
    assert_eq!(stage(&world, open), CaseState::Arbitration);
    let deadline = world.escrow.state().case(&open).unwrap().deadline;
    assert_eq!(deadline, Some(world.now.after(days(3))));
    assert_eq!(world.balance("escrow:cash"), cash, "the claim costs nothing");
    let mut silent = world.clone();
    let rules = ruling(&world, open, "0.19");
    world.by(Role::Arbiter, rules).unwrap();
    assert_eq!(paid(&world), ["0.19", "99.81"]);
    silent.pass(days(3));
    assert_eq!(paid(&silent), ["1.19", "98.81"]);
}

/// Edge case 66: after approval only what has not left yet can be contested.
#[test]
fn e66_after_approval_only_what_is_left_can_be_locked() {
    let clear = goods().timer(Timer::Clear, days(5), OnTimeout::Release).dispute_after_approval();
    let mut world = delivered(clear);
    world.release("m1", "40.00");
    world.settle_legs();
    world.approve("m1");
    assert_eq!(world.state_of("m1"), MilestoneState::Approved);
    let contest = |world: &World, n, amount: &str| {
        world.contest("m1", case(n), amount, Reason::NotAsDescribed)
    };
    let all = contest(&world, 1, "100.00");
    let refusal = world.refused(Role::Buyer, all);
    assert_eq!(refusal.code, Code::AmountExceedsAvailable);
    assert_eq!(refusal.allowed, ["at most 60.00"]);
    let some = contest(&world, 1, "20.00");
    world.by(Role::Buyer, some).unwrap();
    assert_eq!(world.balance("held:m1-1"), "20.00");
    world.refund("m1", "10.00");
    let rest = contest(&world, 2, "30.01");
    let refusal = world.refused(Role::Buyer, rest);
    assert_eq!(
        (refusal.code, &refusal.allowed[..]),
        (Code::AmountExceedsAvailable, &["at most 30.00".into()][..])
    );
    world.pass(days(5));
    assert_eq!(world.state_of("m1"), MilestoneState::Released);
    assert_eq!(world.state_of("m1-1"), MilestoneState::Disputed);
    assert_eq!(payouts(&world), [pair("ana", "10.00 EUR"), pair("beto", "30.00 EUR")]);
    world.check();
}
