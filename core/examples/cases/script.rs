//! A script while it is written: every command is given to the real thing at once, so the next one can follow from it.
//! What the program that plays the script will answer is known from here.

use crate::rows::Rows;
use crate::support::commands::Choices;
use serde_json::{Value, json};
use tercero::aggregate::{Stream, settle};
use tercero::machine::Machine;
use tercero::{CommandId, Context, PartyId, Refusal, Role, Timestamp};
use uuid::Uuid;

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

    /// Gives the first commands of another script that went on from here.
    pub(crate) fn follow(&mut self, other: &Script<A>, steps: usize) {
        for Given { command, ctx, .. } in other.given.iter().skip(self.length()).take(steps) {
            self.now = self.now.max(ctx.at);
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

    /// A context nobody should send: of another time, or with the id of an earlier command.
    pub(crate) fn spoil(&self, ctx: &mut Context, choices: &mut Choices) {
        if choices.one_in(2) {
            ctx.at = Timestamp::from_millis(self.stream.recorded_at().millis() - 1).unwrap();
        } else if let Some(known) = choices.of(&self.given) {
            ctx.command_id = known.ctx.command_id;
        }
    }

    /// An earlier command once more.
    pub(crate) fn repeat(&mut self, choices: &mut Choices) {
        if let Some(Given { command, ctx, .. }) = choices.of(&self.given).cloned() {
            self.give(command, Context { at: self.now, ..ctx }).ok();
        }
    }

    /// All steps as the program reads them.
    pub(crate) fn steps(&self) -> Vec<Value> {
        self.given.iter().map(Given::step).collect()
    }

    /// Counts the rows that fired, from the beginning to where the script ends.
    pub(crate) fn count(&self, rows: &mut Rows<A>) {
        let mut state = self.begun.clone();
        for Given { command, ctx, .. } in self.given.iter().filter(|given| given.worked) {
            state = rows.follow(state, command, ctx).unwrap();
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
