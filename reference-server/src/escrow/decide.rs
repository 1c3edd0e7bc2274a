//! Works a request through: once, however often it comes.

use super::scene::{Plan, Scene};
use super::{Answer, Order};
use crate::http::idempotency::{keyless, nth};
use serde::de::IgnoredAny;
use tercero::aggregate::Handled;
use tercero::history::Body;
use tercero::{Actor, Code, CommandId, Context, Escrow, Refusal, Timestamp};

/// The id under which a request is recognised: that of its key, or of what it asks for.
pub(super) fn command_id(scene: &Scene, order: &Order, request: &str) -> CommandId {
    let stream = order.escrow.to_string();
    match &order.sender.key {
        Some(key) => key.command(&stream, &scene.actor),
        None => keyless(&stream, &scene.actor, request),
    }
}

/// Works the planned commands through. All entries are sealed under ids that the same request has again.
pub(super) fn decide(
    escrow: &mut Escrow,
    order: &Order,
    actor: &Actor,
    at: Timestamp,
    plan: impl Fn(&Scene) -> Result<Plan, Refusal>,
) -> Result<Handled, Refusal> {
    let now = Scene::at(escrow, actor.clone(), at)?;
    let id = match &order.sender.key {
        Some(_) => command_id(&now, order, ""),
        None => command_id(&now, order, &plan(&now)?.request),
    };
    let planned = plan(&Scene::of_first_time(escrow, id, actor)?.unwrap_or(now))?;
    let mut last: Option<Handled> = None;
    for (n, (by, command)) in planned.steps.into_iter().enumerate() {
        let mut ctx = Context::new(at, nth(id, n), by.id, by.role);
        ctx.expected_version = order.sender.expected_version.filter(|_| n == 0);
        last = Some(escrow.handle(&command, &ctx)?);
    }
    last.ok_or(Code::Internal.into())
}

/// The escrow as it stood at version `last`, so that a repeated answer is the first one to the byte.
pub(super) fn answer(
    escrow: Escrow,
    actor: Actor,
    last: u32,
    repeated: bool,
) -> Result<Answer, Refusal> {
    let escrow = match last {
        now if now == escrow.version() => escrow,
        earlier => Escrow::replay(escrow.history().range(1, earlier).to_vec())?,
    };
    let at = escrow.recorded_at();
    Ok(Answer { escrow, actor, at, repeated })
}

/// How many entries a command id left before, and when.
pub(super) fn first_time(
    escrow: &Escrow,
    id: CommandId,
) -> Result<Option<(u32, Timestamp)>, Refusal> {
    for entry in escrow.history().entries() {
        let body: Body<IgnoredAny> = entry.body()?;
        if body.command_id == Some(id) {
            return Ok(Some((body.version, body.recorded_at)));
        }
    }
    Ok(None)
}
