//! Explores small worlds of the real project machine: every command by every role at every clock mark, nearest first.
//! In each state money is conserved and an end is in reach; without a load-bearing row some state has none.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    clippy::print_stdout,
    reason = "a test stops at the first surprise and says what it saw"
)]

mod support;

#[path = "project_exploration/checks.rs"]
mod checks;
#[path = "project_exploration/endings.rs"]
mod endings;
#[path = "project_exploration/moves.rs"]
mod moves;
#[path = "project_exploration/paths.rs"]
mod paths;
#[path = "project_exploration/worlds.rs"]
mod worlds;

use endings::{Ends, LOAD_BEARING};
use moves::{Move, actors, moves};
use paths::{Paths, Said};
use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::atomic::{AtomicUsize, Ordering};
use support::party;
use tercero::aggregate::{Aggregate, Context};
use tercero::project::event::Leaving;
use tercero::project::table::{On, Row, rows};
use tercero::project::{CommandKind, Event, ProjectState, State, Timer};
use tercero::{Code, CommandId, Role, Timestamp};
use worlds::{World, worlds};

/// Distinct states that must be seen in all worlds together.
const STATES_AT_LEAST: usize = 300_000;

/// What the table allows the owner and time has always done before: both open the round under the same conditions.
const OVERTAKEN: (&str, CommandKind, Role) = ("T05", CommandKind::OpenFunding, Role::Owner);

/// A state at a time, with all timers applied that are due, and the way to it.
#[derive(Clone)]
pub(crate) struct Node {
    pub(crate) state: State,
    pub(crate) now: Timestamp,
    pub(crate) path: usize,
}

/// Hashes instants relative to `now`, so that states that differ only in when they happen are one.
struct Relative {
    hasher: DefaultHasher,
    now: i64,
}

impl Hasher for Relative {
    fn write(&mut self, bytes: &[u8]) {
        self.hasher.write(bytes);
    }

    /// Instants lie after 2001 and lengths of time below thirty years, so the two cannot be confused.
    fn write_i64(&mut self, value: i64) {
        let instant = value > 1_000_000_000_000;
        self.hasher.write_i64(if instant { value - self.now } else { value });
    }

    fn finish(&self) -> u64 {
        self.hasher.finish()
    }
}

impl Node {
    pub(crate) fn fingerprint(&self) -> u64 {
        let mut hasher = Relative { hasher: DefaultHasher::new(), now: self.now.millis() };
        self.state.situation().hash(&mut hasher);
        hasher.finish()
    }

    /// The next instant at which something may become different: a deadline, or the end of a window.
    fn next_mark(&self, world: &World) -> Option<Timestamp> {
        let deadlines = self.state.deadlines();
        let cutoff = world.offer.window(Timer::Cutoff).millis();
        let cutoffs = deadlines.iter().filter(|known| known.timer == Timer::Close);
        let cutoffs = cutoffs.map(|known| known.at.millis() - cutoff);
        let marks = deadlines.iter().map(|known| known.at.millis()).chain(cutoffs);
        let marks = marks.chain(self.state.drafts().map(|draft| draft.until.millis()));
        let marks = marks.flat_map(|at| world.edges.iter().map(move |by| at + by));
        let next = marks.filter(|mark| *mark > self.now.millis()).min()?;
        Some(Timestamp::from_millis(next).unwrap())
    }
}

/// How a row was set off: a command, a timer, or the state itself.
pub(crate) type Fired = (&'static str, &'static str);

/// An event, and the row that made it.
pub(crate) struct Happened {
    pub(crate) by: Fired,
    pub(crate) event: Event,
}

/// Applies reactions and the timers due at `now` until none is left.
pub(crate) fn settle(state: &mut State, now: Timestamp, happened: &mut Vec<Happened>) {
    loop {
        let (step, at, how) = if let Some(step) = state.react().unwrap() {
            (step, state.clock(), "then")
        } else if let Some((at, step)) = state.due(now).unwrap() {
            (step, at, "at")
        } else {
            return;
        };
        for event in step.events {
            state.evolve(&event, at).unwrap();
            happened.push(Happened { by: (step.row, how), event });
        }
    }
}

/// What was seen on the way.
#[derive(Default)]
struct Seen {
    states: usize,
    decisions: u64,
    paths: usize,
    staff: usize,
    completed: [usize; 3],
    closed: usize,
    refusals: BTreeMap<&'static str, u64>,
    rows: BTreeMap<Fired, u64>,
    accepted: BTreeSet<(CommandKind, Role)>,
    stranded: BTreeMap<&'static str, String>,
    worlds: Vec<String>,
}

impl Seen {
    fn add(&mut self, other: Seen) {
        self.states += other.states;
        self.decisions += other.decisions;
        self.paths += other.paths;
        self.staff += other.staff;
        for (known, more) in self.completed.iter_mut().zip(other.completed) {
            *known += more;
        }
        self.closed += other.closed;
        for (code, count) in other.refusals {
            *self.refusals.entry(code).or_default() += count;
        }
        for (row, count) in other.rows {
            *self.rows.entry(row).or_default() += count;
        }
        self.accepted.extend(other.accepted);
        self.stranded.extend(other.stranded);
        self.worlds.extend(other.worlds);
    }

    /// Counts the rows that fired, and those that fired along with them.
    fn count(&mut self, happened: &[Happened]) {
        let mut last = ("", "");
        for Happened { by, event } in happened {
            if *by != last {
                *self.rows.entry(*by).or_default() += 1;
            }
            last = *by;
            self.count_along(by.0, event);
        }
    }

    /// What happens to requests happens by rows of their own that go along with one of the project.
    fn count_along(&mut self, row: &'static str, event: &Event) {
        let along: &[&'static str] = match event {
            Event::ScaleBackApplied { .. } => &["R12"],
            Event::ParticipationsActivated { .. } => &["R13"],
            Event::ParticipationLeft { leaving: Leaving::Cancelled, .. } => &["R14"],
            Event::ParticipationLeft { leaving: Leaving::Rejected, .. } if row != "R07" => &["R17"],
            _ => &["T07"],
        };
        for known in rows().filter(|known| along.contains(&known.id)) {
            if let On::With(with) = known.on
                && with.contains(&row)
            {
                *self.rows.entry((known.id, "with")).or_default() += 1;
                return;
            }
        }
        assert!(along == ["T07"], "{event:?} by {row} goes along with no row");
    }
}

pub(crate) fn context(now: Timestamp, role: Role, actor: &str, number: u64) -> Context {
    let id = CommandId(uuid::Uuid::from_u128(
        0xc000_0001_0000_4000_8000_u128 << 48 | u128::from(number),
    ));
    let second = Some(party("sal"));
    Context { seconded_by: second, ..Context::new(now, id, party(actor), role) }
}

/// Explores a world breadth first, checking every state on the way.
fn explore(world: &World) -> Seen {
    let mut seen = Seen::default();
    let begun = world.begin();
    seen.rows.insert(("T01", "create_project"), 1);
    seen.accepted.insert((CommandKind::CreateProject, Role::Owner));
    let first = Node { state: begun.project.state().clone(), now: begun.now, path: 0 };
    let mut paths = Paths::from(begun);
    let mut ends = Ends::default();
    let mut known = HashSet::from([first.fingerprint()]);
    let actors = actors(world);
    let mut layer = vec![first];
    while !layer.is_empty() && known.len() < world.most {
        let mut next = Vec::new();
        for node in &layer {
            if known.len() >= world.most {
                break;
            }
            for (mut child, said) in successors(world, &actors, node, &paths, &mut seen) {
                if known.insert(child.fingerprint()) {
                    child.path = paths.add(node.path, said);
                    paths.guarded(&child, |child| {
                        checks::check(world, child);
                        ends.check(child);
                    });
                    ends.strand(&child, &mut seen.stranded);
                    if known.len() % 150 == 7 {
                        paths.walk(&child);
                        seen.paths += 1;
                    }
                    next.push(child);
                }
            }
        }
        layer = next;
    }
    let how = if layer.is_empty() { "complete" } else { "cut off, nearest first" };
    seen.states = known.len();
    seen.staff = ends.staff;
    seen.completed = ends.completed;
    seen.closed = ends.closed.len();
    seen.worlds.push(format!("{}: {} states, {how}", world.name, seen.states));
    seen
}

fn successors(
    world: &World,
    actors: &[(Role, &'static str)],
    node: &Node,
    paths: &Paths,
    seen: &mut Seen,
) -> Vec<(Node, Said)> {
    let mut children = Vec::new();
    if let Some(mark) = node.next_mark(world) {
        let mut state = node.state.clone();
        let mut happened = Vec::new();
        settle(&mut state, mark, &mut happened);
        seen.count(&happened);
        children.push((Node { state, now: mark, path: 0 }, Said::Wait(mark)));
    }
    let moves = moves(world, &node.state, node.now);
    for (role, actor) in actors {
        let ctx = context(node.now, *role, actor, 0);
        for Move { command, only } in &moves {
            if *role == Role::Investor && only.is_some_and(|who| who != *actor) {
                continue;
            }
            seen.decisions += 1;
            let step = match node.state.decide(command, &ctx) {
                Ok(step) => step,
                Err(refusal) => {
                    let defect =
                        matches!(refusal.code, Code::InvariantViolated | Code::SnapshotUnbalanced);
                    assert!(!defect, "{refusal:?} to {command:?}\n{}", paths.text(node.path));
                    *seen.refusals.entry(refusal.code.as_str()).or_default() += 1;
                    continue;
                }
            };
            seen.accepted.insert((command.kind(), *role));
            let mut state = node.state.clone();
            let mut happened = Vec::new();
            let by = (step.row, command.kind().as_str());
            let worked = step.events.into_iter().try_for_each(|event| {
                let done = state.evolve(&event, node.now);
                happened.push(Happened { by, event });
                done
            });
            if let Err(refusal) = worked {
                panic!("{refusal:?} to {command:?} by {role:?}\n{}", paths.text(node.path));
            }
            paths.guarded(node, |_| settle(&mut state, node.now, &mut happened));
            seen.count(&happened);
            let said = Said::Command(Box::new(command.clone()), *role, actor);
            children.push((Node { state, now: node.now, path: 0 }, said));
        }
    }
    for (child, said) in &children {
        if node.state.state() != child.state.state() {
            let ended =
                matches!(node.state.state(), ProjectState::Settled | ProjectState::Cancelled);
            assert!(!ended, "{said:?} after the end\n{}", paths.text(node.path));
        }
    }
    children
}

/// What sets a row off, as it is counted.
fn set_off(row: &'static Row) -> Fired {
    let how = match row.on {
        On::By(kind) => kind.as_str(),
        On::At(_) => "at",
        On::Then => "then",
        On::With(_) => "with",
    };
    (row.id, how)
}

#[test]
fn exploration() {
    let worlds = worlds();
    let next = AtomicUsize::new(0);
    let only = std::env::var("WORLD").ok();
    let work = || {
        let mut seen = Seen::default();
        while let Some(world) = worlds.get(next.fetch_add(1, Ordering::Relaxed)) {
            if only.as_ref().is_none_or(|only| world.name.contains(only)) {
                let start = std::time::Instant::now();
                seen.add(explore(world));
                if only.is_some() || std::env::var("TIMES").is_ok() {
                    println!("{} took {:?}", world.name, start.elapsed());
                }
            }
        }
        seen
    };
    let mut seen = std::thread::scope(|scope| {
        let other = scope.spawn(work);
        let mut seen = work();
        seen.add(other.join().unwrap());
        seen
    });
    seen.worlds.sort();
    for world in &seen.worlds {
        println!("{world}");
    }
    println!("{} states, {} decisions", seen.states, seen.decisions);
    println!("{} ways walked again through the handle, late and punctual", seen.paths);
    println!("{} states that staff alone brings to an end, {} closures", seen.staff, seen.closed);
    let [alone, bank, early] = seen.completed;
    println!(
        "completed: {alone} settled by staff alone, {bank} once the bank is paid, {early} only ended early"
    );
    for (code, count) in &seen.refusals {
        println!("refused {code}: {count}");
    }
    for ((row, how), count) in &seen.rows {
        println!("row {row} {how}: {count}");
    }
    for row in LOAD_BEARING {
        println!("without {row}: {:?}", seen.stranded.get(row));
    }
    if only.is_some() {
        return;
    }
    let (overtaken, kind, role) = OVERTAKEN;
    let mut never: BTreeSet<Fired> =
        rows().map(set_off).filter(|row| !seen.rows.contains_key(row)).collect();
    assert!(never.remove(&(overtaken, kind.as_str())), "it fires after all");
    let table = rows().filter_map(|row| match row.on {
        On::By(kind) => Some(row.who.iter().map(move |role| (kind, *role))),
        _ => None,
    });
    let mut table: BTreeSet<_> = table.flatten().collect();
    table.remove(&(kind, role));
    let not_accepted: Vec<_> = table.difference(&seen.accepted).collect();
    let beyond: Vec<_> = seen.accepted.difference(&table).collect();
    assert!(never.is_empty(), "these rows never fire: {never:?}");
    assert!(not_accepted.is_empty(), "the table allows, but never accepted: {not_accepted:?}");
    assert!(beyond.is_empty(), "accepted beyond the table: {beyond:?}");
    for row in LOAD_BEARING {
        assert!(seen.stranded.contains_key(row), "nothing is stranded without {row}");
    }
    assert!(seen.states >= STATES_AT_LEAST, "only {} states", seen.states);
}
