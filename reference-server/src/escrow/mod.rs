//! Escrows as the server keeps them: load, decide, append.
//! Everything here is synchronous; the HTTP side runs it off the async threads.

mod approvals;
mod bodies;
mod decide;
pub(crate) mod http;
mod list;
mod model;
mod reply;
mod sandbox;
mod scene;
pub(crate) mod schema;
mod visible;

use crate::clock::Clock;
use crate::config::Mode;
use crate::http::idempotency::keyless;
use crate::sender::{Sender, unknown};
use crate::store::{Append, Note, Store, StoreError, Write};
use decide::{answer, decide};
use scene::{Plan, Scene};
use tercero::escrow::Preview;
use tercero::history::Entry;
use tercero::receipt::SigningKey;
use tercero::{
    Actor, CaseId, Code, Command, Context, Digest, Escrow, EscrowId, Refusal, Terms, Timestamp,
};

/// How often a command is decided anew because somebody else was first.
const ATTEMPTS: usize = 8;
/// All escrows of a server.
pub(crate) struct Escrows {
    store: Store,
    clock: Clock,
    mode: Mode,
    key: SigningKey,
}

/// What a request asks of one escrow.
#[derive(Debug, Clone)]
pub(crate) struct Order {
    pub(crate) sender: Sender,
    pub(crate) escrow: EscrowId,
    /// Texts the command names by digest.
    pub(crate) notes: Vec<Note>,
}

/// A new escrow, as it is asked for.
#[derive(Debug, Clone)]
pub(crate) struct New {
    pub(crate) id: Option<EscrowId>,
    pub(crate) terms: Terms,
    pub(crate) draft: bool,
}

/// An escrow as it stood when it answered.
#[derive(Debug, Clone)]
pub(crate) struct Answer {
    pub(crate) escrow: Escrow,
    pub(crate) actor: Actor,
    pub(crate) at: Timestamp,
    /// Whether this is the answer to an earlier request with the same key.
    pub(crate) repeated: bool,
}

impl Order {
    pub(crate) fn new(sender: Sender, escrow: EscrowId) -> Order {
        Order { sender, escrow, notes: Vec::new() }
    }

    /// The digest of a text that is stored with the command.
    pub(crate) fn note(&mut self, field: &'static str, text: &str) -> Result<Digest, Refusal> {
        let (digest, note) = model::noted(field, text)?;
        self.notes.push(note);
        Ok(digest)
    }
}

impl Escrows {
    pub(crate) fn new(store: Store, clock: Clock, mode: Mode, key: SigningKey) -> Escrows {
        Escrows { store, clock, mode, key }
    }

    pub(crate) fn mode(&self) -> Mode {
        self.mode
    }

    /// What receipts are signed with.
    pub(crate) fn key(&self) -> &SigningKey {
        &self.key
    }

    /// Starts an escrow, as a draft or proposed at once.
    pub(crate) fn create(&self, sender: &Sender, new: &New) -> Result<Answer, Refusal> {
        let at = self.clock.read(sender.at)?;
        let actor = sender.founder(&new.terms);
        let command = sender.key()?.command("", &actor);
        let ctx = Context::new(at, command, actor.id.clone(), actor.role);
        for _ in 0..ATTEMPTS {
            let id = new.id.unwrap_or(EscrowId(command.0));
            // In this order: whoever finds the escrow also finds which command created it.
            let exists = self.load(id)?.is_some();
            if let Some(stream) = self.store.created_by(command)? {
                return self.created_before(stream, new, &ctx);
            }
            if exists {
                return Err(Refusal::new(Code::AlreadyExists).at("id").got(id));
            }
            let start = if new.draft { Escrow::draft } else { Escrow::propose };
            let escrow = start(id, new.terms.clone(), &ctx)?;
            let entries = escrow.history().entries().to_vec();
            let append =
                Append { creation: Some(command), ..self.append(&escrow, entries, vec![]) };
            match self.write(Write::Command(append)) {
                Ok(()) => return Ok(Answer { escrow, actor, at, repeated: false }),
                Err(StoreError::Conflict) => {}
                Err(error) => return Err(error.into()),
            }
        }
        Err(Code::VersionConflict.into())
    }

    /// The answer of the request that created `stream`, if this is the same request.
    fn created_before(
        &self,
        stream: EscrowId,
        new: &New,
        ctx: &Context,
    ) -> Result<Answer, Refusal> {
        let mut escrow = self.load(stream)?.ok_or_else(|| unknown(stream))?;
        let handled = escrow.handle(&Command::Create { terms: new.terms.clone() }, ctx)?;
        let was_draft = handled.last == 1;
        if new.id.is_some_and(|id| id != stream) || new.draft != was_draft {
            return Err(Code::CommandIdReused.into());
        }
        let actor = Actor { id: ctx.actor.clone(), role: ctx.role };
        answer(escrow, actor, handled.last, true)
    }

    /// Works a command through and stores what it leaves; a request that came before gets its first answer.
    pub(crate) fn handle(
        &self,
        order: &Order,
        plan: impl Fn(&Scene) -> Result<Plan, Refusal>,
    ) -> Result<Answer, Refusal> {
        let at = self.clock.read(order.sender.at)?;
        for _ in 0..ATTEMPTS {
            let (mut escrow, actor) = self.open(order.escrow, &order.sender)?;
            let before = escrow.version();
            let handled = decide(&mut escrow, order, &actor, at, &plan)?;
            if handled.repeated {
                return answer(escrow, actor, handled.last, true);
            }
            let entries = escrow.history().range(before.saturating_add(1), handled.last).to_vec();
            let append = self.append(&escrow, entries, order.notes.clone());
            match self.write(Write::Command(append)) {
                Ok(()) => return answer(escrow, actor, handled.last, false),
                Err(StoreError::Conflict) => {}
                Err(error) => return Err(error.into()),
            }
        }
        Err(Code::VersionConflict.into())
    }

    /// The same for a command about a case.
    pub(crate) fn handle_case(
        &self,
        sender: Sender,
        case: CaseId,
        notes: Vec<Note>,
        plan: impl Fn(&Scene) -> Result<Plan, Refusal>,
    ) -> Result<Answer, Refusal> {
        let escrow = self.escrow_of(case, &sender)?;
        self.handle(&Order { notes, ..Order::new(sender, escrow) }, plan)
    }

    /// The escrow as it stands now, with the timers applied that are due.
    pub(crate) fn show(&self, sender: &Sender, id: EscrowId) -> Result<Answer, Refusal> {
        let at = self.clock.read(sender.at)?;
        self.seen(sender, id, at)
    }

    fn seen(&self, sender: &Sender, id: EscrowId, at: Timestamp) -> Result<Answer, Refusal> {
        let (escrow, actor) = self.open(id, sender)?;
        let Scene { escrow, actor, at } = Scene::at(&escrow, actor, at)?;
        Ok(Answer { escrow, actor, at, repeated: false })
    }

    /// The escrow as it is stored, for who has a part in it: evidence, which a timer that is merely due is not yet.
    pub(crate) fn recorded(&self, sender: &Sender, id: EscrowId) -> Result<Answer, Refusal> {
        let at = self.clock.read(sender.at)?;
        let (escrow, actor) = self.open(id, sender)?;
        escrow.view(&actor)?;
        Ok(Answer { escrow, actor, at, repeated: false })
    }

    /// What a command would do. Nothing is stored.
    pub(crate) fn preview(
        &self,
        sender: &Sender,
        id: EscrowId,
        command: &Command,
    ) -> Result<(Answer, Preview), Refusal> {
        let answer = self.recorded(sender, id)?;
        let Actor { id: actor, role } = answer.actor.clone();
        let command_id = keyless("preview", &answer.actor, "");
        let mut ctx = Context::new(answer.at, command_id, actor, role);
        ctx.expected_version = sender.expected_version;
        let preview = answer.escrow.preview(command, &ctx)?;
        Ok((answer, preview))
    }

    /// The text behind a digest, unless it was erased.
    pub(crate) fn text(&self, sha256: &str) -> Result<Option<String>, Refusal> {
        self.store.text(sha256).map_err(Refusal::from)
    }

    /// Applies and stores the timers that are due, as long as time does not come with requests.
    pub(crate) fn let_time_pass(&self) {
        if self.clock.by_requests().is_none()
            && let Err(refusal) = self.apply_due_timers()
        {
            eprintln!("timers: {refusal}");
        }
    }

    fn apply_due_timers(&self) -> Result<(), Refusal> {
        let now = self.clock.read(None)?;
        for id in self.store.due(None, now)? {
            if let Err(refusal) = self.tick(id, now) {
                eprintln!("timers of {id}: {refusal}");
            }
        }
        Ok(())
    }

    /// Lets time pass for one escrow. If somebody else is first, the next second is soon enough.
    fn tick(&self, id: EscrowId, now: Timestamp) -> Result<(), Refusal> {
        let Some(mut escrow) = self.load(id)? else { return Ok(()) };
        let entries = escrow.tick(now)?;
        match self.write(Write::Command(self.append(&escrow, entries, vec![]))) {
            Ok(()) | Err(StoreError::Conflict) => Ok(()),
            Err(error) => Err(error.into()),
        }
    }

    fn load(&self, id: EscrowId) -> Result<Option<Escrow>, Refusal> {
        let entries = self.store.load(id)?;
        if entries.is_empty() { Ok(None) } else { Escrow::replay(entries).map(Some) }
    }

    /// The escrow and the role of the sender in it.
    fn open(&self, id: EscrowId, sender: &Sender) -> Result<(Escrow, Actor), Refusal> {
        let escrow = self.load(id)?.ok_or_else(|| unknown(id))?;
        let actor = sender.in_escrow(escrow.state())?;
        Ok((escrow, actor))
    }

    /// The escrow of a case. A case that a due timer opens, but nobody has stored yet, is found among the sender's.
    fn escrow_of(&self, case: CaseId, sender: &Sender) -> Result<EscrowId, Refusal> {
        if let Some(stored) = self.store.of_case(case)? {
            let open = self.open(stored, sender);
            return open.map(|_| stored).map_err(|refusal| unknown_case(case, refusal));
        }
        let now = self.clock.read(sender.at)?;
        for id in self.store.due(sender.list(), now)? {
            if self
                .seen(sender, id, now)
                .is_ok_and(|shown| shown.escrow.state().case(&case).is_some())
            {
                return Ok(id);
            }
        }
        Err(unknown_case(case, Code::NotFound.into()))
    }

    /// What is stored together with `entries`, the newest of `escrow`.
    fn append(&self, escrow: &Escrow, entries: Vec<Entry>, notes: Vec<Note>) -> Append {
        let state = escrow.state();
        let named = state.agreement().terms.parties().iter().map(|party| &party.id);
        let arbiters = state.cases().iter().filter_map(|case| case.arbiter.as_ref());
        Append {
            stream: state.id(),
            entries,
            parties: named.chain(arbiters).map(ToString::to_string).collect(),
            cases: state.cases().iter().map(|case| case.id).collect(),
            deadline: escrow.next_deadline(),
            notes,
            creation: None,
            decision: None,
        }
    }

    /// Stores it, and the latest time a request has brought.
    fn write(&self, write: Write) -> Result<(), StoreError> {
        self.store.write(write, self.clock.by_requests())
    }
}

/// A case in an escrow that does not concern the sender does not exist for him.
fn unknown_case(case: CaseId, refusal: Refusal) -> Refusal {
    match refusal.code {
        Code::NotFound => Refusal::new(Code::NotFound).at("case").got(case),
        _ => refusal,
    }
}
