//! The projects of a seed, beside its escrows: which steps are theirs, and who asks for what.
//! They have a clock of their own, because a project takes longer than an escrow.

use crate::project_host::ProjectHost;
use crate::seen::{Fault, Seen};
use crate::support::commands::Choices;
use crate::support::{name, party};
use crate::temper::Temper;
use tercero::aggregate::Aggregate;
use tercero::project::{Command, ProjectState};
use tercero::{Context, Hash, Role, Timestamp, days};
use uuid::Uuid;

/// One seed in so many has projects.
const SEEDS: usize = 2;
/// In such a seed, one step in so many is a project's.
const SHARE: usize = 3;
/// At least one command in so many is sent without looking whether it is allowed.
const BLUNDER: usize = 3;
/// How often a lawful command is looked for before any will do.
const TRIES: usize = 10;

const HOUR: i64 = 3_600_000;

/// The projects of a seed.
pub(crate) struct Ventures {
    temper: &'static Temper,
    now: Timestamp,
    hosts: Vec<ProjectHost>,
    begun: u64,
    seed: u64,
    pub(crate) heads: Vec<Hash>,
    aloud: bool,
}

impl Ventures {
    pub(crate) fn draw(
        seed: u64,
        temper: &'static Temper,
        now: Timestamp,
        aloud: bool,
        choices: &mut Choices,
        seen: &mut Seen,
    ) -> Ventures {
        let (hosts, heads) = (Vec::new(), Vec::new());
        // Some begin so late that the year ends, and with it what a regulatory profile knows.
        let now = if choices.one_in(6) { now.after(days(300)) } else { now };
        let mut ventures = Ventures { temper, now, hosts, begun: 0, seed, heads, aloud };
        // Who repeats one thing for as long as he is let needs all steps for it.
        if !temper.focused && choices.one_in(SEEDS) {
            for _ in 0..=choices.below(2) {
                let host = ventures.begin(choices, seen);
                ventures.hosts.push(host);
            }
        }
        ventures
    }

    fn begin(&mut self, choices: &mut Choices, seen: &mut Seen) -> ProjectHost {
        self.begun += 1;
        let id =
            u128::from(self.seed) << 96 | 0x4000_8000 << 48 | 0xffff_0000 | u128::from(self.begun);
        let (host, now) = ProjectHost::begin(Uuid::from_u128(id), self.now, choices, seen);
        self.now = now;
        host
    }

    /// Whether this step is a project's.
    pub(crate) fn have_the_turn(&self, choices: &mut Choices) -> bool {
        !self.hosts.is_empty() && choices.one_in(SHARE)
    }

    fn say(&self, what: impl FnOnce() -> String) {
        if self.aloud {
            println!("{}", what());
        }
    }

    pub(crate) fn step(&mut self, number: u32, choices: &mut Choices, seen: &mut Seen) {
        seen.projects.steps += 1;
        let n = choices.below(self.hosts.len());
        if self.hosts[n].has_ended() && choices.one_in(12) {
            let next = self.begin(choices, seen);
            let ended = std::mem::replace(&mut self.hosts[n], next);
            self.finish(ended, choices, seen);
        }
        self.pass_time(n, choices);
        let at = self.read_clock(n, choices, seen);
        self.say(|| format!("{number:3} project {n} {at} {:?}", self.hosts[n].state().state()));
        let host = &mut self.hosts[n];
        match choices.below(100) {
            0..=4 => {
                host.tick(at, choices, seen);
                self.say(|| "    tick".to_owned());
            }
            5..=9 => {
                host.repeat(at, choices, seen);
                self.say(|| "    a command that was answered before".to_owned());
            }
            10 if choices.one_in(3) => {
                host.crash(choices, seen);
                self.say(|| "    crash".to_owned());
            }
            11..=20 if host.waits_for_facts() => {
                let told = host.deliver(at, choices, seen);
                self.say(|| format!("    fact: {told:?}"));
            }
            _ => {
                let (command, ctx) = ask(host, self.temper, at, choices, seen);
                let text = self
                    .aloud
                    .then(|| format!("    {} as {}: {command:?}", ctx.actor, ctx.role.as_str()));
                let id = ctx.command_id;
                let answer = host.give(command, ctx, choices, seen);
                if answer.is_err() && choices.one_in(4) {
                    host.use_again(id);
                }
                self.say(|| format!("{} => {answer:?}", text.unwrap_or_default()));
            }
        }
    }

    /// Mostly no time passes; sometimes a while, sometimes up to the next deadline or just past it.
    fn pass_time(&mut self, n: usize, choices: &mut Choices) {
        if !choices.one_in(self.temper.pace) {
            return;
        }
        let now = self.now.millis();
        let settled = self.hosts[n].state().state() == ProjectState::Settled;
        let then = match choices.below(5) {
            // Late facts have half a year.
            _ if settled && choices.one_in(2) => self.now.after(days(200)).millis(),
            0 => now + choices.below(5_000) as i64,
            1..=3 => now + (1 + choices.below(20) as i64) * HOUR,
            _ => {
                let next = self.hosts[n].project.next_deadline().map_or(now, Timestamp::millis);
                next + choices.below(3) as i64 - 1
            }
        };
        self.now = Timestamp::from_millis(then.max(now)).unwrap();
    }

    /// What the host's clock says. A careful host never tells the engine a time before one it told it before.
    fn read_clock(&mut self, n: usize, choices: &mut Choices, seen: &mut Seen) -> Timestamp {
        let recorded = self.hosts[n].project.recorded_at();
        let careful = self.now.max(recorded);
        if !choices.one_in(self.temper.slip) {
            return careful;
        }
        let off = choices.below(48 * HOUR as usize) as i64;
        let (fault, reading) = match choices.below(4) {
            0 => (Fault::ClockRepeated, recorded.millis()),
            1 => (Fault::ClockSetBack, careful.millis() - off),
            2 => (Fault::ClockSetBack, recorded.millis() - 1),
            _ => (Fault::ClockAhead, careful.millis() + off / 4),
        };
        seen.projects.fault(fault);
        Timestamp::from_millis(reading).unwrap()
    }

    fn finish(&mut self, mut host: ProjectHost, choices: &mut Choices, seen: &mut Seen) {
        let ended = host.finish(self.now, choices, seen);
        self.say(|| format!("project ended {ended:?}, head {}", host.head()));
        self.heads.push(host.head());
    }

    /// Every project is played to its end.
    pub(crate) fn end(&mut self, choices: &mut Choices, seen: &mut Seen) {
        while let Some(host) = self.hosts.pop() {
            self.finish(host, choices, seen);
        }
    }
}

/// A command by somebody: usually one that a row allows, sometimes any.
fn ask(
    host: &mut ProjectHost,
    temper: &Temper,
    at: Timestamp,
    choices: &mut Choices,
    seen: &mut Seen,
) -> (Command, Context) {
    let lawful = !choices.one_in(temper.blunder.min(BLUNDER));
    let slip = choices.one_in(temper.slip);
    if slip {
        seen.projects.fault(Fault::StaleVersion);
    }
    let mut tries = if lawful { TRIES } else { 1 };
    loop {
        let asked = host.some_command(at, choices);
        let (command, mut ctx) = host.sent_by(asked, at);
        if !lawful {
            misuse(&mut ctx, choices);
        }
        if slip {
            let behind = 1 + choices.below(3) as u32;
            ctx.expected_version = Some(host.project.version().saturating_sub(behind));
        } else if choices.one_in(8) {
            ctx.expected_version = Some(host.project.version());
        }
        tries -= 1;
        if tries == 0 || host.state().decide(&command, &ctx).is_ok() {
            return (command, ctx);
        }
    }
}

/// Somebody else than should: in a role that is not his, somebody unknown, alone, or the same person twice.
fn misuse(ctx: &mut Context, choices: &mut Choices) {
    match choices.below(16) {
        0..=1 => {
            ctx.role = *choices.of(&Role::PROJECT).unwrap();
            ctx.actor = party(name(ctx.role));
        }
        2 => ctx.role = *choices.of(&Role::PROJECT).unwrap(),
        3 => ctx.actor = party("mallory"),
        4 => ctx.seconded_by = None,
        5 => ctx.seconded_by = Some(ctx.actor.clone()),
        _ => {}
    }
}
