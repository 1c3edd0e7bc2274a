//! Commands that take two people: one of the staff asks, and another one approves or rejects.
//! Which commands those are, and who may be the second person, the core says.

use super::{ATTEMPTS, Append, Escrows, Write};
use crate::http::idempotency::keyless;
use crate::sender::Sender;
use crate::store::{Decision, Filing, Note, StoreError};
use serde::Serialize;
use tercero::{
    Actor, Code, Command, CommandId, Context, Escrow, EscrowId, Refusal, Role, Timestamp, days,
};
use utoipa::ToSchema;

/// How many days a command waits for its second person.
const DAYS: u32 = 1;

/// What has become of a command that takes two people.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum ApprovalState {
    Pending,
    Approved,
    Rejected,
    Expired,
}

/// A command that takes two people, and what was decided.
#[derive(Debug, Clone)]
pub(crate) struct Approval {
    pub(crate) filing: Filing,
    pub(crate) decision: Option<Decision>,
    pub(crate) state: ApprovalState,
    /// Whether this is the answer to an earlier request.
    pub(crate) repeated: bool,
}

impl Approval {
    fn pending(filing: Filing, repeated: bool) -> Approval {
        Approval { filing, decision: None, state: ApprovalState::Pending, repeated }
    }

    fn decided(filing: Filing, decision: Decision, repeated: bool) -> Approval {
        let state = match decision.version {
            Some(_) => ApprovalState::Approved,
            None => ApprovalState::Rejected,
        };
        Approval { filing, decision: Some(decision), state, repeated }
    }
}

impl Escrows {
    /// Keeps a command until a second person has decided.
    pub(crate) fn ask(
        &self,
        sender: &Sender,
        stream: EscrowId,
        command: &Command,
        notes: &[Note],
    ) -> Result<Approval, Refusal> {
        let (actor, asked_at) = (staff(sender)?, self.clock.read(sender.at)?);
        let id = sender.key()?.command("approvals", &actor);
        for _ in 0..ATTEMPTS {
            if let Some(known) = self.store.filing(id)? {
                if known.stream != stream || known.command != *command {
                    return Err(Code::CommandIdReused.into());
                }
                return Ok(Approval::pending(known, true));
            }
            let (escrow, actor) = self.open(stream, sender)?;
            let mut ctx = Context::new(asked_at, id, actor.id, actor.role);
            ctx.expected_version = sender.expected_version;
            takes_two(&escrow, command, &ctx)?;
            let filing = Filing {
                id,
                stream,
                asked_by: sender.id.clone(),
                asked_at,
                expires_at: asked_at.after(days(DAYS)),
                command: command.clone(),
            };
            match self.write(Write::Filing(filing.clone(), notes.to_vec())) {
                Ok(()) => return Ok(Approval::pending(filing, false)),
                Err(StoreError::Conflict) => {}
                Err(error) => return Err(error.into()),
            }
        }
        Err(Code::VersionConflict.into())
    }

    /// How a command that takes two people stands.
    pub(crate) fn approval(&self, sender: &Sender, id: CommandId) -> Result<Approval, Refusal> {
        let at = self.clock.read(sender.at)?;
        let (filing, _) = self.filed(sender, id)?;
        Ok(match self.store.decision(id)? {
            Some(decision) => Approval::decided(filing, decision, false),
            None if at >= filing.expires_at => {
                Approval { filing, decision: None, state: ApprovalState::Expired, repeated: false }
            }
            None => Approval::pending(filing, false),
        })
    }

    /// Runs the command, seconded by the sender, or does away with it; once, however many decide.
    pub(crate) fn decide(
        &self,
        sender: &Sender,
        id: CommandId,
        granted: bool,
    ) -> Result<Approval, Refusal> {
        let (actor, at) = (staff(sender)?, self.clock.read(sender.at)?);
        let request = match &sender.key {
            Some(key) => key.command(&id.to_string(), &actor),
            None => keyless(&id.to_string(), &actor, if granted { "approve" } else { "reject" }),
        };
        for _ in 0..ATTEMPTS {
            // In this order: whoever finds what the command left also finds who approved it.
            let (filing, escrow) = self.filed(sender, id)?;
            if let Some(decision) = self.store.decision(id)? {
                return decided_before(filing, decision, request, granted);
            }
            in_time(&filing, at)?;
            let by = sender.id.clone();
            let decision = Decision { approval: id, request, by, at, version: None };
            let (decision, write) = match granted {
                true => self.seconded(sender, &filing, escrow, decision)?,
                false => (decision.clone(), Write::Decision(decision)),
            };
            match self.write(write) {
                Ok(()) => return Ok(Approval::decided(filing, decision, false)),
                Err(StoreError::Conflict) => {}
                Err(error) => return Err(error.into()),
            }
        }
        Err(Code::VersionConflict.into())
    }

    /// The command worked through with both people, ready to be stored.
    fn seconded(
        &self,
        sender: &Sender,
        filing: &Filing,
        mut escrow: Escrow,
        decision: Decision,
    ) -> Result<(Decision, Write), Refusal> {
        let before = escrow.version();
        let mut ctx = Context::new(decision.at, filing.id, filing.asked_by.clone(), Role::Admin);
        ctx.seconded_by = Some(sender.id.clone());
        ctx.expected_version = sender.expected_version;
        let last = escrow.handle(&filing.command, &ctx)?.last;
        let entries = escrow.history().range(before.saturating_add(1), last).to_vec();
        let decision = Decision { version: Some(last), ..decision };
        let append = self.append(&escrow, entries, vec![]);
        Ok((decision.clone(), Write::Command(Append { decision: Some(decision), ..append })))
    }

    /// What was asked, and its escrow. It is unknown to everybody who is not staff there.
    fn filed(&self, sender: &Sender, id: CommandId) -> Result<(Filing, Escrow), Refusal> {
        staff(sender)?;
        let unknown = || Refusal::new(Code::NotFound).at("approval").got(id);
        let filing = self.store.filing(id)?.ok_or_else(unknown)?;
        let (escrow, actor) = self.open(filing.stream, sender)?;
        match escrow.view(&actor) {
            Ok(_) => Ok((filing, escrow)),
            Err(refusal) if refusal.code == Code::NotFound => Err(unknown()),
            Err(refusal) => Err(refusal),
        }
    }
}

/// The sender as one of the staff, whom alone this is for.
fn staff(sender: &Sender) -> Result<Actor, Refusal> {
    match sender.role {
        Some(role @ Role::Admin) => Ok(Actor { id: sender.id.clone(), role }),
        _ => Err(Refusal::new(Code::NotAllowed).at("actor").got(&sender.id).allow("admin")),
    }
}

/// Lets a command through that lacks nothing but a second person.
fn takes_two(escrow: &Escrow, command: &Command, ctx: &Context) -> Result<(), Refusal> {
    match escrow.preview(command, ctx) {
        Err(refusal) if refusal.code == Code::NeedsSecondPerson => Ok(()),
        Err(refusal) => Err(refusal),
        Ok(_) => Err(Refusal::new(Code::JsonType)
            .because("one person may give this command, so it is given at once")
            .at("command")
            .got(command.kind().as_str())),
    }
}

/// The answer when it was decided before: the same again to the same request, else a refusal.
fn decided_before(
    filing: Filing,
    decision: Decision,
    request: CommandId,
    granted: bool,
) -> Result<Approval, Refusal> {
    match (decision.request == request, decision.version.is_some() == granted) {
        (true, true) => Ok(Approval::decided(filing, decision, true)),
        (true, false) => Err(Code::CommandIdReused.into()),
        (false, _) => {
            Err(Refusal::new(Code::IllegalTransition).because("it was decided before").at("state"))
        }
    }
}

/// It can be decided from when it was asked until it expires.
fn in_time(filing: &Filing, at: Timestamp) -> Result<(), Refusal> {
    if at >= filing.expires_at {
        return Err(Refusal::new(Code::WindowClosed).at("approval").until(filing.expires_at));
    }
    if at < filing.asked_at {
        let refusal = Refusal::new(Code::ClockRegressed).at("at").got(at);
        return Err(refusal.allow(format!("not before {}", filing.asked_at)));
    }
    Ok(())
}
