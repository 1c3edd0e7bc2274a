//! Development's stand-in for a payment provider: it says at once that the money has arrived.
//! It pays what is due for a milestone, or what an agreed amendment still waits for.

use super::Order;
use super::bodies::Payment;
use super::decide::command_id;
use super::scene::{Plan, Scene};
use tercero::escrow::{CommandKind, Milestone, MilestoneState, Proposal, State};
use tercero::{Actor, Code, Command, Reference, Refusal, Role, Window, to_json};

/// How long a payment may take, in seconds.
const PAYMENT_TIME: u32 = 3_600;

/// A payment of the buyer: who pays starts it, the provider says that it has arrived.
pub(crate) fn payment(scene: &Scene, order: &Order, asked: &Payment) -> Result<Plan, Refusal> {
    if !matches!(scene.actor.role, Role::Buyer | Role::Provider) {
        let refusal = Refusal::new(Code::NotAllowed).at("actor").got(&scene.actor.id);
        return Err(refusal.allow("buyer").allow("provider"));
    }
    let provider = Actor::new("sandbox", Role::Provider)?;
    let milestone =
        scene.milestone(asked.milestone.as_ref(), &provider, CommandKind::PayinCleared)?;
    let state = scene.escrow.state();
    let paid = state
        .milestone(&milestone)
        .ok_or_else(|| Refusal::new(Code::NotFound).at("milestone").got(&milestone))?;
    let amendment = (!waits(paid)).then(|| asking_for_money(state)).flatten();
    let number = amendment.map(|proposal| proposal.number);
    let request = to_json(&("pay", &milestone, &asked.amount, number))?;
    let payin = Reference::parse(&command_id(scene, order, &request).to_string())?;

    let fits = scene.milestones(&provider, CommandKind::PayinCleared)?;
    let topup = amendment.filter(|_| fits.iter().any(|fitting| fitting == milestone.as_str()));
    let amount = asked.amount.map_or_else(|| scene.escrow.due(&milestone), Ok)?;
    let mut steps = Vec::with_capacity(2);
    if topup.is_none() && paid.state != MilestoneState::Funding {
        steps.push((
            scene.actor.clone(),
            Command::PayinStarted {
                milestone: milestone.clone(),
                payin: payin.clone(),
                expires_at: scene.at.after(Window::seconds(PAYMENT_TIME)?),
                terms_hash: scene.escrow.terms_hash(),
            },
        ));
    }
    steps.push((provider, Command::PayinCleared { milestone, payin, amount, hold_until: None }));
    Ok(Plan { steps, request })
}

/// Whether a milestone is not fully paid under the terms in force.
fn waits(milestone: &Milestone) -> bool {
    matches!(milestone.state, MilestoneState::Pending | MilestoneState::Funding)
}

/// The latest amendment everybody agreed to that asked for money.
fn asking_for_money(state: &State) -> Option<&Proposal> {
    state.proposals().iter().rev().find(|proposal| proposal.topup.is_some())
}
