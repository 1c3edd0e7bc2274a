//! Escrows as the server keeps them: load, decide, append.
//! Everything here is synchronous; the HTTP side runs it off the async threads.

pub(crate) mod http;
mod model;
mod reply;
mod sandbox;
mod scene;
mod schema;
mod visible;

use crate::clock::Clock;
use crate::config::Mode;
use crate::http::extract::{Sender, unknown};
use crate::http::idempotency::{keyless, nth};
use crate::http::problem::refusal_of;
use crate::store::{Append, Note, Store, StoreError};
use scene::{Plan, Scene};
use tercero::aggregate::Handled;
use tercero::escrow::{CommandKind, Phase, Preview};
use tercero::history::Entry;
use tercero::{
    Actor, CaseId, Code, Command, CommandId, Context, Digest, Escrow, EscrowId, Refusal, Role, Terms,
    Timestamp,
};

/// How often a command is decided anew because somebody else was first.
const ATTEMPTS: usize = 8;
/// How many escrows one page of a list looks at.
const LOOKED_AT: u32 = 1_000;

/// The commands somebody waits for: without them the deal stands still.
const AWAITED: &[CommandKind] = &[
    CommandKind::Propose,
    CommandKind::Accept,
    CommandKind::PayinStarted,
    CommandKind::Ship,
    CommandKind::Submit,
    CommandKind::Approve,
    CommandKind::Respond,
    CommandKind::Rule,
];

/// All escrows of a server.
pub(crate) struct Escrows {
    store: Store,
    clock: Clock,
    mode: Mode,
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

/// Which escrows a list shows.
#[derive(Debug, Clone, Default)]
pub(crate) struct Filter {
    pub(crate) role: Option<Role>,
    pub(crate) phase: Option<Phase>,
    pub(crate) needs_my_action: Option<bool>,
}

/// A part of a list, and where the next part begins.
#[derive(Debug, Clone)]
pub(crate) struct Page<T> {
    pub(crate) data: Vec<T>,
    pub(crate) next: Option<i64>,
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
    pub(crate) fn new(store: Store, clock: Clock, mode: Mode) -> Escrows {
        Escrows { store, clock, mode }
    }

    pub(crate) fn mode(&self) -> Mode {
        self.mode
    }

    /// Starts an escrow, as a draft or proposed at once.
    pub(crate) fn create(&self, sender: &Sender, new: &New) -> Result<Answer, Refusal> {
        let at = self.clock.read(sender.at)?;
        let actor = founder(sender, &new.terms);
        let command = sender.key()?.command("", &actor);
        let ctx = Context::new(at, command, actor.id.clone(), actor.role);
        for _ in 0..ATTEMPTS {
            if let Some(stream) = self.store.created_by(command).map_err(refusal_of_store)? {
                return self.created_before(stream, new, &ctx);
            }
            let id = new.id.unwrap_or(EscrowId(command.0));
            if self.load(id)?.is_some() {
                return Err(Refusal::new(Code::AlreadyExists).at("id").got(id));
            }
            let start = if new.draft { Escrow::draft } else { Escrow::propose };
            let escrow = start(id, new.terms.clone(), &ctx)?;
            let entries = escrow.history().entries().to_vec();
            let append = Append { creation: Some(command), ..self.append(&escrow, entries, vec![]) };
            match self.store.append(append) {
                Ok(()) => return Ok(Answer { escrow, actor, at, repeated: false }),
                Err(StoreError::Conflict) => {}
                Err(error) => return Err(refusal_of(&error)),
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
            match self.store.append(self.append(&escrow, entries, order.notes.clone())) {
                Ok(()) => return answer(escrow, actor, handled.last, false),
                Err(StoreError::Conflict) => {}
                Err(error) => return Err(refusal_of(&error)),
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
        self.handle(&Order { sender, escrow, notes }, plan)
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

    /// The escrow as it is stored: evidence, which a timer that is merely due is not yet.
    pub(crate) fn recorded(&self, sender: &Sender, id: EscrowId) -> Result<Answer, Refusal> {
        let at = self.clock.read(sender.at)?;
        let (escrow, actor) = self.open(id, sender)?;
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

    /// The sender's escrows behind `before`, newest first.
    pub(crate) fn list(
        &self,
        sender: &Sender,
        filter: &Filter,
        before: Option<i64>,
        limit: usize,
    ) -> Result<Page<Answer>, Refusal> {
        let at = self.clock.read(sender.at)?;
        let before = before.unwrap_or(i64::MAX);
        let places = self.store.listed(in_list_of(sender), before, LOOKED_AT);
        let places = places.map_err(refusal_of_store)?;
        let cut = places.len() == LOOKED_AT as usize;
        let mut page = Page { data: Vec::new(), next: None };
        let mut last = before;
        for (place, id) in places {
            let shown = match self.seen(sender, id, at) {
                Ok(shown) if filter.keeps(&shown)? => shown,
                Ok(_) => continue,
                Err(refusal) if refusal.code == Code::NotFound => continue,
                Err(refusal) => return Err(refusal),
            };
            if page.data.len() == limit {
                page.next = Some(last);
                return Ok(page);
            }
            page.data.push(shown);
            last = place;
        }
        page.next = cut.then_some(last);
        Ok(page)
    }

    /// The text behind a digest, unless it was erased.
    pub(crate) fn text(&self, sha256: &str) -> Result<Option<String>, Refusal> {
        self.store.text(sha256).map_err(refusal_of_store)
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
        for id in self.store.due(None, now).map_err(refusal_of_store)? {
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
        match self.store.append(self.append(&escrow, entries, vec![])) {
            Ok(()) | Err(StoreError::Conflict) => Ok(()),
            Err(error) => Err(refusal_of(&error)),
        }
    }

    fn load(&self, id: EscrowId) -> Result<Option<Escrow>, Refusal> {
        let entries = self.store.load(id).map_err(refusal_of_store)?;
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
        if let Some(stored) = self.store.of_case(case).map_err(refusal_of_store)? {
            let open = self.open(stored, sender);
            return open.map(|_| stored).map_err(|refusal| unknown_case(case, refusal));
        }
        let now = self.clock.read(sender.at)?;
        for id in self.store.due(in_list_of(sender), now).map_err(refusal_of_store)? {
            if self.seen(sender, id, now).is_ok_and(|shown| shown.escrow.state().case(&case).is_some()) {
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
            request_time: self.clock.by_requests(),
        }
    }
}

fn refusal_of_store(error: StoreError) -> Refusal {
    refusal_of(&error)
}

/// A case in an escrow that does not concern the sender does not exist for him.
fn unknown_case(case: CaseId, refusal: Refusal) -> Refusal {
    match refusal.code {
        Code::NotFound => Refusal::new(Code::NotFound).at("case").got(case),
        _ => refusal,
    }
}

/// In whose list the sender looks. Those who run escrows look at all of them.
fn in_list_of(sender: &Sender) -> Option<&str> {
    let runs_them = sender.role.is_some_and(Role::is_asserted);
    (!runs_them).then_some(sender.id.as_str())
}

/// Who starts an escrow. Somebody the terms do not name is refused by the core, as a buyer who is none.
fn founder(sender: &Sender, terms: &Terms) -> Actor {
    let named = terms.party(&sender.id).map(|party| party.role);
    Actor { id: sender.id.clone(), role: sender.role.or(named).unwrap_or(Role::Buyer) }
}

/// The id under which a request is recognised: that of its key, or of what it asks for.
fn command_id(scene: &Scene, order: &Order, request: &str) -> CommandId {
    let stream = order.escrow.to_string();
    match &order.sender.key {
        Some(key) => key.command(&stream, &scene.actor),
        None => keyless(&stream, &scene.actor, request),
    }
}

/// Works the planned commands through. All entries are sealed under ids that the same request has again.
fn decide(
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
fn answer(
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

impl Filter {
    fn keeps(&self, shown: &Answer) -> Result<bool, Refusal> {
        let waits = |shown: &Answer| -> Result<bool, Refusal> {
            let actions = shown.escrow.actions(&shown.actor, shown.at)?;
            Ok(actions.iter().any(|action| action.allowed && AWAITED.contains(&action.command)))
        };
        Ok(self.role.is_none_or(|role| role == shown.actor.role)
            && self.phase.is_none_or(|phase| phase == shown.escrow.state().phase())
            && match self.needs_my_action {
                None => true,
                Some(wanted) => waits(shown)? == wanted,
            })
    }
}

/// How many entries a command id left before, and when.
fn first_time(escrow: &Escrow, id: CommandId) -> Result<Option<(u32, Timestamp)>, Refusal> {
    for entry in escrow.history().entries() {
        let body: tercero::history::Body<serde::de::IgnoredAny> = entry.body()?;
        if body.command_id == Some(id) {
            return Ok(Some((body.version, body.recorded_at)));
        }
    }
    Ok(None)
}
