//! One escrow and the host that keeps it: the handle in memory, the entries and snapshots on disk, the facts on their way.
//! What the engine promises is checked here after every message.

use crate::cast::Cast;
use crate::seen::{Fault, Seen};
use crate::support::commands::Choices;
use crate::support::{name, party, reference};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::OnceLock;
use tercero::aggregate::{Aggregate, Handled, Snapshot, settle, work};
use tercero::escrow::table::{On, rows};
use tercero::escrow::{CommandKind, LegState, MilestoneState, Phase, State};
use tercero::history::{Checkpoint, Entry, History};
use tercero::journal::Account;
use tercero::{
    Code, Command, CommandId, Context, Escrow, EscrowId, Hash, Money, Refusal, Role, Terms,
    Timestamp, days,
};
use uuid::Uuid;

/// How much longer than any window the far future is away.
const FAR: u32 = 3650;
/// How many facts are still told when an escrow is about to be left alone.
const AFTERWARDS: u32 = 4;

/// An accepted command and the entries it sealed.
struct Answer {
    command: Command,
    ctx: Context,
    first: u32,
    last: u32,
}

/// Something the provider reports, sooner or later, once or more often.
struct Fact {
    command: Command,
    id: CommandId,
    told: bool,
}

/// An escrow with its host.
pub(crate) struct Host {
    pub(crate) escrow: Escrow,
    pub(crate) cast: Cast,
    /// Other terms that one side may come up with before the agreement.
    pub(crate) drafts: Vec<Terms>,
    /// How many messages were written so far; names and ids follow from it.
    sent: u32,
    stored: Vec<Entry>,
    snapshot: Option<Snapshot>,
    answers: Vec<Answer>,
    facts: Vec<Fact>,
    /// The id of a refused command, which is still free.
    free: Option<CommandId>,
    payins_known: usize,
    legs_known: usize,
    /// The same escrow with a host that ticks at every deadline.
    punctual: Option<Escrow>,
}

impl Host {
    /// Drafts an escrow, or proposes it at once, sometimes with everybody's acceptance.
    pub(crate) fn begin(
        id: Uuid,
        now: Timestamp,
        most: usize,
        choices: &mut Choices,
        seen: &mut Seen,
    ) -> Host {
        let cast = Cast::draw(choices);
        let terms = cast.terms(now, most, choices);
        let start = choices.below(6);
        let drafts = match start {
            0 | 1 => vec![
                cast.terms(now, most, choices),
                cast.swapped().terms(now, most, choices),
                terms.clone(),
            ],
            _ => Vec::new(),
        };
        let creator = *choices.of(&[Role::Buyer, Role::Seller, Role::Admin]).unwrap();
        let ctx = Context::new(now, command_id(0), cast.person(creator), creator);
        let id = EscrowId(id);
        let escrow = match start {
            0 => Escrow::draft(id, terms, &ctx),
            _ => Escrow::propose(id, terms, &ctx),
        };
        let escrow = escrow.unwrap();
        *seen.accepted.entry(CommandKind::Create).or_default() += 1;
        seen.escrows += 1;
        let mut host = Host {
            stored: escrow.history().entries().to_vec(),
            punctual: choices.one_in(8).then(|| escrow.clone()),
            escrow,
            cast,
            drafts,
            sent: 0,
            snapshot: None,
            answers: Vec::new(),
            facts: Vec::new(),
            free: None,
            payins_known: 0,
            legs_known: 0,
        };
        if start > 1 {
            host.agree(now, choices, seen);
        }
        host
    }

    /// Everybody who must accepts.
    fn agree(&mut self, now: Timestamp, choices: &mut Choices, seen: &mut Seen) {
        let agreement = self.state().agreement();
        let (terms_version, terms_hash) = (agreement.version, agreement.hash);
        let accept = Command::Accept { terms_version, terms_hash };
        let missing: Vec<Role> = agreement
            .terms
            .parties()
            .iter()
            .filter(|party| party.must_accept && !self.state().accepted().contains(&party.id))
            .map(|party| party.role)
            .collect();
        for role in missing {
            let ctx = self.context(now, role);
            self.give(accept.clone(), ctx, choices, seen).unwrap();
        }
        assert_eq!(self.state().phase(), Phase::Agreed);
    }

    pub(crate) fn state(&self) -> &State {
        self.escrow.state()
    }

    /// The head of everything that was stored.
    pub(crate) fn head(&self) -> Hash {
        self.escrow.history().checkpoint().hash
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

    pub(crate) fn context(&mut self, at: Timestamp, role: Role) -> Context {
        let id = self.free.take().unwrap_or(command_id(self.next_number()));
        let second = (role == Role::Admin).then(|| party("carlos"));
        let ctx = Context::new(at, id, self.cast.person(role), role);
        Context { seconded_by: second, ..ctx }
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
        let place = self.escrow.history().checkpoint();
        let recorded_at = self.escrow.recorded_at();
        match self.escrow.handle(&command, &ctx) {
            Ok(handled) if handled.repeated => {
                assert!(*self.state() == before, "a repeated command changes nothing");
                assert_eq!(self.escrow.history().checkpoint(), place);
                seen.repeated += 1;
                Ok(false)
            }
            Ok(handled) => {
                *seen.accepted.entry(command.kind()).or_default() += 1;
                self.accepted(before, place, command, ctx, handled, choices, seen);
                Ok(true)
            }
            Err(refusal) => {
                assert_ne!(refusal.code, Code::InvariantViolated, "{command:?}: {refusal}");
                assert!(*self.state() == before, "a refusal changes nothing: {command:?}");
                assert_eq!(self.escrow.history().checkpoint(), place);
                assert_eq!(self.escrow.recorded_at(), recorded_at);
                *seen.refused.entry(refusal.code).or_default() += 1;
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
        assert_eq!((handled.first, handled.last), (place.version + 1, self.escrow.version()));
        assert_eq!(self.escrow.recorded_at(), ctx.at);
        if handled.entries.len() > 1 {
            // Decided once more, from the same state: the same events, now with the rows that made them.
            let mut again = before;
            let happened = work(&mut again, &command, &ctx).unwrap();
            assert!(again == *self.state(), "the same command, another state: {command:?}");
            assert_eq!(happened.len(), handled.entries.len());
            if happened.iter().any(|one| one.effective_at < ctx.at) {
                seen.fault(Fault::ClockLate);
            }
            seen.fired(&happened);
        }
        if choices.one_in(300) {
            // The host dies before it has stored the entries, and the sender asks again.
            seen.fault(Fault::WriteLost);
            self.escrow = self.rebuilt(choices, seen);
            assert_eq!(self.escrow.history().checkpoint(), place);
            let again = self.escrow.handle(&command, &ctx).unwrap();
            assert_eq!(again, handled, "the same command, other entries: {command:?}");
        }
        self.stored.append(&mut handled.entries);
        if choices.one_in(100) {
            self.snapshot = Some(self.escrow.snapshot().unwrap());
        }
        if choices.one_in(300) {
            // The host dies after it has stored the entries, and the sender asks again.
            seen.fault(Fault::AnswerLost);
            self.crash(choices, seen);
            let again = self.escrow.handle(&command, &ctx).unwrap();
            assert!(again.repeated);
            assert_eq!((again.first, again.last), (handled.first, handled.last));
        }
        if self.punctual.is_some() {
            self.keep_up(&command, &ctx, seen);
        }
        self.check_books();
        self.expect_facts(choices);
        self.answers.push(Answer { command, ctx, first: handled.first, last: handled.last });
    }

    /// Lets the clock be read without anybody asking for anything.
    pub(crate) fn tick(&mut self, at: Timestamp, choices: &mut Choices, seen: &mut Seen) {
        let mut before = self.state().clone();
        seen.ticks += 1;
        match self.escrow.tick(at) {
            Ok(mut entries) => {
                if !entries.is_empty() {
                    let mut happened = Vec::new();
                    settle(&mut before, at, true, &mut happened).unwrap();
                    assert!(before == *self.state());
                    seen.fired(&happened);
                    self.stored.append(&mut entries);
                    self.check_books();
                    self.expect_facts(choices);
                }
                if let Some(punctual) = &mut self.punctual {
                    tick_at_every_deadline(punctual, at);
                    assert!(punctual.state().situation() == self.escrow.state().situation());
                }
            }
            Err(refusal) => {
                assert_eq!(refusal.code, Code::ClockRegressed);
                assert!(at < self.escrow.recorded_at() && *self.state() == before);
                *seen.refused.entry(refusal.code).or_default() += 1;
            }
        }
    }

    /// The punctual host hears the same: state, balances and number of entries are equal.
    fn keep_up(&mut self, command: &Command, ctx: &Context, seen: &mut Seen) {
        let Some(punctual) = &mut self.punctual else { return };
        tick_at_every_deadline(punctual, ctx.at);
        punctual.handle(command, ctx).unwrap();
        let (late, punctual) = (self.escrow.state(), punctual.state());
        assert!(
            late.situation() == punctual.situation(),
            "late differs from punctual: {command:?}"
        );
        assert_eq!(late.version(), punctual.version());
        assert_eq!(late.clock(), punctual.clock());
        seen.compared += 1;
    }

    /// Sends an answered command again, as it was or with another sender.
    pub(crate) fn repeat(&mut self, at: Timestamp, choices: &mut Choices, seen: &mut Seen) {
        let Some(answer) = choices.of(&self.answers) else { return };
        let (first, last) = (answer.first, answer.last);
        let (command, mut ctx) = (answer.command.clone(), answer.ctx.clone());
        ctx.at = at;
        let version = self.escrow.version();
        if choices.one_in(3) {
            seen.fault(Fault::IdReused);
            ctx.actor = party("somebody-else");
            let refusal = self.escrow.handle(&command, &ctx).unwrap_err();
            assert_eq!(refusal.code, Code::CommandIdReused);
            *seen.refused.entry(refusal.code).or_default() += 1;
        } else {
            seen.fault(Fault::CommandTwice);
            seen.repeated += 1;
            let again = self.escrow.handle(&command, &ctx).unwrap();
            assert!(again.repeated);
            assert_eq!((again.first, again.last), (first, last));
            // A handle that began with a snapshot has only the entries behind it.
            let held = self.escrow.history().base().version.max(first - 1);
            assert_eq!(again.entries, self.stored[held.min(last) as usize..last as usize]);
        }
        assert_eq!(self.escrow.version(), version);
    }

    /// The handle is lost and made again from what is stored.
    pub(crate) fn crash(&mut self, choices: &mut Choices, seen: &mut Seen) {
        let rebuilt = self.rebuilt(choices, seen);
        assert!(rebuilt.state() == self.state(), "what was rebuilt is not what was lost");
        assert_eq!(rebuilt.recorded_at(), self.escrow.recorded_at());
        assert_eq!(rebuilt.history().checkpoint(), self.escrow.history().checkpoint());
        if rebuilt.history().base() == self.escrow.history().base() {
            assert!(rebuilt == self.escrow);
        } else if choices.one_in(4) {
            assert_eq!(rebuilt.snapshot().unwrap(), self.escrow.snapshot().unwrap());
        }
        self.escrow = rebuilt;
    }

    fn rebuilt(&self, choices: &mut Choices, seen: &mut Seen) -> Escrow {
        seen.replayed += 1;
        match &self.snapshot {
            Some(snapshot) if !choices.one_in(4) => {
                seen.fault(Fault::CrashRestored);
                let tail = &self.stored[snapshot.checkpoint.version as usize..];
                Escrow::restore(snapshot, tail.to_vec()).unwrap()
            }
            _ => {
                seen.fault(Fault::CrashReplayed);
                Escrow::replay(self.stored.clone()).unwrap()
            }
        }
    }

    /// Payments and legs that are new are reported on later, well or badly.
    fn expect_facts(&mut self, choices: &mut Choices) {
        let state = self.escrow.state();
        let mut facts: Vec<Command> = Vec::new();
        for payin in state.payins()[self.payins_known..].iter().filter(|payin| !payin.cleared) {
            let (milestone, payin) = (payin.milestone.clone(), payin.id.clone());
            let Some(about) = state.milestone(&milestone) else { continue };
            let due = state.due(about).unwrap();
            let some = |minor: i128| Money::from_minor(minor.max(1), due.currency()).unwrap();
            let amount = match choices.below(12) {
                0 => some(due.minor() / 2),
                1 => some(due.minor() - 1),
                2 => some(due.minor() + 1),
                _ => some(due.minor()),
            };
            if choices.one_in(8) {
                let (milestone, payin) = (milestone.clone(), payin.clone());
                facts.push(Command::PayinFailed { milestone, payin });
            }
            if !choices.one_in(8) {
                facts.push(Command::PayinCleared { milestone, payin, amount, hold_until: None });
            }
        }
        for leg in &state.legs()[self.legs_known..] {
            let (leg, rail) = (leg.id.clone(), reference("rail"));
            let reference = rail.clone();
            facts.push(Command::LegSent { leg: leg.clone(), reference });
            if choices.one_in(6) {
                facts.push(Command::LegFailed { leg: leg.clone(), reason: rail.clone() });
            }
            let reference = rail.clone();
            facts.push(Command::LegSettled { leg: leg.clone(), reference });
            if choices.one_in(6) {
                facts.push(Command::LegReturned { leg, reference: rail });
            }
        }
        (self.payins_known, self.legs_known) = (state.payins().len(), state.legs().len());
        for command in facts {
            let id = command_id(self.next_number());
            self.facts.push(Fact { command, id, told: false });
        }
    }

    pub(crate) fn waits_for_facts(&self) -> bool {
        !self.facts.is_empty()
    }

    /// The provider reports one of the facts: mostly the oldest, sometimes another, sometimes one it told before.
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
            seen.fault(Fault::FactOutOfOrder);
        }
        let fact = &mut self.facts[n];
        if fact.told {
            seen.fault(Fault::FactTwice);
        }
        let (command, mut id) = (fact.command.clone(), fact.id);
        let told = std::mem::replace(&mut fact.told, true);
        if told && choices.one_in(2) {
            id = command_id(self.next_number());
        }
        if !choices.one_in(5) {
            self.facts.remove(n);
        }
        let ctx = Context::new(at, id, party(name(Role::Provider)), Role::Provider);
        let expected = self.expects(&command);
        let answer = self.give(command.clone(), ctx, choices, seen);
        match &answer {
            Ok(true) if !expected => seen.fault(Fault::FactUnexpected),
            Ok(_) => {}
            Err(refusal) => {
                let for_itself = [Code::ReferenceKnown, Code::ClockRegressed];
                assert!(for_itself.contains(&refusal.code), "{command:?}: {refusal}");
            }
        }
        Some((command, answer))
    }

    /// Whether the table has a row for the fact in the state its subject is in, not only one that takes whatever comes.
    fn expects(&self, fact: &Command) -> bool {
        use MilestoneState::{Funding, Pending};
        let state = self.state();
        let stands = matches!(state.phase(), Phase::Agreed | Phase::Active);
        match fact {
            Command::PayinCleared { milestone, .. } | Command::PayinFailed { milestone, .. } => {
                let about = state.milestone(milestone);
                stands && about.is_some_and(|m| matches!(m.state, Pending | Funding))
            }
            Command::LegSent { leg, .. } | Command::LegReturned { leg, .. } => {
                let sent = matches!(fact, Command::LegSent { .. });
                let wanted = if sent { LegState::Planned } else { LegState::Settled };
                state.legs().iter().any(|known| known.id == *leg && known.state == wanted)
            }
            Command::LegSettled { leg, .. } | Command::LegFailed { leg, .. } => {
                let settled = |known: &tercero::escrow::Leg| known.state == LegState::Settled;
                state.legs().iter().any(|known| known.id == *leg && !settled(known))
            }
            _ => true,
        }
    }

    /// What must be true at all times.
    fn check_books(&self) {
        let state = self.state();
        let owed =
            |account: &Account| matches!(account, Account::Receivable(_) | Account::Claim(_));
        let advanced = state.balances().iter().any(|known| owed(&known.account));
        for known in state.balances().iter() {
            let may_be_negative = advanced && known.account == Account::Cash;
            assert!(known.balance.minor() > 0 || may_be_negative, "{known:?}");
            let currency = known.balance.currency();
            let (debit, credit) = state.balances().trial_balance(currency).unwrap();
            assert_eq!(debit, credit);
        }
        for milestone in state.milestones() {
            let account = Account::Held(milestone.id.clone());
            let held = state.balances().of(&account, milestone.amount.currency());
            let unfunded = [MilestoneState::Pending, MilestoneState::Funding];
            if milestone.state.is_terminal() || unfunded.contains(&milestone.state) {
                assert!(held.is_zero(), "{:?} holds {held}", milestone.state);
            } else {
                assert_eq!(held, milestone.held().unwrap());
            }
        }
    }

    /// Lets time decide whatever is open and the rail settle whatever is owed: nothing is left anywhere.
    pub(crate) fn finish(&mut self, now: Timestamp, choices: &mut Choices, seen: &mut Seen) {
        for _ in 0..AFTERWARDS {
            self.deliver(now.max(self.escrow.recorded_at()), choices, seen);
        }
        let far = now.max(self.escrow.recorded_at()).after(days(FAR));
        self.tick(far, choices, seen);
        assert_eq!(self.state().phase(), Phase::Closed, "time alone leads to an end");
        assert_eq!(self.escrow.next_deadline(), None);
        for payout in self.escrow.payouts() {
            let ctx = self.context(far, Role::Provider);
            let reference = reference(&format!("final-{}", self.sent));
            let settled = Command::LegSettled { leg: payout.id, reference };
            self.give(settled, ctx, choices, seen).unwrap();
        }
        for known in self.state().balances().iter() {
            let advanced =
                matches!(known.account, Account::Receivable(_) | Account::Claim(_) | Account::Cash);
            let receivable = self.state().balances().iter();
            let mut receivable = receivable.map(|one| &one.account);
            let owes = receivable
                .any(|account| matches!(account, Account::Receivable(_) | Account::Claim(_)));
            assert!(advanced && owes, "left at the end: {known:?}");
        }
        let reason = self.state().close_reason().unwrap();
        *seen.ended.entry(reason).or_default() += 1;
        seen.entries += u64::from(self.escrow.version());
        let entry = choices.of(&self.stored).unwrap();
        let read: serde_json::Value = serde_json::from_slice(&entry.bytes).unwrap();
        let canonical = serde_json_canonicalizer::to_vec(&read).unwrap();
        assert_eq!(entry.bytes, canonical, "what is stored is RFC 8785");
        if choices.one_in(8) {
            let base = self.escrow.history().base().clone();
            let whole = History::from_entries(
                Checkpoint { version: 0, hash: Hash::ZERO, ..base },
                self.stored.clone(),
            );
            assert_eq!(whole.verify().unwrap(), self.escrow.history().checkpoint());
            let replayed = Escrow::replay(self.stored.clone()).unwrap();
            assert!(replayed.state() == self.state());
            seen.replayed += 1;
        }
    }
}

/// The roles that some row for the command names.
pub(crate) fn roles(command: &Command) -> &'static [Role] {
    static ROLES: OnceLock<BTreeMap<CommandKind, Vec<Role>>> = OnceLock::new();
    let of = |kind: CommandKind| {
        let rows = rows().filter(move |row| row.on == On::By(kind));
        (kind, rows.flat_map(|row| row.who.iter().copied()).collect())
    };
    &ROLES.get_or_init(|| CommandKind::ALL.iter().copied().map(of).collect())[&command.kind()]
}

pub(crate) fn command_id(n: u32) -> CommandId {
    CommandId(Uuid::from_u128(0xd000_0000_0000_4000_8000 << 48 | u128::from(n)))
}

/// Ticks at each deadline up to `now`, also at those that only appear on the way.
fn tick_at_every_deadline(escrow: &mut Escrow, now: Timestamp) {
    let mut last = None;
    loop {
        let open = escrow.deadlines().into_iter().map(|deadline| deadline.at);
        let due: BTreeSet<Timestamp> = open.filter(|at| *at <= now && Some(*at) > last).collect();
        let Some(next) = due.first().copied() else { return };
        escrow.tick(next.max(escrow.recorded_at())).unwrap();
        last = Some(next);
    }
}
