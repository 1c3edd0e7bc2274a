//! Development's stand-in for a payment provider: it says at once that the money has arrived.

use super::Order;
use super::bodies::Payment;
use super::decide::command_id;
use super::scene::{Plan, Scene};
use tercero::escrow::{CommandKind, Milestone, MilestoneState};
use tercero::journal::Account;
use tercero::{Actor, Code, Command, Money, Reference, Refusal, Role, Window, to_json};

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
    let request = to_json(&("pay", &milestone, &asked.amount))?;
    let payin = Reference::parse(&command_id(scene, order, &request).to_string())?;

    let state = scene.escrow.state();
    let unpaid = state
        .milestone(&milestone)
        .ok_or_else(|| Refusal::new(Code::NotFound).at("milestone").got(&milestone))?;
    let amount = match asked.amount {
        Some(amount) => amount,
        None => missing(scene, unpaid)?,
    };
    let mut steps = Vec::with_capacity(2);
    if unpaid.state != MilestoneState::Funding {
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

/// What is due for a milestone and has not arrived yet. Nothing is due for one that is funded already.
fn missing(scene: &Scene, milestone: &Milestone) -> Result<Money, Refusal> {
    let state = scene.escrow.state();
    let arrived = Account::Funding(milestone.id.clone());
    let arrived = state.balances().of(&arrived, milestone.amount.currency());
    state.due(milestone)?.minus(arrived)
}
