//! The tables of the project row by row: who may do what, which events follow, what the books say, and every refusal.
//! Each refusal is checked with its field, its value and what would have been allowed, and changes nothing.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::unreachable,
    clippy::string_slice,
    clippy::as_conversions,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    reason = "a test stops at the first surprise"
)]

mod support;

#[path = "project_rows/currencies.rs"]
mod currencies;
#[path = "project_rows/drafts.rs"]
mod drafts;
#[path = "project_rows/endings.rs"]
mod endings;
#[path = "project_rows/execution.rs"]
mod execution;
#[path = "project_rows/forbidden.rs"]
mod forbidden;
#[path = "project_rows/orders.rs"]
mod orders;
#[path = "project_rows/oversubscription.rs"]
mod oversubscription;
#[path = "project_rows/payouts.rs"]
mod payouts;
#[path = "project_rows/readiness.rs"]
mod readiness;
#[path = "project_rows/requests.rs"]
mod requests;
#[path = "project_rows/round.rs"]
mod round;
#[path = "project_rows/settlements.rs"]
mod settlements;
#[path = "project_rows/snapshots.rs"]
mod snapshots;

use support::project::{Venture, eur, offer, player};
use support::{digest, party, reference};
use tercero::project::offer::ApprovalMode;
use tercero::project::{Command, Event, Kind, MoneyState, Offer, ProjectState, RequestStatus};
use tercero::{Code, Money, Refusal, Role, days, to_json};

/// The names of the events `act` leaves.
fn left_by(venture: &mut Venture, act: impl FnOnce(&mut Venture)) -> Vec<String> {
    let before = venture.events().len();
    act(venture);
    venture.events().iter().skip(before).map(name_of).collect()
}

/// What `act` posts, one line for one side: `Dr escrow:cash 20.00`.
fn posted_by(venture: &mut Venture, act: impl FnOnce(&mut Venture)) -> Vec<String> {
    let before = venture.project.journal().unwrap().len();
    act(venture);
    let journal = venture.project.journal().unwrap();
    let mut lines = Vec::new();
    for entry in journal.iter().skip(before) {
        let of = |side: &str, posting: &tercero::journal::Posting| {
            format!("{side} {} {}", posting.account, posting.amount.amount_text())
        };
        lines.extend(entry.movement.debits.iter().map(|posting| of("Dr", posting)));
        lines.extend(entry.movement.credits.iter().map(|posting| of("Cr", posting)));
    }
    lines
}

fn name_of(event: &Event) -> String {
    let text = to_json(event).unwrap();
    // Keys are sorted, but a nested value may have a type of its own: the last one is the event's.
    let at = text.rfind("\"type\":\"").unwrap();
    text[at + 8..].split('"').next().unwrap().to_owned()
}

/// Code, field, value and what would be allowed.
#[track_caller]
fn says(refusal: &Refusal, code: Code, field: &str, value: &str, allowed: &[&str]) {
    let found = (
        refusal.code,
        refusal.field.as_deref().unwrap_or(""),
        refusal.value.as_deref().unwrap_or(""),
        refusal.allowed.iter().map(AsRef::as_ref).collect::<Vec<&str>>(),
    );
    assert_eq!(found, (code, field, value, allowed.to_vec()), "{refusal:?}");
}

/// What somebody is refused with; nothing has changed.
#[track_caller]
fn refused_to(venture: &mut Venture, who: &str, role: Role, command: Command) -> Refusal {
    let before = venture.project.clone();
    let refusal = venture.by_whom(who, role, command).unwrap_err();
    assert_eq!(venture.project, before, "a refusal changes nothing");
    refusal
}

/// What two people together are refused with; nothing has changed.
#[track_caller]
fn refused_both(venture: &mut Venture, role: Role, second: &str, command: Command) -> Refusal {
    let before = venture.project.clone();
    let mut ctx = venture.context(player(role), role);
    ctx.seconded_by = Some(party(second));
    let refusal = venture.project.handle(&command, &ctx).unwrap_err();
    assert_eq!(venture.project, before, "a refusal changes nothing");
    refusal
}

/// Without a second person, with the same one, with the owner and with an investor: each is refused.
#[track_caller]
fn needs_a_second(venture: &mut Venture, role: Role, second: &str, command: &Command) {
    let missing = venture.refused(role, command.clone());
    says(&missing, Code::NeedsSecondPerson, "seconded_by", "", &[second]);
    for wrong in [player(role), player(Role::Owner), "ivan"] {
        let refusal = refused_both(venture, role, wrong, command.clone());
        says(&refusal, Code::SamePerson, "seconded_by", wrong, &[second]);
    }
}

/// A request for a share.
fn asking(venture: &Venture, name: &str, amount: Money) -> Command {
    Command::RequestParticipation {
        request: reference(name),
        kind: Kind::ProfitOnly,
        amount,
        quote: None,
        offer_version: venture.inner().offer_version(),
        partial: false,
    }
}

fn approving(name: &str) -> Command {
    Command::ApproveParticipation { request: reference(name), reason: None }
}

fn withdrawing(name: &str) -> Command {
    Command::WithdrawParticipation { request: reference(name) }
}

/// Where a request stands.
#[track_caller]
fn stands(venture: &Venture, name: &str) -> (RequestStatus, MoneyState) {
    let request = venture.inner().request(&reference(name)).unwrap();
    (request.status, request.money)
}

/// Lamps for 80.00: Ivan has 40.00, Ida 40.00; everything is paid and the project approved.
fn approved(offer: Offer) -> Venture {
    let mut venture = Venture::funding(offer);
    venture.invest("ivan", Kind::ProfitOnly, eur("40.00"));
    venture.invest("ida", Kind::ProfitOnly, eur("40.00"));
    venture.approve();
    assert_eq!(venture.state(), ProjectState::Approved);
    venture
}

/// The same, with 60.00 spent on the goods.
fn working(offer: Offer) -> Venture {
    let mut venture = approved(offer);
    venture.spend("goods", eur("60.00"));
    assert_eq!(venture.state(), ProjectState::InExecution);
    venture
}

/// The same: all is paid, recorded and received.
fn supplied(offer: Offer) -> Venture {
    let mut venture = working(offer);
    venture.spend("freight", eur("20.00"));
    venture.record_cost("goods", eur("60.00"));
    venture.record_cost("freight", eur("20.00"));
    venture.receive("lamp", 10);
    venture
}

/// The same, sold for `revenue` and completed.
fn completed(offer: Offer, revenue: Money) -> Venture {
    let mut venture = supplied(offer);
    venture.sell("lamp", 10, revenue);
    venture.both(Role::Owner, Role::Admin, Command::CompleteExecution {}).unwrap();
    venture
}

fn posting(settlement: u32) -> Command {
    Command::PostSettlement { settlement }
}

/// The same, settled.
fn settled(offer: Offer, revenue: Money) -> Venture {
    let mut venture = completed(offer, revenue);
    venture.wait(days(7));
    venture.both(Role::Admin, Role::Treasurer, posting(1)).unwrap();
    assert_eq!(venture.state(), ProjectState::Settled);
    venture
}

/// Everything is paid and every account is at zero.
#[track_caller]
fn closes(venture: &mut Venture) {
    venture.pay_out();
    assert!(venture.inner().balances().is_empty(), "{:?}", venture.inner().balances());
    venture.check();
}

fn cancelling() -> Command {
    Command::CancelProject { reason: digest("enough") }
}

fn auto(offer: Offer) -> Offer {
    Offer { approval: ApprovalMode::Auto, ..offer }
}
