//! The story of one seed: a few escrows on one clock, and one number from which every choice follows.
//! The same seed tells the same story, on every machine and for ever.

use crate::cast::Cast;
use crate::host::{Host, roles};
use crate::project_story::Ventures;
use crate::seen::{Fault, Seen};
use crate::support::commands::{Choices, commands};
use crate::support::{START, at, party};
use crate::temper::Temper;
use tercero::aggregate::Aggregate;
use tercero::escrow::Phase;
use tercero::{Command, Context, Hash, Role, Timestamp};
use uuid::Uuid;

/// Steps of one seed.
pub(crate) const STEPS: u32 = 500;
/// How often a lawful command is looked for before any will do.
const TRIES: usize = 18;

const HOUR: i64 = 3_600_000;

/// A running story.
pub(crate) struct Story {
    choices: Choices,
    temper: &'static Temper,
    now: Timestamp,
    hosts: Vec<Host>,
    ventures: Ventures,
    /// How many escrows there were.
    begun: u64,
    seed: u64,
    heads: Vec<Hash>,
    seen: Seen,
    /// Whether every step is printed.
    aloud: bool,
}

/// Plays `seed` and returns the hash over all heads, and what was seen.
pub(crate) fn play(seed: u64, aloud: bool) -> (Hash, Seen) {
    let mut choices = Choices(seed.wrapping_mul(0xD134_2543_DE82_EF95));
    let temper = Temper::draw(&mut choices);
    let (hosts, heads, mut seen) = (Vec::new(), Vec::new(), Seen::default());
    let now = at(START);
    let ventures = Ventures::draw(seed, temper, now, aloud, &mut choices, &mut seen);
    let mut story =
        Story { choices, temper, now, hosts, ventures, begun: 0, seed, heads, seen, aloud };
    *story.seen.tempers.entry(temper.name).or_default() += 1;
    for _ in 0..3 + story.choices.below(4) {
        let host = story.begin();
        story.hosts.push(host);
    }
    for step in 0..STEPS {
        story.step(step);
    }
    while let Some(host) = story.hosts.pop() {
        story.finish(host);
    }
    story.ventures.end(&mut story.choices, &mut story.seen);
    story.heads.append(&mut story.ventures.heads);
    let heads: Vec<&[u8]> = story.heads.iter().map(|head| head.as_bytes().as_slice()).collect();
    (Hash::of(&heads), story.seen)
}

impl Story {
    fn begin(&mut self) -> Host {
        self.begun += 1;
        let id = Uuid::from_u128(
            u128::from(self.seed) << 96 | 0x4000_8000 << 48 | u128::from(self.begun),
        );
        let most = if self.temper.focused { 1 } else { 3 };
        Host::begin(id, self.now, most, &mut self.choices, &mut self.seen)
    }

    fn finish(&mut self, mut host: Host) {
        host.finish(self.now, &mut self.choices, &mut self.seen);
        self.say(|| format!("ended {:?}, head {}", host.state().close_reason(), host.head()));
        self.heads.push(host.head());
    }

    fn say(&self, what: impl FnOnce() -> String) {
        if self.aloud {
            println!("{}", what());
        }
    }

    fn step(&mut self, number: u32) {
        self.seen.steps += 1;
        if self.ventures.have_the_turn(&mut self.choices) {
            return self.ventures.step(number, &mut self.choices, &mut self.seen);
        }
        let focus = self.temper.focused && !self.choices.one_in(6);
        let n = if focus { 0 } else { self.choices.below(self.hosts.len()) };
        if self.hosts[n].state().phase() == Phase::Closed && self.choices.one_in(2) {
            let next = self.begin();
            let ended = std::mem::replace(&mut self.hosts[n], next);
            self.finish(ended);
        }
        self.pass_time(n);
        let at = self.read_clock(n);
        let stray = if self.choices.one_in(50) { self.stray(at) } else { None };
        self.say(|| format!("{number:3} escrow {n} {at} {:?}", self.hosts[n].state().phase()));
        let (choices, seen) = (&mut self.choices, &mut self.seen);
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
            11..=25 if host.waits_for_facts() && !self.temper.avoids_clearing() => {
                let told = host.deliver(at, choices, seen);
                self.say(|| format!("    fact: {told:?}"));
            }
            _ => {
                let (command, ctx) = match stray {
                    Some(command) => {
                        let ctx = sent_by_somebody(host, &command, self.temper, at, choices);
                        (command, ctx)
                    }
                    None => ask(host, self.temper, at, choices, seen),
                };
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

    /// A command that was meant for another escrow.
    fn stray(&mut self, at: Timestamp) -> Option<Command> {
        let host = self.choices.of(&self.hosts)?;
        let asked = commands(host.state(), at, 0, &mut self.choices);
        self.choices.of(&asked).cloned()
    }

    /// Mostly no time passes; sometimes a while, sometimes up to the next deadline or just past it.
    fn pass_time(&mut self, n: usize) {
        if !self.choices.one_in(self.temper.pace) {
            return;
        }
        let now = self.now.millis();
        let then = match self.choices.below(5) {
            0 => now + self.choices.below(5_000) as i64,
            1 | 2 => now + (1 + self.choices.below(20) as i64) * HOUR,
            _ => {
                let next = self.hosts[n].escrow.next_deadline().map_or(now, Timestamp::millis);
                next + self.choices.below(3) as i64 - 1
            }
        };
        self.now = Timestamp::from_millis(then.max(now)).unwrap();
    }

    /// What the host's clock says. A careful host never tells the engine a time before one it told it before.
    fn read_clock(&mut self, n: usize) -> Timestamp {
        let recorded = self.hosts[n].escrow.recorded_at();
        let careful = self.now.max(recorded);
        if !self.choices.one_in(self.temper.slip) {
            return careful;
        }
        let off = self.choices.below(48 * HOUR as usize) as i64;
        let (fault, reading) = match self.choices.below(4) {
            0 => (Fault::ClockRepeated, recorded.millis()),
            1 => (Fault::ClockSetBack, careful.millis() - off),
            2 => (Fault::ClockSetBack, recorded.millis() - 1),
            _ => (Fault::ClockAhead, careful.millis() + off / 4),
        };
        self.seen.fault(fault);
        Timestamp::from_millis(reading).unwrap()
    }
}

/// A command by somebody: usually one that a row allows, sometimes any.
fn ask(
    host: &mut Host,
    temper: &Temper,
    at: Timestamp,
    choices: &mut Choices,
    seen: &mut Seen,
) -> (Command, Context) {
    let number = host.next_number();
    let lawful = !choices.one_in(temper.blunder);
    let slip = choices.one_in(temper.slip);
    if slip {
        seen.fault(Fault::StaleVersion);
    }
    let (mut asked, mut chosen) = (Vec::new(), None);
    for attempt in 0..TRIES {
        if attempt % 6 == 0 {
            let biased = attempt < TRIES / 2 && !choices.one_in(6);
            asked = some_commands(host, temper, biased, at, number, choices);
        }
        let Some(command) = choices.of(&asked) else { continue };
        let mut ctx = sent_by_somebody(host, command, temper, at, choices);
        if !lawful {
            misuse(&mut ctx, &host.cast, choices);
        }
        if slip {
            let behind = 1 + choices.below(3) as u32;
            ctx.expected_version = Some(host.escrow.version().saturating_sub(behind));
        } else if choices.one_in(8) {
            ctx.expected_version = Some(host.escrow.version());
        }
        let allowed = !lawful || host.state().decide(command, &ctx).is_ok();
        chosen = Some((command.clone(), ctx));
        if allowed {
            break;
        }
    }
    chosen.unwrap_or_else(|| (Command::Propose {}, host.context(at, Role::Buyer)))
}

/// What could be asked of the escrow by people of this temper; what they like most, if there is a choice.
fn some_commands(
    host: &Host,
    temper: &Temper,
    biased: bool,
    at: Timestamp,
    number: u32,
    choices: &mut Choices,
) -> Vec<Command> {
    let state = host.state();
    let mut asked = commands(state, at, number, choices);
    let early = matches!(state.phase(), Phase::Draft | Phase::Proposed);
    if early
        && choices.one_in(3)
        && let Some(terms) = choices.of(&host.drafts).cloned()
    {
        asked.push(Command::Counter { terms: terms.clone() });
        asked.push(Command::Edit { terms });
    }
    asked.retain(|command| !temper.avoids.contains(&command.kind()));
    let favoured = |command: &Command| temper.favours.contains(&command.kind());
    if biased && asked.iter().any(favoured) {
        asked.retain(favoured);
    }
    asked
}

/// Sent by somebody whose role some row for the command names.
fn sent_by_somebody(
    host: &mut Host,
    command: &Command,
    temper: &Temper,
    at: Timestamp,
    choices: &mut Choices,
) -> Context {
    let roles = roles(command);
    let loud = temper.loud.filter(|role| roles.contains(role) && !choices.one_in(8));
    let role = loud.unwrap_or_else(|| *choices.of(roles).unwrap());
    let mut ctx = host.context(at, role);
    if role == Role::Arbiter
        && let Command::Rule { case, .. }
        | Command::Recuse { case }
        | Command::ProposeSettlement { case, .. } = command
        && let Some(arbiter) = host.state().case(case).and_then(|case| case.arbiter.clone())
    {
        ctx.actor = arbiter;
    }
    ctx
}

/// Somebody else than should: in a role that is not his, somebody unknown, or the same person twice.
fn misuse(ctx: &mut Context, cast: &Cast, choices: &mut Choices) {
    if ctx.role == Role::Admin && choices.one_in(2) {
        let nobody_else = [None, Some(ctx.actor.clone()), Some(party(cast.buyer))];
        ctx.seconded_by = choices.of(&nobody_else).unwrap().clone();
        return;
    }
    match choices.below(12) {
        0..=2 => {
            ctx.role = *choices.of(&Role::ESCROW).unwrap();
            ctx.actor = cast.person(ctx.role);
        }
        3 => ctx.role = *choices.of(&Role::ESCROW).unwrap(),
        4 => ctx.actor = party("mallory"),
        _ => {}
    }
}
