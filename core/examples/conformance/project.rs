//! A project, from its draft through all steps of a script.

use super::script::{Step, balances, draft, play};
use serde::Deserialize;
use serde_json::{Value, json};
use tercero::project::{Command, Identity, Request, RequestStatus};
use tercero::{Offer, Project, ProjectId, Refusal, Role};

/// A script for one project, drafted by the owner whom the offer names, at the time of the first step.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Script {
    offer: Offer,
    steps: Vec<Step<Command>>,
}

/// Where the project and its requests stand after all steps, who holds what capital, what is on the accounts, and which
/// steps were refused.
pub(crate) fn op_project(script: Script) -> Result<Value, Refusal> {
    let owner = script.offer.owner.clone();
    let create = draft(&script.steps, |_| (owner, Role::Owner))?;
    let id = ProjectId::parse("00000000-0000-4000-8000-000000000000")?;
    let mut project = Project::create(id, script.offer, Identity::Basic, &create)?;
    let refusals = play(&mut project, &script.steps);
    let state = project.state();
    let request = |r: &Request| json!({ "id": r.id, "status": r.status, "money": r.money });
    let active = state.requests().iter().filter(|r| r.status == RequestStatus::Active);
    let participation = |r: &Request| json!({ "id": r.id, "holder": r.investor, "capital": r.capital.amount_text() });
    Ok(json!({
        "state": state.state(),
        "requests": state.requests().iter().map(request).collect::<Vec<_>>(),
        "participations": active.map(participation).collect::<Vec<_>>(),
        "balances": balances(state.balances(), state.offer().zero().currency()),
        "refusals": refusals,
        "version": project.version(),
        "head": project.history().checkpoint().hash,
    }))
}
