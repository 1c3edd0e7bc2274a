//! An escrow, from its draft through all steps of a script.

use super::script::{Step, balances, draft, play};
use serde::Deserialize;
use serde_json::{Value, json};
use tercero::escrow::Milestone;
use tercero::{Command, Escrow, EscrowId, Refusal, Terms};

/// A script for one escrow, drafted by the first step's actor at its time.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Script {
    terms: Terms,
    steps: Vec<Step<Command>>,
}

/// Where the escrow and its milestones stand after all steps, what is on the accounts, and which steps were refused.
pub(crate) fn op_escrow(script: Script) -> Result<Value, Refusal> {
    let by = |first: &Step<Command>| (first.actor.id.clone(), first.actor.role);
    let create = draft(&script.steps, by)?;
    let id = EscrowId::parse("00000000-0000-4000-8000-000000000000")?;
    let mut escrow = Escrow::draft(id, script.terms, &create)?;
    let refusals = play(&mut escrow, &script.steps);
    let state = escrow.state();
    let milestone = |m: &Milestone| json!({ "id": m.id, "state": m.state });
    Ok(json!({
        "phase": state.phase(),
        "milestones": state.milestones().iter().map(milestone).collect::<Vec<_>>(),
        "balances": balances(state.balances(), state.agreement().terms.currency()),
        "refusals": refusals,
        "version": escrow.version(),
        "head": escrow.history().checkpoint().hash,
    }))
}
