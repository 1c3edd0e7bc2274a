//! A script for one escrow or project: who commands what and when, and which of it was refused.

use serde::Deserialize;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use tercero::aggregate::{Aggregate, Stream};
use tercero::journal::{Balance, Balances};
use tercero::{
    Actor, Code, CommandId, Context, Currency, Money, PartyId, Refusal, Role, Timestamp,
};

/// One command of a script.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Step<C> {
    at: Timestamp,
    pub(crate) actor: Actor,
    id: CommandId,
    command: C,
    #[serde(default)]
    seconded_by: Option<PartyId>,
}

impl<C> Step<C> {
    fn context(&self) -> Context {
        let context = Context::new(self.at, self.id, self.actor.id.clone(), self.actor.role);
        Context { seconded_by: self.seconded_by.clone(), ..context }
    }
}

/// The context of the draft that a script begins with: at the time of its first step, under an id of its own.
pub(crate) fn draft<C>(
    steps: &[Step<C>],
    by: impl FnOnce(&Step<C>) -> (PartyId, Role),
) -> Result<Context, Refusal> {
    let first = steps.first().ok_or(Refusal::new(Code::JsonType).at("steps"))?;
    let id = CommandId::parse("00000000-0000-0000-0000-000000000000")?;
    let (actor, role) = by(first);
    Ok(Context::new(first.at, id, actor, role))
}

/// Plays all steps; returns those that were refused, counted from zero, with their codes.
pub(crate) fn play<A: Aggregate>(stream: &mut Stream<A>, steps: &[Step<A::Command>]) -> Vec<Value> {
    let mut refusals = Vec::new();
    for (step, wanted) in steps.iter().enumerate() {
        if let Err(refusal) = stream.handle(&wanted.command, &wanted.context()) {
            refusals.push(json!({ "step": step, "code": refusal.code }));
        }
    }
    refusals
}

/// What stands on each account. Amounts of another currency than `own` carry it.
pub(crate) fn balances(balances: &Balances, own: Currency) -> BTreeMap<String, String> {
    let text = |amount: Money| match amount {
        amount if amount.currency() == own => amount.amount_text(),
        amount => amount.to_string(),
    };
    let balance = |known: &Balance| (known.account.to_string(), text(known.balance));
    balances.iter().map(balance).collect()
}
