//! Who may do what: the permission table of the specification, typed by hand, against the rows the engine runs on.
//! The exploration shows that the engine does what the rows say; here the rows are held to the specification.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    clippy::print_stdout,
    reason = "a test stops at the first surprise"
)]

mod support;

use support::{World, name, worked_terms};
use tercero::aggregate::Actor;
use tercero::escrow::table::{On, rows};
use tercero::escrow::{CommandKind, MilestoneState, Timer};
use tercero::{Command, Role};

/// A cell of the hand-typed table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Cell {
    /// ✓: some row answers the role.
    Yes,
    /// –: no row does.
    No,
}
use Cell::{No, Yes};

/// A line: the command, then buyer, seller, broker, advisor, admin, arbiter, and the timers that stand in for silence.
///
/// Where the specification puts several commands in one line, each has its own here. Conditions in a cell (a broker who is
/// paid, an advisor who is delegated, the arbiter accepting his own role) are guards: the cell is `Yes` and the guard has
/// a test below. An advisor approves by delegation but moves no money alone, so `release_partial` is not his; a dispute
/// about commission alone, and what needs two admins, are not part of these rows.
type Line = (CommandKind, [Cell; 6], &'static [Timer]);

#[rustfmt::skip]
const TABLE: &[Line] = &[
    //                                buyer seller broker advisor admin arbiter  timer
    (CommandKind::Create,          [Yes,  Yes,   Yes,   No,     Yes,  No],    &[]),
    (CommandKind::Propose,         [Yes,  Yes,   Yes,   No,     Yes,  No],    &[]),
    (CommandKind::Counter,         [Yes,  Yes,   Yes,   No,     No,   No],    &[]),
    (CommandKind::Accept,          [Yes,  Yes,   Yes,   Yes,    No,   Yes],   &[]),
    (CommandKind::PayinStarted,    [Yes,  No,    No,    No,     No,   No],    &[]),
    (CommandKind::Ship,            [No,   Yes,   No,    No,     Yes,  No],    &[]),
    (CommandKind::Submit,          [No,   Yes,   No,    No,     Yes,  No],    &[]),
    (CommandKind::Delivered,       [Yes,  No,    No,    No,     Yes,  No],    &[]),
    (CommandKind::ClaimDelivered,  [No,   Yes,   No,    No,     No,   No],    &[]),
    (CommandKind::Approve,         [Yes,  No,    No,    Yes,    No,   No],    &[Timer::Inspect]),
    (CommandKind::ReleasePartial,  [Yes,  No,    No,    No,     No,   No],    &[Timer::Clear]),
    (CommandKind::RefundPartial,   [No,   Yes,   No,    No,     No,   No],    &[Timer::Ship]),
    (CommandKind::RequestChanges,  [Yes,  No,    No,    No,     No,   No],    &[]),
    (CommandKind::Dispute,         [Yes,  Yes,   No,    No,     No,   No],    &[Timer::Deliver, Timer::Rework]),
    (CommandKind::AddEvidence,     [Yes,  Yes,   Yes,   Yes,    Yes,  No],    &[]),
    (CommandKind::Offer,           [Yes,  Yes,   No,    No,     No,   No],    &[]),
    (CommandKind::AcceptOffer,     [Yes,  Yes,   No,    No,     No,   No],    &[]),
    (CommandKind::Rule,            [No,   No,    No,    No,     No,   Yes],   &[Timer::Arbitrate]),
];

const COLUMNS: [Role; 6] =
    [Role::Buyer, Role::Seller, Role::Broker, Role::Advisor, Role::Admin, Role::Arbiter];

#[test]
fn the_rows_agree_with_the_permission_table() {
    let mut cells = 0;
    for (command, line, timers) in TABLE {
        for (role, cell) in COLUMNS.iter().zip(line) {
            let mut answers = rows().filter(|row| row.on == On::By(*command));
            let found = if answers.any(|row| row.who.contains(role)) { Yes } else { No };
            assert_eq!(found, *cell, "{command:?} by {role:?}");
            cells += 1;
        }
        for timer in *timers {
            assert!(rows().any(|row| row.on == On::At(*timer)), "{timer:?} for {command:?}");
        }
    }
    println!("{cells} cells agree");
}

#[test]
fn a_seller_cancels_before_shipping_and_nobody_after() {
    let cancels = |role: Role, state: MilestoneState| {
        let mut world = World::funded(worked_terms());
        if state == MilestoneState::Shipped {
            world.ship("m1");
        }
        let milestone = support::milestone("m1");
        world.by(role, Command::CancelMilestone { milestone }).map_err(|refusal| refusal.code)
    };
    assert!(cancels(Role::Seller, MilestoneState::Funded).is_ok());
    for role in [Role::Buyer, Role::Broker, Role::Advisor, Role::Admin, Role::Arbiter] {
        assert!(cancels(role, MilestoneState::Funded).is_err(), "{role:?}");
    }
    for role in COLUMNS {
        assert!(cancels(role, MilestoneState::Shipped).is_err(), "{role:?}");
    }
}

#[test]
fn the_clock_and_strangers_give_no_command() {
    let mut world = World::funded(worked_terms());
    assert!(!rows().any(|row| matches!(row.on, On::By(_)) && row.who.contains(&Role::Clock)));
    let approve = Command::Ship {
        milestone: support::milestone("m1"),
        tracking: support::reference("parcel"),
    };
    let mut ctx = world.context(Role::Seller);
    ctx.actor = support::party("mallory");
    assert_eq!(world.escrow.handle(&approve, &ctx).unwrap_err().code.as_str(), "not_allowed");
    ctx.actor = support::party(name(Role::Buyer));
    assert_eq!(world.escrow.handle(&approve, &ctx).unwrap_err().code.as_str(), "not_allowed");
    ctx.role = Role::Admin;
    let refusal = world.escrow.handle(&approve, &ctx).unwrap_err();
    assert_eq!(refusal.code.as_str(), "not_allowed", "a party cannot act as staff");
}

#[test]
fn an_advisor_approves_only_by_delegation() {
    let approve = Command::Approve { milestone: support::milestone("m1") };
    let delivered = |terms| {
        let mut world = World::funded(terms);
        world.ship("m1");
        world.deliver("m1");
        world
    };
    let mut world = delivered(worked_terms());
    assert_eq!(world.refused(Role::Advisor, approve.clone()).code.as_str(), "not_allowed");
    let text = tercero::to_json(&worked_terms()).unwrap();
    let plain = r#""id":"vera","#;
    let delegated = text.replace(plain, r#""id":"vera","may_approve":true,"#);
    let delegated = delegated.replace(r#","may_approve":false"#, "");
    let mut world = delivered(tercero::from_json(&delegated).unwrap());
    world.by(Role::Advisor, approve).unwrap();
}

/// "See broker commission": buyer and seller (nothing is hidden here), the broker and staff all of it, an advisor his own.
#[test]
fn a_view_shows_the_commission_to_whom_it_may() {
    let world = World::funded(worked_terms());
    let lines = |role: Role| {
        let actor = Actor::new(name(role), role).unwrap();
        let view = world.escrow.view(&actor).unwrap();
        let quoted: Vec<String> = view.quote.lines.iter().map(|l| l.line.to_string()).collect();
        quoted
    };
    for role in [Role::Buyer, Role::Seller, Role::Broker, Role::Admin, Role::Arbiter] {
        assert!(lines(role).contains(&"broker".to_owned()), "{role:?}");
    }
    assert!(lines(Role::Advisor).is_empty());
    let advisor = Actor::new(name(Role::Advisor), Role::Advisor).unwrap();
    let view = world.escrow.view(&advisor).unwrap();
    assert!(view.terms.fees().lines.is_empty());
    assert_eq!(view.quote.totals.len(), 1);
    assert_eq!(view.quote.totals[0].net.amount_text(), "100.00");
    let stranger = Actor::new("mallory", Role::Buyer).unwrap();
    assert_eq!(world.escrow.view(&stranger).unwrap_err().code.as_str(), "not_found");
}
