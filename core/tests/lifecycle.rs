//! The life of an escrow row by row: the order in which a command is worked through, every deadline to the millisecond,
//! the edge cases of the specification, and what the handle tells about itself.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    reason = "a test stops at the first surprise"
)]

mod support;

#[path = "lifecycle/answers.rs"]
mod answers;
#[path = "lifecycle/arbitration.rs"]
mod arbitration;
#[path = "lifecycle/cases.rs"]
mod cases;
#[path = "lifecycle/deals.rs"]
mod deals;
#[path = "lifecycle/endings.rs"]
mod endings;
#[path = "lifecycle/milestones.rs"]
mod milestones;
#[path = "lifecycle/money.rs"]
mod money;
#[path = "lifecycle/order.rs"]
mod order;
#[path = "lifecycle/prices.rs"]
mod prices;
#[path = "lifecycle/rail.rs"]
mod rail;
#[path = "lifecycle/record.rs"]
mod record;
#[path = "lifecycle/windows.rs"]
mod windows;

use support::{World, case, digest, milestone, reference, two_sides};
use tercero::commission::FeeSchedule;
use tercero::escrow::TermsBuilder;
use tercero::escrow::terms::Kind;
use tercero::escrow::{Payout, Reason};
use tercero::{CaseId, Code, Command, Money, Reference, Refusal, Role, Timestamp};

/// One milestone of goods over 100.00, with an arbiter.
fn goods() -> TermsBuilder {
    two_sides().arbiter("xavi").milestone("m1", "Machine", "100.00")
}

/// One milestone of work over 100.00, with an arbiter.
fn work() -> TermsBuilder {
    two_sides().arbiter("xavi").milestone("m1", "Design", "100.00").kind(Kind::Service)
}

fn five_percent() -> FeeSchedule {
    FeeSchedule::percent("5").unwrap()
}

/// Paid and on the way.
fn shipped(terms: TermsBuilder) -> World {
    let mut world = World::funded(terms.build().unwrap());
    world.ship("m1");
    world
}

/// Paid, on the way and arrived, or submitted.
fn delivered(terms: TermsBuilder) -> World {
    let mut world = World::funded(terms.build().unwrap());
    let kind = world.escrow.state().agreement().terms.milestones()[0].kind;
    if kind == Kind::Goods {
        world.ship("m1");
        world.deliver("m1");
    } else {
        world.submit("m1");
    }
    world
}

fn approve() -> Command {
    Command::Approve { milestone: milestone("m1") }
}

fn ship() -> Command {
    Command::Ship { milestone: milestone("m1"), tracking: reference("parcel") }
}

fn submit() -> Command {
    Command::Submit { milestone: milestone("m1"), proof: digest("the work") }
}

fn request_changes() -> Command {
    Command::RequestChanges { milestone: milestone("m1"), reason: digest("again, please") }
}

fn cancel(id: &str) -> Command {
    Command::CancelMilestone { milestone: milestone(id) }
}

fn respond(case: CaseId) -> Command {
    Command::Respond { case, statement: digest("not at all"), offer: None }
}

fn cleared(id: &str, payin: &str, amount: Money) -> Command {
    Command::PayinCleared {
        milestone: milestone(id),
        payin: reference(payin),
        amount,
        hold_until: None,
    }
}

fn started(world: &World, id: &str, payin: &str, expires_at: Timestamp) -> Command {
    Command::PayinStarted {
        milestone: milestone(id),
        payin: reference(payin),
        expires_at,
        terms_hash: world.escrow.terms_hash(),
    }
}

fn rail(text: &str) -> Reference {
    reference(text)
}

/// Sends the clock to `millis` milliseconds after `at` without telling the escrow.
fn move_to(world: &mut World, at: Timestamp, millis: i64) {
    world.now = Timestamp::from_millis(at.millis() + millis).unwrap();
}

/// The deadline of the milestone.
fn deadline_of(world: &World, id: &str) -> Timestamp {
    world.escrow.state().milestone(&milestone(id)).unwrap().deadline.unwrap()
}

/// Payouts as payee and amount.
fn payouts(world: &World) -> Vec<(String, String)> {
    let text = |payout: Payout| (payout.payee.to_string(), payout.amount.to_string());
    world.escrow.payouts().into_iter().map(text).collect()
}

fn pair(payee: &str, amount: &str) -> (String, String) {
    (payee.to_owned(), amount.to_owned())
}

/// The code and the deadline of a refusal.
fn missed(refusal: &Refusal) -> (Code, Option<Timestamp>) {
    (refusal.code, refusal.deadline)
}

/// A case of the buyer over `amount` of m1, contested by the seller.
fn contested(world: &mut World, amount: &str) -> CaseId {
    let open = world.dispute(Role::Buyer, "m1", amount, Reason::NotAsDescribed);
    world.by(Role::Seller, respond(open)).unwrap();
    open
}

/// A case of the buyer over `amount` of m1, waiting for a ruling.
fn in_arbitration(world: &mut World, amount: &str) -> CaseId {
    let open = world.dispute(Role::Buyer, "m1", amount, Reason::NotAsDescribed);
    assert_eq!(open, case(1));
    world.pass(tercero::days(7));
    open
}

fn ruling(world: &World, case: CaseId, to_buyer: &str) -> Command {
    Command::Rule { case, to_buyer: world.money(to_buyer), reason: digest("so be it") }
}
