//! What every aggregate shares: decide, evolve, timers and reactions, sealed into one history.
//! [`Stream`] is the handle a host works with; it applies the steps in one fixed order, so a late clock changes nothing.

use crate::error::{Code, Refusal};
use crate::history::{Body, Checkpoint, Entry, History, schema};
use crate::id::{CommandId, Hash, PartyId};
use crate::time::Timestamp;
use crate::wire::{from_json, to_json};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use tercero_macros::value;

/// In which capacity somebody acts.
///
/// The role of a party comes from the terms. Only those of staff, banks and carriers are asserted by the host.
#[value]
pub enum Role {
    /// Pays the price.
    Buyer,
    /// Delivers and is paid.
    Seller,
    /// Introduced the two and is paid a commission.
    Broker,
    /// Advises; never moves money alone.
    Advisor,
    /// Rules on cases.
    Arbiter,
    /// Staff of the host.
    Admin,
    /// The payment provider, reporting facts.
    Provider,
    /// The carrier, reporting deliveries.
    Carrier,
    /// Runs a project and raises the money for it.
    Owner,
    /// Puts money into a project.
    Investor,
    /// Signs for money that leaves a project.
    Treasurer,
    /// Watches over rules and regulators.
    Compliance,
    /// The bank, reporting facts.
    Bank,
    /// Time itself.
    Clock,
}

impl Role {
    /// The roles of a project.
    pub const PROJECT: [Role; 7] = [
        Role::Owner,
        Role::Investor,
        Role::Admin,
        Role::Treasurer,
        Role::Compliance,
        Role::Bank,
        Role::Clock,
    ];

    /// The roles of an escrow.
    pub const ESCROW: [Role; 9] = [
        Role::Buyer,
        Role::Seller,
        Role::Broker,
        Role::Advisor,
        Role::Arbiter,
        Role::Admin,
        Role::Provider,
        Role::Carrier,
        Role::Clock,
    ];

    /// Whether the host vouches for the role, rather than the terms.
    pub const fn is_asserted(self) -> bool {
        matches!(
            self,
            Role::Admin
                | Role::Provider
                | Role::Carrier
                | Role::Treasurer
                | Role::Compliance
                | Role::Bank
        )
    }
}

/// Somebody in a role.
#[value]
#[derive(PartialOrd, Ord)]
pub struct Actor {
    /// The person or company.
    pub id: PartyId,
    /// In which role.
    pub role: Role,
}

impl Actor {
    /// `id` in `role`. Errors: `id_syntax`.
    pub fn new(id: &str, role: Role) -> Result<Actor, Refusal> {
        Ok(Actor { id: PartyId::parse(id)?, role })
    }
}

/// Everything about a command that is not its content: when, under which id, by whom.
#[value]
pub struct Context {
    /// The host's clock.
    pub at: Timestamp,
    /// Given by the sender; repeating it repeats the answer.
    pub command_id: CommandId,
    /// Who acts.
    pub actor: PartyId,
    /// In which role.
    pub role: Role,
    /// The second person where a row asks for two.
    pub seconded_by: Option<PartyId>,
    /// The version the sender has seen, after timers that are due.
    pub expected_version: Option<u32>,
}

impl Context {
    /// A context without second person and without expected version.
    pub const fn new(at: Timestamp, command_id: CommandId, actor: PartyId, role: Role) -> Context {
        Context { at, command_id, actor, role, seconded_by: None, expected_version: None }
    }
}

/// The events of one row of a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step<E> {
    /// The number of the row.
    pub row: &'static str,
    /// What happens, in order.
    pub events: Vec<E>,
}

/// An event that happened while a command or a tick was worked through.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Happened<E> {
    /// The row that made it.
    pub row: &'static str,
    /// Whether time made it: a timer, or a reaction to one.
    pub by_clock: bool,
    /// When it took effect.
    pub effective_at: Timestamp,
    /// The event.
    pub event: E,
}

/// The step of a timer, and when it takes effect.
pub type Due<E> = (Timestamp, Step<E>);

/// A state machine that can be replayed. All functions are pure and total.
pub trait Aggregate: Clone + PartialEq + Serialize + DeserializeOwned {
    /// What can be asked of it.
    type Command: Clone + Serialize;
    /// What can happen to it.
    type Event: Clone + PartialEq + Serialize + DeserializeOwned;

    /// The state after the first event of the stream called `stream`.
    fn begin(stream: &str, event: &Self::Event, at: Timestamp) -> Result<Self, Refusal>;
    /// The id of its stream.
    fn stream(&self) -> String;
    /// How many events it is the fold of.
    fn version(&self) -> u32;
    /// When the last of them took effect.
    fn clock(&self) -> Timestamp;
    /// The one row that answers `command`, or why none does.
    fn decide(&self, command: &Self::Command, ctx: &Context) -> Result<Step<Self::Event>, Refusal>;
    /// The first timer that is due at `now` and whose guards hold, with the time it takes effect.
    fn due(&self, now: Timestamp) -> Result<Option<Due<Self::Event>>, Refusal>;
    /// The first reaction that applies.
    fn react(&self) -> Result<Option<Step<Self::Event>>, Refusal>;
    /// Whether the state keeps its own invariants, which a state read from storage might not.
    fn check(&self) -> Result<(), Refusal>;
    /// Applies one event that took effect at `at`.
    fn evolve(&mut self, event: &Self::Event, at: Timestamp) -> Result<(), Refusal>;
}

/// Steps one command may cause before the engine gives up rather than loop.
const STEPS: usize = 100_000;

/// Applies one step and remembers it.
fn apply<A: Aggregate>(
    state: &mut A,
    step: Step<A::Event>,
    at: Timestamp,
    by_clock: bool,
    done: &mut Vec<Happened<A::Event>>,
) -> Result<(), Refusal> {
    for event in step.events {
        state.evolve(&event, at)?;
        done.push(Happened { row: step.row, by_clock, effective_at: at, event });
    }
    Ok(())
}

/// Applies reactions and due timers until none is left.
pub fn settle<A: Aggregate>(
    state: &mut A,
    now: Timestamp,
    mut by_clock: bool,
    done: &mut Vec<Happened<A::Event>>,
) -> Result<(), Refusal> {
    for _ in 0..STEPS {
        if let Some(step) = state.react()? {
            let at = state.clock();
            apply(state, step, at, by_clock, done)?;
        } else if let Some((at, step)) = state.due(now)? {
            by_clock = true;
            apply(state, step, wrong!("late_timer_dated_now", at, now), by_clock, done)?;
        } else {
            return Ok(());
        }
    }
    Err(Refusal::new(Code::InvariantViolated).because("timers and reactions do not come to rest"))
}

/// Works a command through a working copy: due timers, the command, then reactions and timers again.
pub fn work<A: Aggregate>(
    state: &mut A,
    command: &A::Command,
    ctx: &Context,
) -> Result<Vec<Happened<A::Event>>, Refusal> {
    let mut done = Vec::new();
    settle(state, ctx.at, true, &mut done)?;
    if let Some(expected) = ctx.expected_version
        && expected != state.version()
    {
        return Err(Refusal::new(Code::VersionConflict)
            .at("expected_version")
            .got(expected)
            .allow(state.version().to_string()));
    }
    let step = state.decide(command, ctx)?;
    apply(state, step, ctx.at, false, &mut done)?;
    settle(state, ctx.at, false, &mut done)?;
    Ok(done)
}

/// What a command left in the history.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Handled {
    /// Version of the first entry it sealed.
    pub first: u32,
    /// Version of the last entry it sealed.
    pub last: u32,
    /// Whether this is the answer to an earlier command with the same id.
    pub repeated: bool,
    /// The entries, as far as this handle holds them: a repeated answer from before a snapshot is read from storage.
    pub entries: Vec<Entry>,
}

/// What a command would do.
#[derive(Debug, Clone, PartialEq)]
pub struct Foreseen<A: Aggregate> {
    /// The state after it.
    pub state: A,
    /// The events on the way, timers that are due included.
    pub events: Vec<Happened<A::Event>>,
}

/// What the history remembers of a command id.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Known {
    fingerprint: Hash,
    first: u32,
    last: u32,
}

/// A state together with the history it is the fold of. The handle of an embedding program.
///
/// ```
/// # use tercero::{Actor, Command, CommandId, Context, Escrow, EscrowId, PartyId, Role, Terms, Timestamp};
/// # let at = |day: u32| Timestamp::parse(&format!("2026-03-{day:02}T09:00:00Z"));
/// # let by = |n: u32, who: &str, role, day| {
/// #     let id = CommandId::parse(&format!("00000000-0000-4000-8000-{n:012}"))?;
/// #     Ok::<_, tercero::Refusal>(Context::new(at(day)?, id, PartyId::parse(who)?, role))
/// # };
/// # let id = EscrowId::parse("7d2f4c1e-0000-4000-8000-000000000001")?;
/// # let terms = Terms::builder("EUR").buyer("ana").seller("beto").milestone("m1", "Lamp", "10.00");
/// # let terms = terms.build()?;
/// let mut escrow = Escrow::propose(id, terms, &by(1, "ana", Role::Buyer, 1)?)?;
/// let snapshot = escrow.snapshot()?;
/// let accept = Command::Accept { terms_version: 1, terms_hash: escrow.terms_hash() };
/// let handled = escrow.handle(&accept, &by(2, "beto", Role::Seller, 2)?)?;
///
/// // The same command id gives the same answer, for ever.
/// assert!(escrow.handle(&accept, &by(2, "beto", Role::Seller, 9)?)?.repeated);
/// // Whoever stored the entries gets the same escrow back.
/// assert_eq!(Escrow::restore(&snapshot, handled.entries)?.state(), escrow.state());
/// // Nobody pays within five days of the agreement: the escrow ends by itself.
/// escrow.tick(at(7)?)?;
/// assert_eq!(escrow.state().phase(), tercero::escrow::Phase::Closed);
/// # Ok::<(), tercero::Refusal>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Stream<A> {
    state: A,
    history: History,
    recorded_at: Timestamp,
    commands: BTreeMap<CommandId, Known>,
}

/// A state frozen at a checkpoint, to start from instead of the first entry. Text to store as it is.
#[value]
pub struct Snapshot {
    /// Where in the history it was taken.
    pub checkpoint: Checkpoint,
    /// SHA-256 of `state`.
    pub hash: Hash,
    /// Canonical JSON of the state and of the command ids seen so far.
    pub state: String,
}

/// The inside of a snapshot.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields, bound = "")]
struct Frozen<A: Aggregate> {
    state: A,
    recorded_at: Timestamp,
    commands: BTreeMap<CommandId, Known>,
}

impl<A: Aggregate> Stream<A> {
    /// Starts a stream with `events`, the first of which begins the state.
    pub(crate) fn start(
        stream: &str,
        command: &A::Command,
        ctx: &Context,
        events: Vec<Happened<A::Event>>,
    ) -> Result<Stream<A>, Refusal> {
        let Some(first) = events.first() else { return Err(Code::InvariantViolated.into()) };
        let mut state = A::begin(stream, &first.event, first.effective_at)?;
        for happened in events.iter().skip(1) {
            state.evolve(&happened.event, happened.effective_at)?;
        }
        let history = History::new(stream);
        let mut begun = Stream { state, history, recorded_at: ctx.at, commands: BTreeMap::new() };
        let fingerprint = fingerprint(command, ctx)?;
        begun.seal(ctx.at, Some((ctx, fingerprint)), &events)?;
        Ok(begun)
    }

    /// The current state.
    pub const fn state(&self) -> &A {
        &self.state
    }

    /// The sealed entries.
    pub const fn history(&self) -> &History {
        &self.history
    }

    /// The number of entries so far.
    pub fn version(&self) -> u32 {
        self.state.version()
    }

    /// The latest time recorded; no command may lie before it.
    pub const fn recorded_at(&self) -> Timestamp {
        self.recorded_at
    }

    /// Works a command through, or refuses it and changes nothing.
    ///
    /// In this order: a known command id gives its first answer again; `clock_regressed`; due timers; `version_conflict`;
    /// `illegal_transition`; `not_allowed`; the guards of the row; its events, reactions to them, and the seal.
    pub fn handle(&mut self, command: &A::Command, ctx: &Context) -> Result<Handled, Refusal> {
        if let Some(known) = wrong!("repeated_command_runs_again", self.known(command, ctx)?, None)
        {
            return Ok(Handled {
                first: known.first,
                last: known.last,
                repeated: true,
                entries: self.history.range(known.first, known.last).to_vec(),
            });
        }
        self.not_before(ctx.at)?;
        let mut next = self.state.clone();
        let done = work(&mut next, command, ctx)?;
        let entries = self.seal(ctx.at, Some((ctx, fingerprint(command, ctx)?)), &done)?;
        self.state = next;
        let first = entries.first().map_or(0, |entry| entry.version);
        let last = entries.last().map_or(0, |entry| entry.version);
        Ok(Handled { first, last, repeated: false, entries })
    }

    /// Lets time pass: applies the timers that are due at `at`. Errors: `clock_regressed`.
    pub fn tick(&mut self, at: Timestamp) -> Result<Vec<Entry>, Refusal> {
        self.not_before(at)?;
        let mut next = self.state.clone();
        let mut done = Vec::new();
        settle(&mut next, at, true, &mut done)?;
        let entries = self.seal(at, None, &done)?;
        self.state = next;
        Ok(entries)
    }

    /// What `command` would do, without doing it. A command that was given before would do nothing more.
    /// Errors: those of [`Stream::handle`].
    pub fn foresee(&self, command: &A::Command, ctx: &Context) -> Result<Foreseen<A>, Refusal> {
        let mut state = self.state.clone();
        if self.known(command, ctx)?.is_some() {
            return Ok(Foreseen { state, events: Vec::new() });
        }
        self.not_before(ctx.at)?;
        let events = work(&mut state, command, ctx)?;
        Ok(Foreseen { state, events })
    }

    /// The state as it is at `now`, with the timers applied that are due.
    pub(crate) fn state_at(&self, now: Timestamp) -> Result<A, Refusal> {
        let mut state = self.state.clone();
        settle(&mut state, now.max(self.recorded_at), true, &mut Vec::new())?;
        Ok(state)
    }

    /// What this command left when it was given before. Errors: `command_id_reused` if it was another one.
    fn known(&self, command: &A::Command, ctx: &Context) -> Result<Option<&Known>, Refusal> {
        let Some(known) = self.commands.get(&ctx.command_id) else { return Ok(None) };
        if known.fingerprint == fingerprint(command, ctx)? {
            return Ok(Some(known));
        }
        Err(Refusal::new(Code::CommandIdReused).at("command_id").got(ctx.command_id))
    }

    fn not_before(&self, at: Timestamp) -> Result<(), Refusal> {
        if at < self.recorded_at {
            return Err(Refusal::new(Code::ClockRegressed)
                .at("at")
                .got(at)
                .allow(format!("not before {}", self.recorded_at)));
        }
        Ok(())
    }

    /// Seals what happened. Nothing of this handle has changed if it fails.
    fn seal(
        &mut self,
        at: Timestamp,
        command: Option<(&Context, Hash)>,
        done: &[Happened<A::Event>],
    ) -> Result<Vec<Entry>, Refusal> {
        let mut head = self.history.checkpoint();
        let first = head.version.saturating_add(1);
        let mut entries = Vec::with_capacity(done.len());
        for happened in done {
            head.version = head.version.saturating_add(1);
            let (actor, role) = match command {
                Some((ctx, _)) if !happened.by_clock => (ctx.actor.clone(), ctx.role),
                _ => (PartyId::clock(), Role::Clock),
            };
            let body = Body {
                schema: schema(),
                stream: head.stream.clone(),
                version: head.version,
                recorded_at: at,
                effective_at: happened.effective_at,
                actor,
                role,
                command_id: command.map(|(ctx, _)| ctx.command_id),
                fingerprint: command.map(|(_, fingerprint)| fingerprint),
                event: &happened.event,
            };
            let entry = Entry::seal(&body, &head.hash)?;
            head.hash = entry.hash;
            entries.push(entry);
        }
        if let Some((ctx, fingerprint)) = command {
            let known = Known { fingerprint, first, last: head.version };
            self.commands.insert(ctx.command_id, known);
        }
        if !entries.is_empty() {
            self.recorded_at = at;
        }
        entries.iter().cloned().for_each(|entry| self.history.push(entry));
        Ok(entries)
    }

    /// Folds stored entries into the same value that wrote them. The chain is verified on the way.
    /// Errors: `history_broken` naming the first bad entry.
    pub fn replay(entries: Vec<Entry>) -> Result<Stream<A>, Refusal> {
        let Some(first) = entries.first() else {
            return Err(Refusal::new(Code::HistoryBroken).because("there are no entries"));
        };
        let body: Body<A::Event> = first.body().map_err(|refusal| broken(0, 0, refusal))?;
        let base = Checkpoint { stream: body.stream.clone(), version: 0, hash: Hash::ZERO };
        let history = History::from_entries(base, entries);
        history.verify()?;
        let state = A::begin(&body.stream, &body.event, body.effective_at)
            .map_err(|refusal| broken(0, 0, refusal))?;
        let mut stream = Stream {
            state,
            history: History::new(body.stream.clone()),
            recorded_at: body.recorded_at,
            commands: BTreeMap::new(),
        };
        stream.remember(&body);
        for (index, entry) in history.entries().iter().enumerate().skip(1) {
            stream.absorb(entry).map_err(|refusal| broken(0, index, refusal))?;
        }
        let last = history.entries().len().saturating_sub(1);
        stream.state.check().map_err(|refusal| broken(0, last, refusal))?;
        stream.history = history;
        Ok(stream)
    }

    /// Applies one stored entry to the state, without touching the history.
    fn absorb(&mut self, entry: &Entry) -> Result<(), Refusal> {
        let body: Body<A::Event> = entry.body()?;
        self.state.evolve(&body.event, body.effective_at)?;
        self.recorded_at = body.recorded_at;
        self.remember(&body);
        Ok(())
    }

    fn remember(&mut self, body: &Body<A::Event>) {
        if let Some((id, fingerprint)) = body.command_id.zip(body.fingerprint) {
            let known = Known { fingerprint, first: body.version, last: body.version };
            self.commands.entry(id).or_insert(known).last = body.version;
        }
    }

    /// Freezes the state, so that a host can start from it instead of from the first entry.
    pub fn snapshot(&self) -> Result<Snapshot, Refusal> {
        let state = to_json(&Frozen {
            state: self.state.clone(),
            recorded_at: self.recorded_at,
            commands: self.commands.clone(),
        })?;
        let checkpoint = self.history.checkpoint();
        Ok(Snapshot { hash: Hash::of(&[state.as_bytes()]), checkpoint, state })
    }

    /// Goes on from a snapshot with the entries behind it. Errors: `snapshot_invalid`, `history_broken`.
    pub fn restore(snapshot: &Snapshot, tail: Vec<Entry>) -> Result<Stream<A>, Refusal> {
        let invalid = |why: String| Refusal::new(Code::SnapshotInvalid).because(why);
        if Hash::of(&[snapshot.state.as_bytes()]) != snapshot.hash {
            return Err(invalid("the state does not match its hash".to_owned()));
        }
        let frozen: Frozen<A> =
            from_json(&snapshot.state).map_err(|refusal| invalid(refusal.to_string()))?;
        if frozen.state.version() != snapshot.checkpoint.version
            || frozen.state.stream() != snapshot.checkpoint.stream
        {
            return Err(invalid("the state is not the one of its checkpoint".to_owned()));
        }
        frozen.state.check().map_err(|refusal| invalid(refusal.to_string()))?;
        let history = History::from_entries(snapshot.checkpoint.clone(), tail);
        history.verify()?;
        let mut stream = Stream {
            state: frozen.state,
            history: History::after(snapshot.checkpoint.clone()),
            recorded_at: frozen.recorded_at,
            commands: frozen.commands,
        };
        for (index, entry) in history.entries().iter().enumerate() {
            stream
                .absorb(entry)
                .map_err(|refusal| broken(snapshot.checkpoint.version, index, refusal))?;
        }
        let last = history.entries().len().saturating_sub(1);
        stream
            .state
            .check()
            .map_err(|refusal| broken(snapshot.checkpoint.version, last, refusal))?;
        stream.history = history;
        Ok(stream)
    }
}

/// What is wrong with a stored entry, as the refusal that names it.
fn broken(after: u32, index: usize, refusal: Refusal) -> Refusal {
    let version = u32::try_from(index).unwrap_or(u32::MAX).saturating_add(after).saturating_add(1);
    let place = format!("entries[{index}]");
    Refusal::new(Code::HistoryBroken).because(refusal.message).at(place).got(version)
}

/// SHA-256 of the canonical command together with who sent it.
fn fingerprint<C: Serialize>(command: &C, ctx: &Context) -> Result<Hash, Refusal> {
    #[derive(Serialize)]
    struct Signed<'a, C> {
        actor: &'a PartyId,
        role: Role,
        seconded_by: &'a Option<PartyId>,
        command: &'a C,
    }
    let signed =
        Signed { actor: &ctx.actor, role: ctx.role, seconded_by: &ctx.seconded_by, command };
    Ok(Hash::of(&[
        wrong!("fingerprint_without_sender", to_json(&signed)?, to_json(command)?).as_bytes()
    ]))
}
