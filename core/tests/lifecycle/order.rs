//! The order in which `handle` works: known id, clock, timers, version, row, person, guards. Each step is shown to come
//! before the next by a command that would fail both.

use super::*;
use crate::support::{hours, party};
use tercero::escrow::{MilestoneState, OnTimeout, Timer};
use tercero::{CommandId, Context, days};

fn id(n: u32) -> CommandId {
    CommandId::parse(&format!("e0000000-0000-4000-8000-{n:012}")).unwrap()
}

/// The context of the next command of `role`, under the id with number `n`.
fn context(world: &mut World, role: Role, n: u32) -> Context {
    Context { command_id: id(n), ..world.context(role) }
}

fn code_of(world: &mut World, command: &Command, ctx: &Context) -> Code {
    let before = world.escrow.clone();
    let refusal = world.escrow.handle(command, ctx).unwrap_err();
    assert_eq!(world.escrow, before, "a refusal changes nothing");
    refusal.code
}

fn earlier(ctx: &Context) -> Context {
    let at = Timestamp::from_millis(ctx.at.millis() - 1).unwrap();
    Context { at, ..ctx.clone() }
}

#[test]
fn a_known_id_is_answered_before_the_clock_and_the_version_are_looked_at() {
    let mut world = delivered(goods());
    let ctx = context(&mut world, Role::Buyer, 1);
    let first = world.escrow.handle(&approve(), &ctx).unwrap();
    assert!(!first.repeated);
    let before = world.escrow.clone();
    let again = Context { expected_version: Some(99), ..earlier(&ctx) };
    let repeated = world.escrow.handle(&approve(), &again).unwrap();
    assert!(repeated.repeated);
    assert_eq!(
        (repeated.first, repeated.last, &repeated.entries),
        (first.first, first.last, &first.entries)
    );
    let two_years_later = Context { at: ctx.at.after(days(730)), ..ctx.clone() };
    let repeated = world.escrow.handle(&approve(), &two_years_later).unwrap();
    assert_eq!(repeated.entries, first.entries);
    assert_eq!(world.escrow, before, "no timer is applied by a repeated command");
    assert_eq!(code_of(&mut world, &ship(), &again), Code::CommandIdReused);
}

#[test]
fn an_id_belongs_to_one_command_of_one_person() {
    let mut world = delivered(goods());
    let ctx = context(&mut world, Role::Buyer, 1);
    world.escrow.handle(&approve(), &ctx).unwrap();
    let other = Command::Approve { milestone: milestone("m2") };
    assert_eq!(code_of(&mut world, &other, &ctx), Code::CommandIdReused);
    let by_another = Context { actor: party("beto"), ..ctx.clone() };
    assert_eq!(code_of(&mut world, &approve(), &by_another), Code::CommandIdReused);
    let in_another_role = Context { role: Role::Seller, ..ctx.clone() };
    assert_eq!(code_of(&mut world, &approve(), &in_another_role), Code::CommandIdReused);
    let seconded = Context { seconded_by: Some(party("carla")), ..ctx };
    assert_eq!(code_of(&mut world, &approve(), &seconded), Code::CommandIdReused);
}

#[test]
fn the_id_of_the_first_command_is_known_too() {
    let mut world = World::proposed(goods().build().unwrap());
    let ctx = Context::new(
        world.now,
        CommandId::parse("c0000000-0000-4000-8000-000000000000").unwrap(),
        party("ana"),
        Role::Buyer,
    );
    let create = Command::Create { terms: goods().build().unwrap() };
    let answer = world.escrow.handle(&create, &ctx).unwrap();
    assert_eq!((answer.repeated, answer.first, answer.last), (true, 1, 3));
    assert_eq!(code_of(&mut world, &Command::Withdraw {}, &ctx), Code::CommandIdReused);
}

#[test]
fn a_refused_id_is_not_consumed() {
    let mut world = delivered(goods());
    let ctx = context(&mut world, Role::Buyer, 1);
    assert_eq!(code_of(&mut world, &ship(), &ctx), Code::IllegalTransition);
    let answer = world.escrow.handle(&approve(), &ctx).unwrap();
    assert!(!answer.repeated);
}

#[test]
fn the_clock_comes_before_the_version_and_the_row() {
    let mut world = delivered(goods());
    let ctx = context(&mut world, Role::Buyer, 1);
    let late = Context { expected_version: Some(99), ..earlier(&ctx) };
    assert_eq!(code_of(&mut world, &ship(), &late), Code::ClockRegressed);
    let at_the_same_time = Context { expected_version: Some(99), ..ctx };
    assert_eq!(code_of(&mut world, &ship(), &at_the_same_time), Code::VersionConflict);
}

/// Whether the host was late with its tick or not, a sender who saw the state after the timers is right.
#[test]
fn the_version_is_compared_after_the_timers() {
    let clearing = goods().timer(Timer::Clear, days(5), OnTimeout::Release);
    let mut late = delivered(clearing);
    let seen = late.escrow.version();
    late.wait(days(3));
    let mut punctual = late.clone();
    punctual.escrow.tick(punctual.now).unwrap();
    assert_eq!(punctual.escrow.version(), seen + 1, "approved by silence");
    let amount = late.money("10.00");
    let refund = Command::RefundPartial { milestone: milestone("m1"), amount };
    let mut answers = Vec::new();
    for world in [&mut late, &mut punctual] {
        let ctx = context(world, Role::Seller, 1);
        let stale = Context { expected_version: Some(seen), ..ctx.clone() };
        let refusal = world.escrow.handle(&refund, &stale).unwrap_err();
        assert_eq!(refusal.code, Code::VersionConflict);
        assert_eq!(refusal.allowed, [(seen + 1).to_string()]);
        let fresh = Context { expected_version: Some(seen + 1), ..ctx };
        let handled = world.escrow.handle(&refund, &fresh).unwrap();
        answers.push(handled.entries.last().unwrap().version);
    }
    assert_eq!(answers[0], answers[1]);
    assert_eq!(late.events(), punctual.events());
    assert!(late.escrow.state().situation() == punctual.escrow.state().situation());
}

#[test]
fn the_version_comes_before_the_row() {
    let mut world = delivered(goods());
    let ctx = Context { expected_version: Some(1), ..context(&mut world, Role::Seller, 1) };
    assert_eq!(code_of(&mut world, &ship(), &ctx), Code::VersionConflict);
    let ctx = Context { expected_version: None, ..ctx };
    assert_eq!(code_of(&mut world, &ship(), &ctx), Code::IllegalTransition);
}

#[test]
fn the_row_comes_before_the_person_and_names_what_is_allowed() {
    let mut world = World::funded(goods().build().unwrap());
    let stranger = Context { actor: party("mallory"), ..context(&mut world, Role::Buyer, 1) };
    let refusal = world.escrow.handle(&approve(), &stranger).unwrap_err();
    assert_eq!(refusal.code, Code::IllegalTransition);
    assert_eq!(refusal.value.as_deref(), Some("approve"));
    let mut allowed: Vec<&str> = refusal.allowed.iter().map(AsRef::as_ref).collect();
    allowed.sort_unstable();
    let rows_from_funded = [
        "cancel_milestone",
        "dispute",
        "force_refund",
        "payin_cleared",
        "payin_reversed",
        "place_hold",
        "propose_extension",
        "refund_partial",
        "release_partial",
        "ship",
        "submit",
    ];
    assert_eq!(allowed, rows_from_funded);
    assert_eq!(code_of(&mut world, &ship(), &stranger), Code::NotAllowed);
}

#[test]
fn the_person_comes_before_the_guards() {
    let mut world = World::funded(work().build().unwrap());
    let too_much = |world: &World| Command::ReleasePartial {
        milestone: milestone("m1"),
        amount: world.money("100.01"),
    };
    let release = too_much(&world);
    let refusal = world.refused(Role::Seller, release.clone());
    assert_eq!(refusal.code, Code::NotAllowed);
    assert_eq!(refusal.allowed, ["buyer"]);
    assert_eq!(world.refused(Role::Buyer, release).code, Code::AmountExceedsAvailable);
    assert_eq!(world.refused(Role::Buyer, ship()).code, Code::NotAllowed);
    assert_eq!(world.refused(Role::Seller, ship()).code, Code::KindMismatch);
}

#[test]
fn guards_are_checked_from_left_to_right() {
    let mut world = delivered(work());
    let known = world.dispute(Role::Buyer, "m1", "10.00", Reason::NotAsDescribed);
    let contest = |world: &World, amount, case, reason| world.contest("m1", case, amount, reason);
    let all_wrong = contest(&world, "90.01", known, Reason::NonPayment);
    assert_eq!(world.refused(Role::Buyer, all_wrong).code, Code::AmountExceedsAvailable);
    let two_wrong = contest(&world, "90.00", known, Reason::NonPayment);
    assert_eq!(world.refused(Role::Buyer, two_wrong).code, Code::ReasonNotAllowedHere);
    let one_wrong = contest(&world, "90.00", known, Reason::NotCompleted);
    assert_eq!(world.refused(Role::Buyer, one_wrong).code, Code::AlreadyExists);
    let right = contest(&world, "90.00", case(2), Reason::NotCompleted);
    world.by(Role::Buyer, right).unwrap();
}

/// The timers that a refused command would have applied are derived again later, with the same time of effect.
#[test]
fn a_refused_command_leaves_due_timers_for_later() {
    let mut world = delivered(goods());
    let deadline = deadline_of(&world, "m1");
    let version = world.escrow.version();
    world.wait(days(10));
    let refusal = world.refused(Role::Seller, ship());
    assert_eq!(refusal.code, Code::IllegalTransition);
    assert_eq!(world.escrow.version(), version);
    assert_eq!(world.state_of("m1"), MilestoneState::Delivered);
    world.pass(days(10));
    assert_eq!(world.state_of("m1"), MilestoneState::Released);
    let late = &world.bodies()[usize::try_from(version).unwrap()..];
    assert!(!late.is_empty());
    for body in late {
        assert_eq!((body.effective_at, body.recorded_at), (deadline, world.now));
        assert_eq!((body.role, body.command_id, body.fingerprint), (Role::Clock, None, None));
    }
}

#[test]
fn timers_inside_a_command_are_sealed_under_its_id_and_by_the_clock() {
    let mut world = delivered(goods().milestone("m2", "Another", "50.00"));
    let deadline = deadline_of(&world, "m1");
    world.wait(days(5));
    let ctx = context(&mut world, Role::Seller, 7);
    let command = Command::Ship { milestone: milestone("m2"), tracking: reference("parcel") };
    let handled = world.escrow.handle(&command, &ctx).unwrap();
    let bodies = world.bodies();
    let (last, timers) = bodies[bodies.len() - handled.entries.len()..].split_last().unwrap();
    assert_eq!((last.role, last.effective_at), (Role::Seller, ctx.at));
    assert_eq!(last.actor, party("beto"));
    assert!(timers.len() >= 2, "approved, released and paid out");
    for body in timers {
        assert_eq!((body.role, body.effective_at), (Role::Clock, deadline));
        assert_eq!((body.recorded_at, body.command_id), (ctx.at, Some(id(7))));
    }
    assert_eq!(usize::try_from(handled.last - handled.first).unwrap() + 1, handled.entries.len());
}

#[test]
fn a_tick_before_anything_is_due_seals_nothing() {
    let mut world = delivered(goods());
    let before = world.escrow.clone();
    world.wait(hours(71));
    assert!(world.escrow.tick(world.now).unwrap().is_empty());
    assert_eq!(world.escrow, before);
}

/// Edge case 94: whoever acts on what he saw names the version he saw.
#[test]
fn e94_staff_that_is_slower_than_a_timer_meets_a_version_conflict() {
    let mut world = World::agreed(goods().milestone("m2", "Another", "50.00").build().unwrap());
    world.pay("m1");
    let seen = world.escrow.version();
    let deadline = world.escrow.next_deadline().unwrap();
    move_to(&mut world, deadline, 0);
    let ctx = Context { expected_version: Some(seen), ..context(&mut world, Role::Admin, 1) };
    assert_eq!(code_of(&mut world, &cancel("m2"), &ctx), Code::VersionConflict);
    move_to(&mut world, deadline, -1);
    let ctx = Context { at: world.now, ..ctx };
    world.escrow.handle(&cancel("m2"), &ctx).unwrap();
}
