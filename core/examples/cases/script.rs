//! A script while it is written: every command is given to the real thing at once, so the next one can follow from it.
//! What the program that plays the script will answer is known from here.

use crate::rows::Rows;
use crate::support::commands::Choices;
use crate::support::{name, party};
use serde_json::{Value, json};
use tercero::aggregate::{Stream, settle};
use tercero::machine::Machine;
use tercero::{Code, CommandId, Context, Hash, PartyId, Refusal, Role, Timestamp};
use uuid::Uuid;

/// How many commands are drawn for one step.
const TRIES: usize = 16;

/// An escrow or a project with its clock, and the commands it was given.
#[derive(Clone)]
pub(crate) struct Script<A: Machine> {
    begun: A,
    stream: Stream<A>,
    /// As it is now, with the timers applied that are due.
    pub(crate) state: A,
    pub(crate) now: Timestamp,
    given: Vec<Given<A>>,
    sent: u32,
}

/// The input of a case, and the head its history must come to, unless it is refused before it begins.
pub(crate) struct Input {
    pub(crate) value: Value,
    pub(crate) head: Option<Hash>,
}

/// A command, and whether it did anything.
#[derive(Clone)]
struct Given<A: Machine> {
    command: A::Command,
    ctx: Context,
    worked: bool,
}

/// The context of the draft a script begins with, as the program that plays it has it.
pub(crate) fn draft(at: Timestamp, actor: PartyId, role: Role) -> Context {
    Context::new(at, CommandId(Uuid::nil()), actor, role)
}

impl<A: Machine> Script<A> {
    pub(crate) fn new(stream: Stream<A>) -> Script<A> {
        let (state, now) = (stream.state().clone(), stream.recorded_at());
        Script { begun: state.clone(), stream, state, now, given: Vec::new(), sent: 0 }
    }

    /// A number no command had before.
    pub(crate) fn number(&mut self) -> u32 {
        self.sent += 1;
        self.sent
    }

    pub(crate) fn length(&self) -> usize {
        self.given.len()
    }

    /// The context of the next command.
    pub(crate) fn context(&self, actor: PartyId, role: Role) -> Context {
        let id = 0xd000_0000_0000_4000_8000 << 48 | u128::from(self.sent);
        Context::new(self.now, CommandId(Uuid::from_u128(id)), actor, role)
    }

    /// Gives a command, whatever becomes of it.
    pub(crate) fn give(&mut self, command: A::Command, ctx: Context) -> Result<(), Refusal> {
        let answer = self.stream.handle(&command, &ctx);
        let worked = matches!(&answer, Ok(handled) if !handled.repeated);
        self.given.push(Given { command, ctx, worked });
        answer?;
        self.wait(self.now);
        Ok(())
    }

    /// Gives the commands of another script that went on from here, until something is `reached`. What was refused there
    /// is mostly left out.
    pub(crate) fn follow(
        &mut self,
        other: &Script<A>,
        mut reached: impl FnMut(&Script<A>) -> bool,
        choices: &mut Choices,
    ) {
        for Given { command, ctx, worked } in other.given.iter().skip(self.length()) {
            if !worked && !choices.one_in(8) {
                continue;
            }
            if reached(self) {
                break;
            }
            self.wait(ctx.at);
            if reached(self) {
                break;
            }
            self.give(command.clone(), ctx.clone()).ok();
        }
        self.sent = other.sent;
    }

    /// Lets time pass up to `then`, if it lies ahead.
    pub(crate) fn wait(&mut self, then: Timestamp) {
        self.now = self.now.max(then);
        self.state = self.stream.state().clone();
        settle(&mut self.state, self.now, true, &mut Vec::new()).unwrap();
    }

    /// Mostly no time passes; sometimes a while, sometimes up to the `next` deadline or just past it.
    pub(crate) fn pass(&mut self, next: Option<Timestamp>, choices: &mut Choices) {
        const HOUR: i64 = 3_600_000;
        let now = self.now.millis();
        let then = match choices.below(24) {
            0 => now + choices.below(5_000) as i64,
            1 | 2 => now + (1 + choices.below(20) as i64) * HOUR,
            3..=5 => next.map_or(now, Timestamp::millis) + choices.below(3) as i64 - 1,
            6 => now + 24 * HOUR * choices.below(40) as i64,
            _ => return,
        };
        self.wait(Timestamp::from_millis(then.max(now)).unwrap());
    }

    /// Whether time has brought something that no accepted command has sealed yet.
    pub(crate) fn lags(&self) -> bool {
        self.state != *self.stream.state()
    }

    /// Gives one of the commands that are allowed now, each kind as often as the others; in one case of six one of those
    /// that are not, each refusal as often as the others.
    pub(crate) fn step(
        &mut self,
        draw: impl Fn(&Script<A>, u32, &mut Choices) -> (A::Command, Context),
        choices: &mut Choices,
    ) {
        let (number, lawful) = (self.number(), !choices.one_in(6));
        let mut found: Vec<(A::Command, Context, Option<Code>)> = Vec::new();
        for _ in 0..TRIES {
            let (command, ctx) = draw(self, number, choices);
            let refusal = self.state.decide(&command, &ctx).err();
            let code = refusal.map(|refusal| refusal.code);
            let known = found.iter().any(|(other, _, known)| {
                *known == code && (!lawful || A::kind(other) == A::kind(&command))
            });
            if code.is_none() == lawful && !known {
                found.push((command, ctx, code));
            }
        }
        let found = choices.of(&found).map(|(command, ctx, _)| (command.clone(), ctx.clone()));
        let (mut command, mut ctx) = found.unwrap_or_else(|| draw(self, number, choices));
        if choices.one_in(12) {
            (command, ctx) = self.misused(command, ctx, choices);
        }
        self.give(command, ctx).ok();
    }

    /// A command by somebody else than should, alone, with the same person twice, at another time, or once more.
    fn misused(
        &self,
        command: A::Command,
        mut ctx: Context,
        choices: &mut Choices,
    ) -> (A::Command, Context) {
        let known = choices.of(&self.given).cloned();
        let somebody = [ctx.actor.clone(), party("ana"), party("oscar"), party("ines")];
        match (choices.below(6), known) {
            _ if ctx.seconded_by.is_some() && choices.one_in(3) => {
                ctx.seconded_by = choices.of(&somebody).filter(|_| !choices.one_in(3)).cloned();
            }
            (0, _) => {
                let others = [Role::ESCROW.as_slice(), Role::PROJECT.as_slice()].concat();
                ctx.role = *choices.of(&others).unwrap();
                ctx.actor = party(name(ctx.role));
            }
            (1, _) => ctx.actor = party("mallory"),
            (2, _) => {
                ctx.at = Timestamp::from_millis(self.stream.recorded_at().millis() - 1).unwrap();
            }
            (3, Some(known)) => ctx.command_id = known.ctx.command_id,
            (4, Some(Given { command, ctx, .. })) => {
                return (command, Context { at: self.now, ..ctx });
            }
            _ => ctx.seconded_by = Some(ctx.actor.clone()),
        }
        (command, ctx)
    }

    /// The head of its history.
    pub(crate) fn head(&self) -> Hash {
        self.stream.history().checkpoint().hash
    }

    /// All steps as the program reads them.
    pub(crate) fn steps(&self) -> Vec<Value> {
        self.given.iter().map(Given::step).collect()
    }

    /// Counts the rows that fired, from the beginning to where the script ends.
    pub(crate) fn count(&self, rows: &mut Rows<A>) {
        let mut state = self.begun.clone();
        for Given { command, ctx, .. } in self.given.iter().filter(|given| given.worked) {
            state = rows.trace(state, command, ctx).unwrap();
        }
        assert!(state == *self.stream.state(), "row by row it ends elsewhere: {:?}", self.steps());
    }
}

impl<A: Machine> Given<A> {
    fn step(&self) -> Value {
        let Given { command, ctx, .. } = self;
        let mut step = json!({
            "at": ctx.at,
            "actor": { "id": ctx.actor, "role": ctx.role },
            "id": ctx.command_id,
            "command": command,
        });
        if let Some(second) = &ctx.seconded_by {
            step["seconded_by"] = json!(second);
        }
        step
    }
}
