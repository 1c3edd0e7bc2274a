//! One project and the host that keeps it: the handle in memory, the entries and snapshots on disk, the bank's facts on
//! their way. What the engine promises is checked here after every message.

use crate::asks::{Asked, some_command};
use crate::checks::{check_books, check_drafts, check_journal, check_posted};
use crate::courses::{End, Player, end, grow};
use crate::host::command_id;
use crate::offers::{OWNER, minor, some_offer};
use crate::seen::{Fault, Seen};
use crate::support::commands::Choices;
use crate::support::{name, party, reference};
use std::collections::BTreeSet;
use tercero::aggregate::{Aggregate, Handled, Snapshot, settle, work};
use tercero::history::{Checkpoint, Entry, History};
use tercero::project::command::Identity;
use tercero::project::{
    Command, CommandKind, MoneyState, PayoutState, Project, ProjectState, State,
};
use tercero::{Code, CommandId, Context, Hash, ProjectId, Refusal, Role, Timestamp, Window};
use uuid::Uuid;

/// How many facts are still told when a project is about to be left alone.
const AFTERWARDS: u32 = 4;

/// An accepted command and the entries it sealed.
struct Answer {
    command: Command,
    ctx: Context,
    first: u32,
    last: u32,
}

/// Something the bank reports, sooner or later, once or more often.
struct Fact {
    command: Command,
    id: CommandId,
    told: bool,
}

/// A project with its host.
pub(crate) struct ProjectHost {
    pub(crate) project: Project,
    sent: u32,
    stored: Vec<Entry>,
    snapshot: Option<Snapshot>,
    answers: Vec<Answer>,
    facts: Vec<Fact>,
    /// The id of a refused command, which is still free.
    free: Option<CommandId>,
    requests_known: usize,
    payouts_known: usize,
    /// The same project with a host that ticks at every deadline.
    punctual: Option<Project>,
}

/// Somebody who plays the host straight on, at a time of his own.
struct Straight<'a> {
    host: &'a mut ProjectHost,
    now: Timestamp,
    choices: Choices,
    seen: &'a mut Seen,
}

impl Player for Straight<'_> {
    fn state(&self) -> &State {
        self.host.state()
    }

    fn number(&mut self) -> u32 {
        self.host.next_number()
    }

    fn give(&mut self, asked: Asked) -> Result<(), Refusal> {
        let (command, ctx) = self.host.sent_by(asked, self.now);
        self.host.give(command, ctx, &mut self.choices, self.seen).map(|_| ())
    }

    fn wait(&mut self, window: Window) {
        self.now = self.now.after(window);
        self.host.tick(self.now, &mut self.choices, self.seen);
    }
}

impl ProjectHost {
    /// Drafts a project, and mostly plays it on to some state. Says what time it is then.
    pub(crate) fn begin(
        id: Uuid,
        now: Timestamp,
        choices: &mut Choices,
        seen: &mut Seen,
    ) -> (ProjectHost, Timestamp) {
        let offer = some_offer(now, choices);
        let ctx = Context::new(now, command_id(0), party(OWNER), Role::Owner);
        let project = Project::create(ProjectId(id), offer, Identity::Full, &ctx).unwrap();
        *seen.projects.accepted.entry(CommandKind::CreateProject).or_default() += 1;
        seen.projects.begun += 1;
        let mut host = ProjectHost {
            stored: project.history().entries().to_vec(),
            punctual: choices.one_in(8).then(|| project.clone()),
            project,
            sent: 0,
            snapshot: None,
            answers: Vec::new(),
            facts: Vec::new(),
            free: None,
            requests_known: 0,
            payouts_known: 0,
        };
        let wanted = [
            ProjectState::Draft,
            ProjectState::Draft,
            ProjectState::Funding,
            ProjectState::Funding,
            ProjectState::FullyFunded,
            ProjectState::FullyFunded,
            ProjectState::Approved,
            ProjectState::InExecution,
            ProjectState::InExecution,
        ];
        let wanted = *choices.of(&wanted).unwrap();
        let own = Choices(choices.next());
        let mut straight = Straight { host: &mut host, now, choices: own, seen };
        grow(&mut straight, wanted, choices);
        let now = straight.now;
        (host, now)
    }

    pub(crate) fn state(&self) -> &State {
        self.project.state()
    }

    pub(crate) fn has_ended(&self) -> bool {
        matches!(self.state().state(), ProjectState::Settled | ProjectState::Cancelled)
    }

    /// The head of everything that was stored.
    pub(crate) fn head(&self) -> Hash {
        self.project.history().checkpoint().hash
    }

    /// A number no message had before.
    pub(crate) fn next_number(&mut self) -> u32 {
        self.sent += 1;
        self.sent
    }

    /// The id of a refused command may be used for another one.
    pub(crate) fn use_again(&mut self, id: CommandId) {
        self.free = Some(id);
    }

    /// A message as its sender writes it.
    pub(crate) fn sent_by(&mut self, asked: Asked, at: Timestamp) -> (Command, Context) {
        let id = self.free.take().unwrap_or(command_id(self.next_number()));
        let ctx = Context::new(at, id, asked.actor, asked.role);
        (asked.command, Context { seconded_by: asked.second, ..ctx })
    }

    /// Sends a command and checks the answer, whatever it is.
    pub(crate) fn give(
        &mut self,
        command: Command,
        ctx: Context,
        choices: &mut Choices,
        seen: &mut Seen,
    ) -> Result<bool, Refusal> {
        let before = self.state().clone();
        let place = self.project.history().checkpoint();
        let recorded_at = self.project.recorded_at();
        match self.project.handle(&command, &ctx) {
            Ok(handled) if handled.repeated => {
                assert!(*self.state() == before, "a repeated command changes nothing");
                assert_eq!(self.project.history().checkpoint(), place);
                seen.projects.repeated += 1;
                Ok(false)
            }
            Ok(handled) => {
                *seen.projects.accepted.entry(command.kind()).or_default() += 1;
                self.accepted(before, place, command, ctx, handled, choices, seen);
                Ok(true)
            }
            Err(refusal) => {
                assert_ne!(refusal.code, Code::InvariantViolated, "{command:?}: {refusal}");
                assert!(*self.state() == before, "a refusal changes nothing: {command:?}");
                assert_eq!(self.project.history().checkpoint(), place);
                assert_eq!(self.project.recorded_at(), recorded_at);
                *seen.projects.refused.entry(refusal.code).or_default() += 1;
                Err(refusal)
            }
        }
    }

    #[expect(clippy::too_many_arguments, reason = "what was before, what was asked, what came")]
    fn accepted(
        &mut self,
        before: State,
        place: Checkpoint,
        command: Command,
        ctx: Context,
        mut handled: Handled,
        choices: &mut Choices,
        seen: &mut Seen,
    ) {
        assert_eq!((handled.first, handled.last), (place.version + 1, self.project.version()));
        assert_eq!(self.project.recorded_at(), ctx.at);
        if handled.entries.len() > 1 {
            // Decided once more, from the same state: the same events, now with the rows that made them.
            let mut again = before;
            let happened = work(&mut again, &command, &ctx).unwrap();
            assert!(again == *self.state(), "the same command, another state: {command:?}");
            assert_eq!(happened.len(), handled.entries.len());
            if happened.iter().any(|one| one.effective_at < ctx.at) {
                seen.projects.fault(Fault::ClockLate);
            }
            seen.projects.fired(&happened);
        }
        if choices.one_in(300) {
            // The host dies before it has stored the entries, and the sender asks again.
            seen.projects.fault(Fault::WriteLost);
            self.project = self.rebuilt(choices, seen);
            assert_eq!(self.project.history().checkpoint(), place);
            let again = self.project.handle(&command, &ctx).unwrap();
            assert_eq!(again, handled, "the same command, other entries: {command:?}");
        }
        self.stored.append(&mut handled.entries);
        if choices.one_in(100) {
            self.snapshot = Some(self.project.snapshot().unwrap());
        }
        if choices.one_in(300) {
            // The host dies after it has stored the entries, and the sender asks again.
            seen.projects.fault(Fault::AnswerLost);
            self.crash(choices, seen);
            let again = self.project.handle(&command, &ctx).unwrap();
            assert!(again.repeated);
            assert_eq!((again.first, again.last), (handled.first, handled.last));
        }
        if self.punctual.is_some() {
            self.keep_up(&command, &ctx, seen);
        }
        self.answers.push(Answer { command, ctx, first: handled.first, last: handled.last });
        self.check_books();
        self.expect_facts(choices);
    }

    fn check_books(&self) {
        let charged_off = |answer: &Answer| matches!(answer.command, Command::ChargeOffDebt { .. });
        check_books(self.state(), || self.answers.iter().any(charged_off));
    }

    /// Lets the clock be read without anybody asking for anything.
    pub(crate) fn tick(&mut self, at: Timestamp, choices: &mut Choices, seen: &mut Seen) {
        let mut before = self.state().clone();
        seen.projects.ticks += 1;
        match self.project.tick(at) {
            Ok(mut entries) => {
                if !entries.is_empty() {
                    let mut happened = Vec::new();
                    settle(&mut before, at, true, &mut happened).unwrap();
                    assert!(before == *self.state());
                    seen.projects.fired(&happened);
                    self.stored.append(&mut entries);
                    self.check_books();
                    self.expect_facts(choices);
                }
                if let Some(punctual) = &mut self.punctual {
                    tick_at_every_deadline(punctual, at);
                    assert!(punctual.state().situation() == self.project.state().situation());
                }
            }
            Err(refusal) => {
                assert_eq!(refusal.code, Code::ClockRegressed);
                assert!(at < self.project.recorded_at() && *self.state() == before);
                *seen.projects.refused.entry(refusal.code).or_default() += 1;
            }
        }
    }

    /// The punctual host hears the same: state, balances and number of entries are equal.
    fn keep_up(&mut self, command: &Command, ctx: &Context, seen: &mut Seen) {
        let Some(punctual) = &mut self.punctual else { return };
        tick_at_every_deadline(punctual, ctx.at);
        punctual.handle(command, ctx).unwrap();
        let (late, punctual) = (self.project.state(), punctual.state());
        assert!(
            late.situation() == punctual.situation(),
            "late differs from punctual: {command:?}"
        );
        assert_eq!(late.version(), punctual.version());
        assert_eq!(late.clock(), punctual.clock());
        seen.projects.compared += 1;
    }

    /// Sends an answered command again, as it was or with another sender.
    pub(crate) fn repeat(&mut self, at: Timestamp, choices: &mut Choices, seen: &mut Seen) {
        let Some(answer) = choices.of(&self.answers) else { return };
        let (first, last) = (answer.first, answer.last);
        let (command, mut ctx) = (answer.command.clone(), answer.ctx.clone());
        ctx.at = at;
        let version = self.project.version();
        if choices.one_in(3) {
            seen.projects.fault(Fault::IdReused);
            ctx.actor = party("somebody-else");
            let refusal = self.project.handle(&command, &ctx).unwrap_err();
            assert_eq!(refusal.code, Code::CommandIdReused);
            *seen.projects.refused.entry(refusal.code).or_default() += 1;
        } else {
            seen.projects.fault(Fault::CommandTwice);
            seen.projects.repeated += 1;
            let again = self.project.handle(&command, &ctx).unwrap();
            assert!(again.repeated);
            assert_eq!((again.first, again.last), (first, last));
            // A handle that began with a snapshot has only the entries behind it.
            let held = self.project.history().base().version.max(first - 1);
            assert_eq!(again.entries, self.stored[held.min(last) as usize..last as usize]);
        }
        assert_eq!(self.project.version(), version);
    }

    /// The handle is lost and made again from what is stored.
    pub(crate) fn crash(&mut self, choices: &mut Choices, seen: &mut Seen) {
        let rebuilt = self.rebuilt(choices, seen);
        assert!(rebuilt.state() == self.state(), "what was rebuilt is not what was lost");
        assert_eq!(rebuilt.recorded_at(), self.project.recorded_at());
        assert_eq!(rebuilt.history().checkpoint(), self.project.history().checkpoint());
        if rebuilt.history().base() == self.project.history().base() {
            assert!(rebuilt == self.project);
        } else if choices.one_in(4) {
            assert_eq!(rebuilt.snapshot().unwrap(), self.project.snapshot().unwrap());
        }
        self.project = rebuilt;
    }

    fn rebuilt(&self, choices: &mut Choices, seen: &mut Seen) -> Project {
        seen.projects.replayed += 1;
        match &self.snapshot {
            Some(snapshot) if !choices.one_in(4) => {
                seen.projects.fault(Fault::CrashRestored);
                let tail = &self.stored[snapshot.checkpoint.version as usize..];
                Project::restore(snapshot, tail.to_vec()).unwrap()
            }
            _ => {
                seen.projects.fault(Fault::CrashReplayed);
                Project::replay(self.stored.clone()).unwrap()
            }
        }
    }

    /// Requests and payments that are new are reported on later, well or badly.
    fn expect_facts(&mut self, choices: &mut Choices) {
        let state = self.project.state();
        let mut facts: Vec<Command> = Vec::new();
        let mut sent = self.sent;
        let mut bank_reference = || {
            sent += 1;
            reference(&format!("fact-{sent}"))
        };
        for request in &state.requests()[self.requests_known..] {
            let (all, currency) = (request.amount.minor(), request.amount.currency());
            let amount = match choices.below(12) {
                0 => minor((all / 2).max(1), currency),
                1 => minor(all + 1, currency),
                _ => request.amount,
            };
            if !choices.one_in(4) {
                let (request, reference) = (request.id.clone(), bank_reference());
                facts.push(Command::ConfirmDeposit { request, amount, reference });
            }
        }
        for payout in &state.payouts()[self.payouts_known..] {
            if choices.one_in(4) {
                let (payout, reference) = (payout.id.clone(), bank_reference());
                facts.push(Command::FailPayout { payout, reference });
            }
            let (payout, reference) = (payout.id.clone(), bank_reference());
            facts.push(Command::ConfirmPayout { payout, reference });
        }
        (self.requests_known, self.payouts_known) = (state.requests().len(), state.payouts().len());
        self.sent = sent;
        for command in facts {
            let id = command_id(self.next_number());
            self.facts.push(Fact { command, id, told: false });
        }
    }

    pub(crate) fn waits_for_facts(&self) -> bool {
        !self.facts.is_empty()
    }

    /// The bank reports one of the facts: mostly the oldest, sometimes another, sometimes one it told before.
    pub(crate) fn deliver(
        &mut self,
        at: Timestamp,
        choices: &mut Choices,
        seen: &mut Seen,
    ) -> Option<(Command, Result<bool, Refusal>)> {
        if self.facts.is_empty() {
            return None;
        }
        let n = if choices.one_in(2) { 0 } else { choices.below(self.facts.len()) };
        if n > 0 {
            seen.projects.fault(Fault::FactOutOfOrder);
        }
        let fact = &mut self.facts[n];
        if fact.told {
            seen.projects.fault(Fault::FactTwice);
        }
        let (command, mut id) = (fact.command.clone(), fact.id);
        let told = std::mem::replace(&mut fact.told, true);
        if told && choices.one_in(2) {
            id = command_id(self.next_number());
        }
        if !choices.one_in(5) {
            self.facts.remove(n);
        }
        let ctx = Context::new(at, id, party(name(Role::Bank)), Role::Bank);
        let expected = self.expects(&command);
        let answer = self.give(command.clone(), ctx, choices, seen);
        match &answer {
            Ok(true) if !expected => seen.projects.fault(Fault::FactUnexpected),
            Ok(_) => {}
            Err(refusal) => {
                // A payment that has arrived cannot arrive again; a deposit is always taken.
                let mut for_itself = vec![Code::ReferenceKnown, Code::ClockRegressed];
                if !matches!(command, Command::ConfirmDeposit { .. }) {
                    for_itself.push(Code::IllegalTransition);
                }
                assert!(for_itself.contains(&refusal.code), "{command:?}: {refusal}");
            }
        }
        Some((command, answer))
    }

    /// Whether what the fact is about waits for it.
    fn expects(&self, fact: &Command) -> bool {
        let state = self.state();
        match fact {
            Command::ConfirmDeposit { request, .. } => {
                state.request(request).is_some_and(|known| {
                    known.status.is_live()
                        && matches!(known.money, MoneyState::None | MoneyState::Authorized)
                })
            }
            Command::ConfirmPayout { payout, .. } | Command::FailPayout { payout, .. } => {
                let pending = |known: &&tercero::project::Payout| {
                    known.id == *payout && known.state == PayoutState::Pending
                };
                state.payouts().iter().find(pending).is_some()
            }
            _ => true,
        }
    }

    /// Plays the project to its end and pays what is owed: nothing is left anywhere.
    pub(crate) fn finish(&mut self, now: Timestamp, choices: &mut Choices, seen: &mut Seen) -> End {
        for _ in 0..AFTERWARDS {
            self.deliver(now.max(self.project.recorded_at()), choices, seen);
        }
        let now = now.max(self.project.recorded_at());
        let own = Choices(choices.next());
        let ended = end(&mut Straight { host: self, now, choices: own, seen }, choices);
        *seen.projects.ended.entry(ended).or_default() += 1;
        seen.projects.entries += u64::from(self.project.version());
        let entry = choices.of(&self.stored).unwrap();
        let read: serde_json::Value = serde_json::from_slice(&entry.bytes).unwrap();
        let canonical = serde_json_canonicalizer::to_vec(&read).unwrap();
        assert_eq!(entry.bytes, canonical, "what is stored is RFC 8785");
        if choices.one_in(8) {
            let base = self.project.history().base().clone();
            let whole = History::from_entries(
                Checkpoint { version: 0, hash: Hash::ZERO, ..base },
                self.stored.clone(),
            );
            assert_eq!(whole.verify().unwrap(), self.project.history().checkpoint());
            let replayed = Project::replay(self.stored.clone()).unwrap();
            assert!(replayed.state() == self.state());
            let journal = check_journal(&replayed);
            check_posted(&replayed, &journal);
            check_drafts(self.state(), choices);
            seen.projects.replayed += 1;
        }
        ended
    }

    /// Something somebody could ask for, by him.
    pub(crate) fn some_command(&mut self, at: Timestamp, choices: &mut Choices) -> Asked {
        let number = self.next_number();
        some_command(self.state(), at, number, choices)
    }
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
