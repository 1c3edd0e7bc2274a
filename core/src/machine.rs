//! Machines as tables: rows with guards, and the one way in which a command, a timer or a reaction finds its row.
//! An aggregate supplies its rows and what they are about; how they are looked up is the same for all of them.

use crate::aggregate::{Aggregate, Context, Due, Role, Step};
use crate::error::{Code, Refusal};
use crate::id::PartyId;
use crate::time::Timestamp;
use std::fmt;

/// What sets a row off.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum On<Kind, Timer> {
    /// A command.
    By(Kind),
    /// A timer.
    At(Timer),
    /// The state itself: a reaction, as soon as the guards hold.
    Then,
    /// Together with the rows named.
    With(&'static [&'static str]),
}

/// Where a row leads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum To<States> {
    /// The subject stays where it is.
    Same,
    /// To one of these.
    State(States),
    /// It stays, or goes to one of these when nothing is left.
    Or(States),
}

/// Timers of one instant go in this order: money that returns, money that is released, the rest.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Order {
    /// Silence returns money.
    Returns,
    /// Silence releases money.
    Releases,
    /// Neither.
    Rest,
}

/// A named condition.
pub struct Guard<M: Machine> {
    /// Its name, as the diagrams show it.
    pub name: &'static str,
    /// Whether it looks at the arguments of the command.
    pub(crate) on_arguments: bool,
    pub(crate) holds: fn(&Scene<'_, M>) -> Result<(), Refusal>,
}

impl<M: Machine> Guard<M> {
    /// A guard that needs only the state.
    pub(crate) const fn state(
        name: &'static str,
        holds: fn(&Scene<'_, M>) -> Result<(), Refusal>,
    ) -> Guard<M> {
        Guard { name, on_arguments: false, holds }
    }

    /// A guard that looks at the arguments.
    pub(crate) const fn arguments(
        name: &'static str,
        holds: fn(&Scene<'_, M>) -> Result<(), Refusal>,
    ) -> Guard<M> {
        Guard { name, on_arguments: true, holds }
    }
}

impl<M: Machine> fmt::Debug for Guard<M> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name)
    }
}

pub(crate) type Effect<M> = fn(&Scene<'_, M>) -> Result<Vec<<M as Aggregate>::Event>, Refusal>;

/// One row.
pub struct Row<M: Machine> {
    /// Its number in the specification.
    pub id: &'static str,
    /// From which states.
    pub from: M::States,
    /// On what.
    pub on: On<M::Kind, M::Timer>,
    /// Who may.
    pub who: &'static [Role],
    /// Under which conditions, checked left to right.
    pub guards: &'static [Guard<M>],
    /// To which state.
    pub to: To<M::States>,
    pub(crate) does: Effect<M>,
}

impl<M: Machine> fmt::Debug for Row<M> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.id)
    }
}

/// One row, in the columns of the tables.
pub(crate) const fn row<M: Machine>(
    id: &'static str,
    from: M::States,
    on: On<M::Kind, M::Timer>,
    who: &'static [Role],
    guards: &'static [Guard<M>],
    to: To<M::States>,
    does: Effect<M>,
) -> Row<M> {
    Row { id, from, on, who, guards, to, does }
}

/// Everything a guard or an effect may look at.
pub struct Scene<'a, M: Machine> {
    pub(crate) state: &'a M,
    pub(crate) subject: M::Subject<'a>,
    pub(crate) at: Timestamp,
    pub(crate) actor: &'a PartyId,
    pub(crate) role: Role,
    pub(crate) seconded_by: Option<&'a PartyId>,
    pub(crate) command: Option<&'a M::Command>,
}

impl<M: Machine> Scene<'_, M> {
    /// Checks the guards of `row`, left to right.
    pub(crate) fn passes(&self, row: &Row<M>) -> Result<(), Refusal> {
        row.guards
            .iter()
            .try_for_each(|guard| wrong!(skips(row.id, guard.name), (guard.holds)(self), Ok(())))
    }

    pub(crate) fn step(&self, row: &Row<M>) -> Result<Step<M::Event>, Refusal> {
        Ok(Step { row: row.id, events: (row.does)(self)? })
    }
}

/// A row that is asked for what it does not have: a defect of the table, never of the caller.
pub(crate) fn misplaced() -> Refusal {
    Refusal::new(Code::InvariantViolated).because("a row does not fit its command or subject")
}

/// An event that does not fit the state: an edited history, or a defect of this crate.
pub(crate) fn misfit() -> Refusal {
    Refusal::new(Code::InvariantViolated).because("the event does not fit the state")
}

/// An aggregate whose rules are rows.
pub trait Machine: Aggregate + 'static {
    /// States of one of its small machines, as a row names them.
    type States: Copy + PartialEq + fmt::Debug;
    /// A command without its arguments.
    type Kind: Copy + PartialEq + fmt::Debug;
    /// A timer.
    type Timer: Copy + PartialEq + fmt::Debug;
    /// What a row is about, as it stands.
    type Subject<'a>: Copy;

    /// All rows, in the order in which reactions and timers of one instant are looked for.
    fn rows() -> impl Iterator<Item = &'static Row<Self>>;
    /// The kind of a command.
    fn kind(command: &Self::Command) -> Self::Kind;
    /// Everything a row that starts from `from` could be about.
    fn subjects(&self, from: Self::States) -> impl Iterator<Item = Self::Subject<'_>>;
    /// Whether `subject` is of this machine and in one of these states.
    fn covers(from: Self::States, subject: Self::Subject<'_>) -> bool;
    /// What a command is about, if it exists.
    fn about(&self, command: &Self::Command) -> Option<Self::Subject<'_>>;
    /// The aggregate as a whole. Rows that start from its states catch what fits nowhere else, for those who may use them.
    fn whole(&self) -> Self::Subject<'_>;
    /// When `timer` ends for `subject`, if it runs.
    fn deadline_of(&self, timer: Self::Timer, subject: Self::Subject<'_>) -> Option<Timestamp>;
    /// Where a subject stands among those of one instant.
    fn place(&self, subject: Self::Subject<'_>) -> usize;
    /// The place of a row among the timers of one instant.
    fn order(&self, row: &Row<Self>, timer: Self::Timer) -> Order;
    /// Whether `actor` stands in `role`: by what was agreed, or on the word of the host.
    fn stands_as(&self, actor: &PartyId, role: Role) -> bool;
    /// Refuses what a long history has no room for. Errors: `limit_exceeded`.
    fn within_limits(&self, role: Role, kind: Self::Kind) -> Result<(), Refusal>;
    /// Why nothing answers `command`.
    fn no_row(&self, command: &Self::Command, about: Option<Self::Subject<'_>>) -> Refusal;
}

/// The scene of a timer or reaction.
pub(crate) fn by_clock<'a, M: Machine>(
    state: &'a M,
    subject: M::Subject<'a>,
    at: Timestamp,
    clock: &'a PartyId,
) -> Scene<'a, M> {
    Scene { state, subject, at, actor: clock, role: Role::Clock, seconded_by: None, command: None }
}

/// The scene of a command about `subject`.
pub(crate) const fn by_command<'a, M: Machine>(
    state: &'a M,
    subject: M::Subject<'a>,
    command: &'a M::Command,
    ctx: &'a Context,
) -> Scene<'a, M> {
    Scene {
        state,
        subject,
        at: ctx.at,
        actor: &ctx.actor,
        role: ctx.role,
        seconded_by: ctx.seconded_by.as_ref(),
        command: Some(command),
    }
}

/// What the first row does that answers `command`, may be used by its sender and whose guards hold; else why not.
pub(crate) fn answer<M: Machine>(
    state: &M,
    command: &M::Command,
    ctx: &Context,
) -> Result<Step<M::Event>, Refusal> {
    let kind = M::kind(command);
    let about = state.about(command);
    let candidates = || {
        M::rows().filter(move |row| row.on == On::By(kind)).filter_map(|row| {
            let catches = row.who.contains(&ctx.role);
            let subjects = [about, catches.then(|| state.whole())];
            let fits = |subject: &M::Subject<'_>| M::covers(row.from, *subject);
            subjects.into_iter().flatten().find(fits).map(|subject| (row, subject))
        })
    };
    if candidates().next().is_none() {
        return Err(state.no_row(command, about));
    }
    let stands = state.stands_as(&ctx.actor, ctx.role);
    let mut refusal = None;
    for (row, subject) in candidates() {
        if !stands || wrong!("role_not_checked", !row.who.contains(&ctx.role), false) {
            continue;
        }
        state.within_limits(ctx.role, kind)?;
        let scene = by_command(state, subject, command, ctx);
        match scene.passes(row) {
            Ok(()) => return scene.step(row),
            Err(failed) => refusal = Some(failed),
        }
    }
    Err(refusal.unwrap_or_else(|| not_allowed(ctx, candidates().map(|(row, _)| row))))
}

/// The refusal for somebody none of `rows` is for, with the roles they are for.
pub(crate) fn not_allowed<M: Machine>(
    ctx: &Context,
    rows: impl Iterator<Item = &'static Row<M>>,
) -> Refusal {
    let mut refusal = Refusal::new(Code::NotAllowed).at("actor").got(&ctx.actor);
    for role in rows.flat_map(|row| row.who) {
        if !refusal.allowed.iter().any(|known| known == role.as_str()) {
            refusal = refusal.allow(role.as_str());
        }
    }
    refusal
}

/// The first timer among `rows` that is due at `now` and whose guards hold.
///
/// Earlier ones first; of one instant those that return money, then those that release it, then the rest; then by
/// subject and by row.
pub(crate) fn due_among<M: Machine>(
    state: &M,
    rows: impl Iterator<Item = &'static Row<M>>,
    now: Timestamp,
) -> Result<Option<Due<M::Event>>, Refusal> {
    let clock = PartyId::clock();
    type Key = (Timestamp, Order, usize, usize);
    let mut first: Option<(Key, &Row<M>, Scene<'_, M>)> = None;
    for (number, row) in rows.enumerate() {
        let On::At(timer) = row.on else { continue };
        for subject in state.subjects(row.from) {
            let Some(deadline) = state.deadline_of(timer, subject) else { continue };
            let order =
                wrong!("timers_of_one_instant_unordered", state.order(row, timer), Order::Rest);
            let at = deadline.max(state.clock());
            let key = (at, order, state.place(subject), number);
            if wrong!("timer_a_millisecond_early", deadline > now, deadline > now.plus(1))
                || first.as_ref().is_some_and(|(known, ..)| *known <= key)
            {
                continue;
            }
            let scene = by_clock(state, subject, at, &clock);
            if scene.passes(row).is_ok() {
                first = Some((key, row, scene));
            }
        }
    }
    first.map(|((at, ..), row, scene)| Ok((at, scene.step(row)?))).transpose()
}

/// The first reaction among `rows` whose guards hold.
pub(crate) fn reaction_among<M: Machine>(
    state: &M,
    rows: impl Iterator<Item = &'static Row<M>>,
) -> Result<Option<Step<M::Event>>, Refusal> {
    let clock = PartyId::clock();
    for row in rows.filter(|row| row.on == On::Then) {
        for subject in state.subjects(row.from) {
            let scene = by_clock(state, subject, state.clock(), &clock);
            if scene.passes(row).is_ok() {
                return scene.step(row).map(Some);
            }
        }
    }
    Ok(None)
}

/// Declares the commands of a machine once: the values, their kinds, and their arguments as the hosts list them.
macro_rules! commands {
    ($command:literal $kind:literal $(
        $(#[$doc:meta])+
        $name:ident $text:literal { $($(#[$field_doc:meta])+ $field:ident: $type:ty,)* }
    )+) => {
        /// What can be asked for. Who asks, when and under which id is in the context.
        #[::tercero_macros::value(name = $command, null)]
        pub enum Command {
            $($(#[$doc])+ #[serde(rename = $text)] $name { $($(#[$field_doc])+ $field: $type,)* },)+
        }

        /// A command without its arguments.
        #[::tercero_macros::value(name = $kind)]
        pub enum CommandKind { $($(#[$doc])+ #[serde(rename = $text)] $name,)+ }

        impl Command {
            /// The command without its arguments.
            pub const fn kind(&self) -> CommandKind {
                match self { $(Command::$name { .. } => CommandKind::$name,)+ }
            }
        }

        impl CommandKind {
            /// Its arguments, as names and types.
            pub const fn arguments(self) -> &'static [(&'static str, &'static str)] {
                match self {
                    $(CommandKind::$name => &[$((stringify!($field), stringify!($type)),)*],)+
                }
            }

            /// Its place in [`CommandKind::ALL`].
            #[expect(clippy::as_conversions, reason = "the only way to compare kinds in a constant")]
            pub(crate) const fn number(self) -> usize {
                self as usize
            }
        }
    };
}

pub(crate) use commands;
