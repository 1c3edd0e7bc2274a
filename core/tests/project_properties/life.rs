//! A random life of a project, lived twice: by a host that ticks at every deadline and by one that never does.
//! It is driven to an end and paid out, and then everything it left is read and computed again.

use crate::asks::{Asked, some_command};
use crate::checks::{
    check_books, check_drafts, check_journal, check_posted, check_rebuilt, check_snapshots, events,
};
use crate::courses::{End, Player, end, grow};
use crate::offers::some_offer;
use crate::support::commands::Choices;
use crate::support::project::{PROJECT, START};
use crate::support::{at, name, party};
use std::collections::{BTreeMap, BTreeSet};
use tercero::aggregate::{Aggregate, Handled};
use tercero::project::command::Identity;
use tercero::project::{Command, CommandKind, Offer, Project, ProjectState, State};
use tercero::{Code, CommandId, Context, ProjectId, Refusal, Role, Timestamp, Window};

/// How time passes before a step.
#[derive(Debug, Clone)]
pub(crate) enum Wait {
    Not,
    Millis(u32),
    Hours(u32),
    /// So many milliseconds after the next deadline.
    Deadline(i8),
}

/// One step: how long to wait, and a number every choice follows from.
#[derive(Debug, Clone)]
pub(crate) struct Step {
    pub(crate) wait: Wait,
    pub(crate) choice: u64,
}

/// What was seen in all lives together.
#[derive(Default)]
pub(crate) struct Seen {
    pub(crate) lives: u32,
    pub(crate) entries: u64,
    pub(crate) accepted: BTreeMap<CommandKind, u32>,
    pub(crate) refused: BTreeMap<&'static str, u32>,
    pub(crate) repeated: u32,
    pub(crate) ended: BTreeMap<End, u32>,
    pub(crate) drafts: u32,
    pub(crate) late: u32,
    pub(crate) snapshots: u32,
}

impl Seen {
    pub(crate) fn add(&mut self, other: Seen) {
        self.lives += other.lives;
        self.entries += other.entries;
        self.repeated += other.repeated;
        self.drafts += other.drafts;
        self.late += other.late;
        self.snapshots += other.snapshots;
        for (kind, count) in other.accepted {
            *self.accepted.entry(kind).or_default() += count;
        }
        for (code, count) in other.refused {
            *self.refused.entry(code).or_default() += count;
        }
        for (end, count) in other.ended {
            *self.ended.entry(end).or_default() += count;
        }
    }
}

/// What a host did, to be done once more by another.
#[derive(Clone)]
enum Deed {
    Tick(Timestamp),
    Command(Box<(Command, Context)>),
}

/// One life.
pub(crate) struct Life {
    late: Project,
    punctual: Project,
    now: Timestamp,
    sent: u32,
    offer: Offer,
    answers: Vec<(Command, Context, Handled)>,
    deeds: Vec<Deed>,
    pub(crate) seen: Seen,
}

impl Player for Life {
    fn state(&self) -> &State {
        self.late.state()
    }

    fn number(&mut self) -> u32 {
        self.sent += 1;
        self.sent
    }

    fn give(&mut self, asked: Asked) -> Result<(), Refusal> {
        let id = command_id(self.number());
        let ctx = Context::new(self.now, id, asked.actor, asked.role);
        self.handle(asked.command, Context { seconded_by: asked.second, ..ctx })
    }

    fn wait(&mut self, window: Window) {
        self.now = self.now.after(window);
        self.tick();
    }
}

fn begin(offer: &Offer) -> Project {
    let ctx = Context::new(at(START), command_id(0), offer.owner.clone(), Role::Owner);
    let id = ProjectId::parse(PROJECT).unwrap();
    Project::create(id, offer.clone(), Identity::Full, &ctx).unwrap()
}

impl Life {
    pub(crate) fn begin(choice: u64) -> Life {
        let mut choices = Choices(choice);
        let offer = some_offer(at(START), &mut choices);
        let project = begin(&offer);
        let mut life = Life {
            late: project.clone(),
            punctual: project,
            now: at(START),
            sent: 0,
            offer,
            answers: Vec::new(),
            deeds: Vec::new(),
            seen: Seen::default(),
        };
        let wanted = choices.of(&[
            ProjectState::Draft,
            ProjectState::Funding,
            ProjectState::FullyFunded,
            ProjectState::Approved,
            ProjectState::InExecution,
            ProjectState::InExecution,
            ProjectState::InExecution,
        ]);
        grow(&mut life, *wanted.unwrap(), &mut choices);
        life
    }

    /// Lets time pass and gives one command, lawful in three cases of four.
    pub(crate) fn step(&mut self, step: &Step) {
        let mut choices = Choices(step.choice);
        self.pass(&step.wait);
        let (command, ctx) = self.some_command(&mut choices);
        if self.handle(command, ctx).is_ok() && choices.one_in(8) {
            self.repeat(&mut choices);
        }
    }

    fn pass(&mut self, wait: &Wait) {
        let now = self.now.millis();
        let then = match wait {
            Wait::Not => now,
            Wait::Millis(n) => now + i64::from(*n),
            Wait::Hours(n) => now + i64::from(*n) * 3_600_000,
            Wait::Deadline(after) => {
                self.punctual.next_deadline().map_or(now, Timestamp::millis) + i64::from(*after)
            }
        };
        self.now = Timestamp::from_millis(then.max(now)).unwrap();
    }

    /// A command by somebody: usually one that a row allows, sometimes any by anybody.
    fn some_command(&mut self, choices: &mut Choices) -> (Command, Context) {
        let number = self.number();
        let state = self.late.state();
        let lawful = !choices.one_in(4);
        let mut chosen = None;
        for _ in 0..16 {
            let asked = some_command(state, self.now, number, choices);
            let mut ctx = Context::new(self.now, command_id(number), asked.actor, asked.role);
            ctx.seconded_by = asked.second;
            if !lawful {
                let recorded = self.late.recorded_at().min(self.punctual.recorded_at());
                misuse(&mut ctx, recorded, self.late.version(), choices);
            } else if choices.one_in(8) {
                ctx.expected_version = None;
            }
            let allowed = state.decide(&asked.command, &ctx).is_ok();
            chosen = Some((asked.command, ctx));
            if allowed || !lawful {
                break;
            }
        }
        chosen.unwrap()
    }

    /// Gives a command to both hosts, which must answer alike, and checks whatever came of it.
    fn handle(&mut self, command: Command, ctx: Context) -> Result<(), Refusal> {
        tick_at_every_deadline(&mut self.punctual, ctx.at);
        let before = self.late.clone();
        let late = self.late.handle(&command, &ctx);
        let punctual = self.punctual.handle(&command, &ctx);
        assert_eq!(
            late.as_ref().err().map(|refusal| refusal.code),
            punctual.as_ref().err().map(|refusal| refusal.code),
            "{command:?}"
        );
        match late {
            Ok(handled) => {
                *self.seen.accepted.entry(command.kind()).or_default() += 1;
                self.check_books();
                self.same();
                self.deeds.push(Deed::Command(Box::new((command.clone(), ctx.clone()))));
                self.answers.push((command, ctx, handled));
                Ok(())
            }
            Err(refusal) => {
                assert_ne!(refusal.code, Code::InvariantViolated, "{command:?}: {refusal:?}");
                assert_eq!(self.late, before, "a refusal changes nothing");
                *self.seen.refused.entry(refusal.code.as_str()).or_default() += 1;
                Err(refusal)
            }
        }
    }

    fn tick(&mut self) {
        tick_at_every_deadline(&mut self.punctual, self.now);
        self.late.tick(self.now).unwrap();
        self.deeds.push(Deed::Tick(self.now));
        self.check_books();
        self.same();
    }

    fn check_books(&self) {
        let forgiven = || self.seen.accepted.contains_key(&CommandKind::ChargeOffDebt);
        check_books(self.late.state(), forgiven);
    }

    /// Late equals punctual.
    fn same(&self) {
        let (late, punctual) = (self.late.state(), self.punctual.state());
        if late.situation() != punctual.situation() {
            let show = |project: &Project| -> Vec<String> {
                let all = events(project).into_iter();
                all.map(|(version, event)| format!("{version}: {event:?}")).collect()
            };
            let (late, punctual) = (show(&self.late), show(&self.punctual));
            let other = late.iter().zip(&punctual).find(|(late, punctual)| late != punctual);
            panic!("late differs from punctual: {other:#?}, {} {}", late.len(), punctual.len());
        }
        assert_eq!(late.version(), punctual.version());
        assert_eq!(late.clock(), punctual.clock());
    }

    /// Sends an accepted command again, and another one under its id.
    fn repeat(&mut self, choices: &mut Choices) {
        let (command, ctx, first) = choices.of(&self.answers).unwrap().clone();
        let ctx = Context { at: self.now, ..ctx };
        let before = self.late.clone();
        let again = self.late.handle(&command, &ctx).unwrap();
        assert!(again.repeated && !first.repeated);
        assert_eq!((again.first, again.last), (first.first, first.last));
        assert_eq!(again.entries, first.entries);
        let other = Context { actor: party("somebody-else"), ..ctx };
        let refusal = self.late.handle(&command, &other).unwrap_err();
        assert_eq!(refusal.code, Code::CommandIdReused);
        assert_eq!(self.late, before, "a repeated command moves nothing");
        self.seen.repeated += 1;
    }

    /// Plays on to the end, pays everything, and reads all that is left behind.
    pub(crate) fn end(mut self, choice: u64) -> Seen {
        let mut choices = Choices(choice);
        self.tick();
        let ended = end(&mut self, &mut choices);
        let journal = check_journal(&self.late);
        self.seen.drafts += check_drafts(self.late.state(), &mut choices);
        self.seen.late += check_posted(&self.late, &journal);
        self.seen.snapshots += check_snapshots(&self.late);
        check_rebuilt(&self.late, &mut choices);
        self.check_again();
        self.seen.lives += 1;
        self.seen.entries += u64::from(self.late.version());
        *self.seen.ended.entry(ended).or_default() += 1;
        self.seen
    }

    /// The same deeds by another host leave the same bytes.
    fn check_again(&self) {
        let mut again = begin(&self.offer);
        for deed in &self.deeds {
            match deed {
                Deed::Tick(at) => drop(again.tick(*at).unwrap()),
                Deed::Command(given) => {
                    let (command, ctx) = given.as_ref();
                    again.handle(command, ctx).unwrap();
                }
            }
        }
        assert_eq!(again.history().checkpoint(), self.late.history().checkpoint());
        let hash = |project: &Project| project.approved().map(|known| known.hash().unwrap());
        assert_eq!(hash(&again), hash(&self.late));
    }
}

/// Somebody else than should, alone, at another time or with another version in mind.
fn misuse(ctx: &mut Context, recorded_at: Timestamp, version: u32, choices: &mut Choices) {
    match choices.below(10) {
        0 => {
            ctx.role = *choices.of(&Role::PROJECT).unwrap();
            ctx.actor = party(name(ctx.role));
        }
        1 => ctx.role = *choices.of(&Role::PROJECT).unwrap(),
        2 => ctx.actor = party("mallory"),
        3 => ctx.seconded_by = None,
        4 => ctx.seconded_by = Some(ctx.actor.clone()),
        5 => ctx.at = Timestamp::from_millis(recorded_at.millis() - 1).unwrap(),
        6 => ctx.expected_version = Some(version.saturating_sub(1)),
        _ => {}
    }
}

fn command_id(n: u32) -> CommandId {
    CommandId(uuid::Uuid::from_u128(0xd000_0000_0000_4000_8000 << 48 | u128::from(n)))
}

/// Ticks at each deadline up to `now`, also at those that only appear on the way.
fn tick_at_every_deadline(project: &mut Project, now: Timestamp) {
    let mut last = None;
    loop {
        let open = project.deadlines().into_iter().map(|deadline| deadline.at);
        let due: BTreeSet<Timestamp> = open.filter(|at| *at <= now && Some(*at) > last).collect();
        let Some(next) = due.first().copied() else { return };
        project.tick(next.max(project.recorded_at())).unwrap();
        last = Some(next);
    }
}
