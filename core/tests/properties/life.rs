//! A random life of an escrow, lived twice: by a host that ticks at every deadline and by one that never does.
//! After every step the books are checked against sums this file keeps on its own.

use crate::support::commands::{Choices, commands};
use crate::support::{World, name, party, reference};
use num_bigint::BigInt;
use std::collections::{BTreeMap, BTreeSet};
use tercero::aggregate::{Aggregate, Handled};
use tercero::commission::{FeeSchedule, RefundPolicy, Timing};
use tercero::escrow::chargeback::{Loss, Source};
use tercero::escrow::event::{Charge, Part};
use tercero::escrow::table::{On, rows};
use tercero::escrow::{CloseReason, CommandKind, Milestone, MilestoneState, Phase, State};
use tercero::history::Body;
use tercero::journal::{Account, Balances};
use tercero::quote::QuoteLine;
use tercero::{
    Code, Command, CommandId, Context, Currency, Escrow, Event, MilestoneId, Money, PartyId,
    Reference, Refusal, Role, Terms, Timestamp, days,
};

/// How time passes before a step.
#[derive(Debug, Clone)]
pub(crate) enum Wait {
    Not,
    Millis(u32),
    Hours(u32),
    /// So many milliseconds after the next deadline.
    Deadline(i8),
    /// So many milliseconds after the deadline behind the next one.
    DeadlineAfter(i8),
}

/// One step: how long to wait, and a number every choice follows from.
#[derive(Debug, Clone)]
pub(crate) struct Step {
    pub(crate) wait: Wait,
    pub(crate) choice: u64,
}

/// Where a life begins.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Start {
    Drafted,
    Proposed,
    Agreed,
    Funded,
}

/// What was seen in all lives together.
#[derive(Default)]
pub(crate) struct Seen {
    pub(crate) lives: u32,
    pub(crate) entries: u64,
    pub(crate) accepted: BTreeMap<CommandKind, u32>,
    pub(crate) refused: BTreeMap<&'static str, u32>,
    pub(crate) by_clock: u32,
    pub(crate) repeated: u32,
    pub(crate) ended: BTreeMap<CloseReason, u32>,
    pub(crate) shortfalls: u32,
    pub(crate) settled: u32,
}

impl Seen {
    pub(crate) fn add(&mut self, other: Seen) {
        self.lives += other.lives;
        self.entries += other.entries;
        self.by_clock += other.by_clock;
        self.repeated += other.repeated;
        self.shortfalls += other.shortfalls;
        self.settled += other.settled;
        for (kind, count) in other.accepted {
            *self.accepted.entry(kind).or_default() += count;
        }
        for (code, count) in other.refused {
            *self.refused.entry(code).or_default() += count;
        }
        for (reason, count) in other.ended {
            *self.ended.entry(reason).or_default() += count;
        }
    }
}

/// Sums kept beside the engine, from the events alone.
#[derive(Default)]
struct Books {
    released: BTreeMap<MilestoneId, i128>,
    refunded: BTreeMap<MilestoneId, i128>,
    charged_back: BTreeMap<MilestoneId, i128>,
    /// The fees and the price agreed on, and the lines in force: what each takes in all from the buyer and the seller.
    fees: FeeSchedule,
    price: i128,
    lines: Vec<QuoteLine>,
    /// What was released before they came into force, and the principal they are spread over.
    before: i128,
    principal: i128,
    /// Refunded principal that bears a line as if it had been released, and lines that a refund has changed altogether.
    kept: BTreeMap<u32, i128>,
    changed: BTreeSet<u32>,
    /// What the buyer's and the seller's part of each line was charged so far.
    charged: BTreeMap<u32, (i128, i128)>,
    /// The same of the lines of earlier terms, by name.
    earlier: BTreeMap<(Reference, bool), (i128, i128)>,
    /// Fees that came in from the buyer less what went back or was taken back, and what releases took of them.
    fees_in: i128,
    fees_out: i128,
    funded_principal: i128,
    released_principal: i128,
    caught_up: bool,
    /// Whether a bank took something back, so that there may be more or less fees than are needed.
    taken_back: bool,
    /// How many events were added.
    events: usize,
}

/// An event, when it took effect and who made it.
type Happened = (Timestamp, PartyId, Event);

/// One life.
pub(crate) struct Life {
    late: Escrow,
    punctual: Escrow,
    now: Timestamp,
    sent: u32,
    answers: Vec<(Command, Context, Handled)>,
    /// What happened in the two lives.
    happened: [Vec<Happened>; 2],
    /// How much of it was compared.
    compared: usize,
    /// The balances after each accepted step, with the version they belong to.
    balances: Vec<(u32, Balances)>,
    books: Books,
}

impl Life {
    pub(crate) fn begin(terms: Terms, start: Start) -> Life {
        let world = match start {
            Start::Drafted => World::drafted(terms),
            Start::Proposed => World::proposed(terms),
            Start::Agreed => World::agreed(terms),
            Start::Funded => World::funded(terms),
        };
        let mut life = Life {
            late: world.escrow.clone(),
            punctual: world.escrow,
            now: world.now,
            sent: 0,
            answers: Vec::new(),
            happened: [Vec::new(), Vec::new()],
            compared: 0,
            balances: Vec::new(),
            books: Books { caught_up: true, ..Books::default() },
        };
        life.account();
        life.check();
        life
    }

    /// Lets time pass and gives one command, lawful in three cases of four.
    pub(crate) fn step(&mut self, step: &Step, seen: &mut Seen) {
        self.wait(&step.wait);
        self.tick_at_every_deadline();
        let mut choices = Choices(step.choice);
        let (command, ctx) = self.some_command(&mut choices);
        let before = self.late.clone();
        let late = self.late.handle(&command, &ctx);
        let punctual = self.punctual.handle(&command, &ctx);
        match (&late, &punctual) {
            (Ok(_), Ok(_)) => {}
            _ => {
                let [late, punctual] = [&late, &punctual].map(|answer| why(answer.as_ref().err()));
                assert_eq!(late, punctual, "{command:?}");
            }
        }
        match late {
            Ok(handled) => {
                *seen.accepted.entry(command.kind()).or_default() += 1;
                seen.by_clock += u32::from(handled.entries.len() > 1);
                self.account();
                self.check();
                self.same();
                self.answers.push((command, ctx, handled));
                if choices.one_in(8) {
                    self.repeat(&mut choices);
                    seen.repeated += 1;
                }
            }
            Err(refusal) => {
                assert_ne!(refusal.code, Code::InvariantViolated, "{command:?}: {refusal}");
                assert_eq!(self.late, before, "a refusal changes nothing");
                *seen.refused.entry(refusal.code.as_str()).or_default() += 1;
            }
        }
    }

    fn wait(&mut self, wait: &Wait) {
        let now = self.now.millis();
        let deadline = |n: usize| {
            self.punctual.deadlines().get(n).map_or(now, |deadline| deadline.at.millis())
        };
        let then = match wait {
            Wait::Not => now,
            Wait::Millis(n) => now + i64::from(*n),
            Wait::Hours(n) => now + i64::from(*n) * 3_600_000,
            Wait::Deadline(after) => deadline(0) + i64::from(*after),
            Wait::DeadlineAfter(after) => deadline(1) + i64::from(*after),
        };
        self.now = Timestamp::from_millis(then.max(now)).unwrap();
    }

    /// The punctual host calls back at each deadline up to now.
    fn tick_at_every_deadline(&mut self) {
        tick_at_every_deadline(&mut self.punctual, self.now);
    }

    /// A command by somebody: usually one that a row allows, sometimes any.
    fn some_command(&mut self, choices: &mut Choices) -> (Command, Context) {
        self.sent += 1;
        let state = self.punctual.state();
        let lawful = !choices.one_in(4);
        let (mut asked, mut chosen) = (Vec::new(), None);
        for attempt in 0..64 {
            if attempt % 8 == 0 {
                asked = commands(state, self.now, self.sent, choices);
            }
            let command = choices.of(&asked).unwrap();
            let mut ctx = self.context(command, choices);
            if !lawful {
                if choices.one_in(3) {
                    ctx.role = *choices.of(&Role::ESCROW).unwrap();
                    ctx.actor = party(name(ctx.role));
                }
                if choices.one_in(16) {
                    ctx.actor = party("mallory");
                }
                if choices.one_in(16) {
                    let before = self.late.recorded_at().millis() - 1;
                    ctx.at = Timestamp::from_millis(before).unwrap();
                }
                if choices.one_in(16) {
                    ctx.expected_version = Some(self.punctual.version() + 1);
                }
            } else if choices.one_in(8) {
                ctx.expected_version = Some(self.punctual.version());
            }
            let accepted = state.decide(command, &ctx).is_ok();
            chosen = Some((command.clone(), ctx));
            if accepted || !lawful {
                break;
            }
        }
        chosen.unwrap()
    }

    /// Sent by somebody whose role some row for the command names.
    fn context(&self, command: &Command, choices: &mut Choices) -> Context {
        let who: Vec<Role> = rows()
            .filter(|row| row.on == On::By(command.kind()))
            .flat_map(|row| row.who.iter().copied())
            .collect();
        let role = *choices.of(&who).unwrap();
        let assigned = match command {
            Command::Rule { case, .. } => self.punctual.state().case(case),
            _ => None,
        };
        let arbiter = assigned.and_then(|case| case.arbiter.clone());
        let actor = arbiter.unwrap_or_else(|| party(name(role)));
        let ctx = Context::new(self.now, command_id(self.sent), actor, role);
        let second = (role == Role::Admin).then(|| party("carlos"));
        Context { seconded_by: second, ..ctx }
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
        assert_eq!(refused(self.late.handle(&command, &other)), Code::CommandIdReused);
        assert_eq!(self.late, before, "a repeated command changes nothing");
    }

    /// Reads the entries that are new in both lives, and adds those of the late one to the sums of this file.
    fn account(&mut self) {
        for (escrow, known) in [&self.late, &self.punctual].into_iter().zip(&mut self.happened) {
            for entry in &escrow.history().entries()[known.len()..] {
                let body: Body<Event> = entry.body().unwrap();
                known.push((body.effective_at, body.actor, body.event));
            }
        }
        let from = self.books.events;
        for (_, _, event) in &self.happened[0][from..] {
            self.books.add(event, self.late.state());
        }
        self.balances.push((self.late.version(), self.late.state().balances().clone()));
    }

    /// What must be true at all times.
    fn check(&self) {
        let state = self.late.state();
        let currency = state.agreement().terms.currency();
        let balance = |account| state.balances().of(&account, currency).minor();
        for found in state.balances().iter() {
            let overdrawn = found.balance.minor() < 0 && found.account != Account::Cash;
            assert!(!overdrawn && !found.balance.is_zero(), "{} {}", found.balance, found.account);
        }
        for currency in [currency, Currency::parse("USD").unwrap()] {
            let (debit, credit) = state.balances().trial_balance(currency).unwrap();
            assert_eq!(debit, credit);
        }
        let mut price = 0;
        for milestone in state.milestones() {
            price += milestone.amount.minor();
            let released = self.books.released.get(&milestone.id).copied().unwrap_or_default();
            let refunded = self.books.refunded.get(&milestone.id).copied().unwrap_or_default();
            assert_eq!(milestone.released.minor(), released);
            assert_eq!(milestone.refunded.minor(), refunded);
            let charged_back =
                self.books.charged_back.get(&milestone.id).copied().unwrap_or_default();
            assert_eq!(milestone.charged_back.minor(), charged_back);
            let held = balance(Account::Held(milestone.id.clone()));
            let all = released + refunded + charged_back + held;
            assert_eq!(all, if was_funded(milestone) { milestone.amount.minor() } else { 0 });
            assert!(!milestone.state.is_terminal() || held == 0);
        }
        assert_eq!(price, state.agreement().price.minor(), "parts add up to the price");
        let fees_held = balance(Account::FeesHeld);
        assert!(fees_held >= 0);
        if state.phase() == Phase::Closed {
            assert_eq!(fees_held, 0);
        } else {
            assert_eq!(fees_held, self.books.fees_in - self.books.fees_out);
            self.books.check_fees_paid();
        }
    }

    /// Lets time decide everything that is left, and compares the two lives, the journal and the stored history.
    pub(crate) fn end(mut self, choice: u64, seen: &mut Seen) {
        let mut choices = Choices(choice);
        tick(&mut self.late, self.now);
        tick(&mut self.punctual, self.now);
        self.account();
        self.check();
        self.same();
        let far = self.now.after(days(3650));
        tick(&mut self.late, far);
        tick_at_every_deadline(&mut self.punctual, far);
        self.now = far;
        self.account();
        self.check();
        self.same();
        let reason = self.late.state().close_reason();
        assert_eq!(self.late.state().phase(), Phase::Closed, "time alone leads to an end");
        assert_eq!(self.late.next_deadline(), None);
        self.settle_all();
        self.check_journal();
        self.check_replay(&mut choices);
        seen.lives += 1;
        seen.entries += u64::from(self.late.version());
        *seen.ended.entry(reason.unwrap()).or_default() += 1;
        seen.shortfalls += u32::from(self.shortfall() > 0);
        seen.settled += self.late.state().legs().len() as u32;
    }

    /// Late equals punctual: state, balances, events, when they took effect and by whom.
    fn same(&mut self) {
        let (late, punctual) = (self.late.state(), self.punctual.state());
        assert!(late.situation() == punctual.situation());
        assert_eq!(late.balances(), punctual.balances());
        let [late, punctual] = &self.happened;
        assert_eq!(late.len(), punctual.len());
        assert_eq!(late[self.compared..], punctual[self.compared..]);
        self.compared = late.len();
    }

    /// The rail reports every leg as settled: nothing is left anywhere but what is owed after the end.
    fn settle_all(&mut self) {
        for payout in self.late.payouts() {
            self.sent += 1;
            let actor = party(name(Role::Provider));
            let ctx = Context::new(self.now, command_id(self.sent), actor, Role::Provider);
            let (leg, reference) = (payout.id, reference(&format!("final-{}", self.sent)));
            self.late.handle(&Command::LegSettled { leg, reference }, &ctx).unwrap();
        }
        self.account();
        let left = self.late.state().balances();
        let owed = |account: &Account| {
            matches!(account, Account::Receivable(_) | Account::Claim(_) | Account::Cash)
        };
        assert!(left.iter().all(|balance| owed(&balance.account)), "{left:?}");
        let nobody = left.iter().all(|balance| balance.account == Account::Cash);
        assert!(!nobody || left.is_empty(), "{left:?}");
    }

    /// The balances after every step are the fold of the journal up to there.
    fn check_journal(&self) {
        let mut journal = self.late.journal().unwrap().into_iter().peekable();
        let mut folded: BTreeMap<(Account, Currency), i128> = BTreeMap::new();
        for (version, balances) in &self.balances {
            while let Some(entry) = journal.next_if(|entry| entry.version <= *version) {
                let mut sums: BTreeMap<Currency, i128> = BTreeMap::new();
                let sides = [(&entry.movement.debits, 1), (&entry.movement.credits, -1)];
                for (postings, sign) in sides {
                    for posting in postings {
                        let (amount, account) = (posting.amount, posting.account.clone());
                        assert!(amount.is_positive());
                        let normal = if account.is_debit_normal() { sign } else { -sign };
                        *sums.entry(amount.currency()).or_default() += sign * amount.minor();
                        *folded.entry((account, amount.currency())).or_default() +=
                            normal * amount.minor();
                    }
                }
                assert!(sums.values().all(|sum| *sum == 0), "unbalanced: {entry:?}");
                let overdrawn = |(account, balance): (&Account, &i128)| {
                    *balance < 0 && *account != Account::Cash
                };
                let mut accounts = folded.iter().map(|((account, _), balance)| (account, balance));
                assert!(!accounts.any(overdrawn), "overdrawn: {entry:?}");
            }
            let found: BTreeMap<(Account, Currency), i128> = balances
                .iter()
                .map(|b| ((b.account.clone(), b.balance.currency()), b.balance.minor()))
                .collect();
            folded.retain(|_, balance| *balance != 0);
            assert_eq!(found, folded, "version {version}");
        }
        assert!(journal.next().is_none());
    }

    /// Stored entries give the same handle, from the first one and from a snapshot anywhere.
    fn check_replay(&self, choices: &mut Choices) {
        let entries = self.late.history().entries();
        let replayed = Escrow::replay(entries.to_vec()).unwrap();
        assert_eq!(replayed, self.late);
        let cut = 1 + choices.below(entries.len());
        let (head, tail) = entries.split_at(cut);
        let snapshot = Escrow::replay(head.to_vec()).unwrap().snapshot().unwrap();
        assert_eq!(snapshot.checkpoint.version as usize, cut);
        let restored = Escrow::restore(&snapshot, tail.to_vec()).unwrap();
        assert_eq!(restored.state(), self.late.state());
        assert_eq!(restored.recorded_at(), self.late.recorded_at());
        assert_eq!(restored.history().checkpoint(), self.late.history().checkpoint());
        if choices.one_in(4) {
            assert_eq!(restored.snapshot().unwrap(), self.late.snapshot().unwrap());
        }
    }

    fn shortfall(&self) -> i128 {
        self.books.shortfall()
    }
}

impl Books {
    fn add(&mut self, event: &Event, state: &State) {
        self.events += 1;
        match event {
            Event::Agreed { .. } => {
                self.fees = state.agreement().terms.fees().clone();
                self.price = state.agreement().price.minor();
                self.lines = state.agreement().quote.lines.clone();
                self.principal = state.agreement().price.minor();
            }
            Event::MilestoneFunded { price, fees, .. } => {
                self.funded_principal += price.minor();
                self.fees_in += fees.minor();
            }
            Event::PayinReversed { price, fees, .. } => {
                self.funded_principal -= price.minor();
                self.fees_in -= fees.minor();
                self.taken_back |= price.is_positive();
            }
            Event::AmendmentApplied { raised, lowered, fees, fees_back, .. } => {
                let sum =
                    |parts: &[Part]| parts.iter().map(|part| part.amount.minor()).sum::<i128>();
                self.funded_principal += sum(raised) - sum(lowered);
                self.fees_in += fees.minor() - fees_back.minor();
                let before = (&self.fees, self.price);
                let terms = &state.agreement().terms;
                if before != (terms.fees(), terms.price().minor()) {
                    self.start_segment(state);
                }
            }
            Event::ChargebackDecided { losses, restored, .. } => {
                losses.iter().for_each(|loss| self.lose(loss, 1));
                restored.iter().for_each(|loss| self.lose(loss, -1));
            }
            Event::Released { milestone, amount, net, charges, credits, .. } => {
                *self.released.entry(milestone.clone()).or_default() += amount.minor();
                self.released_principal += amount.minor();
                assert!(net.minor() >= 0 && amount.is_positive());
                let (fees, _) = self.charge(charges);
                assert!(credits.iter().all(|credit| credit.amount.minor() >= 0));
                let paid: i128 = credits.iter().map(|credit| credit.amount.minor()).sum();
                assert_eq!(amount.minor() + fees, net.minor() + paid, "a release adds up");
                self.caught_up = net.is_positive();
                self.check_accrual();
            }
            Event::Refunded { milestone, cause, amount, charges, credits } => {
                *self.refunded.entry(milestone.clone()).or_default() += amount.minor();
                for (n, line) in self.lines.iter().enumerate() {
                    match line.on_refund.iter().find(|rule| rule.cause == *cause) {
                        Some(rule) if rule.policy == RefundPolicy::Keep => {
                            *self.kept.entry(n as u32).or_default() += amount.minor();
                        }
                        Some(_) => drop(self.changed.insert(n as u32)),
                        None => {}
                    }
                }
                let (fees, taken) = self.charge(charges);
                let paid: i128 = credits.iter().map(|credit| credit.amount.minor()).sum();
                assert_eq!(fees + taken, paid, "what lines take is what payees get");
                assert!(taken <= amount.minor());
                self.caught_up &= taken < amount.minor();
            }
            Event::Closed { shortfall, .. } if self.changed.is_empty() => {
                assert_eq!(shortfall.minor(), self.shortfall());
            }
            _ => {}
        }
    }

    /// Adds up what lines took; all of it, of the buyer and of the seller.
    fn charge(&mut self, charges: &[Charge]) -> (i128, i128) {
        let mut sums = (0, 0);
        for charge in charges {
            assert!(charge.buyer.minor() >= 0 && charge.seller.minor() >= 0);
            let line = self.charged.entry(charge.line).or_default();
            line.0 += charge.buyer.minor();
            line.1 += charge.seller.minor();
            sums = (sums.0 + charge.buyer.minor(), sums.1 + charge.seller.minor());
        }
        self.fees_out += sums.0;
        sums
    }

    /// Other terms: each line takes what the new quote says, less what the line of that name has taken.
    fn start_segment(&mut self, state: &State) {
        for (n, line) in self.lines.iter().enumerate() {
            let (buyer, seller) = self.charged.get(&(n as u32)).copied().unwrap_or_default();
            let taken = self.earlier.entry((line.line.clone(), line.tax)).or_default();
            *taken = (taken.0 + buyer, taken.1 + seller);
        }
        self.charged.clear();
        self.kept.clear();
        self.changed.clear();
        self.lines = state.agreement().quote.lines.clone();
        for line in &mut self.lines {
            let taken = self.earlier.get(&(line.line.clone(), line.tax)).copied();
            let (buyer, seller) = taken.unwrap_or_default();
            let (buyer, seller) = (line.buyer.minor() - buyer, line.seller.minor() - seller);
            let money =
                |minor: i128| Money::from_minor(minor.max(0), line.amount.currency()).unwrap();
            let left = (money(buyer.max(0) + seller.min(0)), money(seller.max(0) + buyer.min(0)));
            (line.buyer, line.seller) = left;
        }
        self.fees = state.agreement().terms.fees().clone();
        self.price = state.agreement().price.minor();
        self.before = self.released_principal;
        self.principal = state.agreement().price.minor() - self.before;
    }

    fn lose(&mut self, loss: &Loss, sign: i128) {
        let amount = sign * loss.amount.minor();
        match &loss.source {
            Source::Held { milestone, .. } => {
                self.funded_principal -= amount;
                self.taken_back = true;
                *self.charged_back.entry(milestone.clone()).or_default() += amount;
            }
            Source::Fees {} => {
                self.fees_in -= amount;
                self.taken_back = true;
            }
            _ => {}
        }
    }

    /// The parts of each line that are due of both sides when `x` of the principal has moved.
    fn due(&self, x: i128) -> impl Iterator<Item = (i128, i128)> {
        let part = move |line: &QuoteLine, part| due(line, part, x - self.before, self.principal);
        self.lines.iter().map(move |line| (part(line, line.buyer), part(line, line.seller)))
    }

    /// The same of what is released so far, with what was refunded and bears a line all the same.
    fn due_now(&self) -> impl Iterator<Item = (u32, (i128, i128))> {
        let part = move |n, line: &QuoteLine, part| {
            let kept = self.kept.get(&n).copied().unwrap_or_default();
            due(line, part, self.released_principal + kept - self.before, self.principal)
        };
        let lines = self.lines.iter().enumerate().map(|(n, line)| (n as u32, line));
        lines.map(move |(n, line)| (n, (part(n, line, line.buyer), part(n, line, line.seller))))
    }

    /// The buyer's part of each line is charged exactly, as far as nobody took back what he paid; the seller's as far as
    /// the releases go.
    fn check_accrual(&self) {
        for (n, (buyer_due, seller_due)) in self.due_now() {
            if self.changed.contains(&n) {
                continue;
            }
            let (buyer, seller) = self.charged.get(&n).copied().unwrap_or_default();
            assert!(buyer <= buyer_due && (buyer == buyer_due || self.taken_back));
            assert!(seller <= seller_due && (seller == seller_due || !self.caught_up));
        }
    }

    /// The buyer has paid the fees for what is funded, exactly unless a bank took some back.
    fn check_fees_paid(&self) {
        let taken: i128 = self.earlier.values().map(|(buyer, _)| buyer).sum();
        let needed: i128 =
            taken + self.due(self.funded_principal).map(|(buyer, _)| buyer).sum::<i128>();
        assert!(self.taken_back || self.fees_in == needed, "{} for {needed}", self.fees_in);
    }

    /// What the lines in force are short of.
    fn shortfall(&self) -> i128 {
        let short = self.due_now().map(|(n, (buyer_due, seller_due))| {
            let (buyer, seller) = self.charged.get(&n).copied().unwrap_or_default();
            buyer_due - buyer + seller_due - seller
        });
        short.sum()
    }
}

/// What is due of `part` of a line when `x` of `price` has moved: `round_half_up(part · x / price)`.
fn due(line: &QuoteLine, part: Money, x: i128, price: i128) -> i128 {
    let part = part.minor();
    match line.timing {
        Timing::ProRata if price == 0 => 0,
        Timing::ProRata => {
            let twice: BigInt = BigInt::from(2) * part * x + price;
            i128::try_from(twice / (BigInt::from(2) * price)).unwrap()
        }
        Timing::Front => part * i128::from(x > 0),
        Timing::Back => part * i128::from(x == price),
    }
}

fn was_funded(milestone: &Milestone) -> bool {
    use MilestoneState::{Cancelled, Funding, Pending};
    !matches!(milestone.state, Pending | Funding | Cancelled)
}

fn command_id(n: u32) -> CommandId {
    CommandId::parse(&format!("d0000000-0000-4000-8000-{n:012}")).unwrap()
}

/// A refusal without what was recorded when: that is all the two may differ in.
fn why(refusal: Option<&Refusal>) -> Option<Refusal> {
    let refusal = refusal?.clone();
    let recorded = refusal.code == Code::ClockRegressed;
    let allowed = if recorded { Vec::new() } else { refusal.allowed.clone() };
    Some(Refusal { allowed, ..refusal })
}

fn refused(answer: Result<Handled, Refusal>) -> Code {
    answer.unwrap_err().code
}

fn tick(escrow: &mut Escrow, at: Timestamp) {
    escrow.tick(at.max(escrow.recorded_at())).unwrap();
}

/// Ticks at each deadline up to `now`, also at those that only appear on the way.
fn tick_at_every_deadline(escrow: &mut Escrow, now: Timestamp) {
    let mut last = None;
    loop {
        let open = escrow.deadlines().into_iter().map(|deadline| deadline.at);
        let due: BTreeSet<Timestamp> = open.filter(|at| *at <= now && Some(*at) > last).collect();
        let Some(next) = due.first().copied() else { return };
        tick(escrow, next);
        last = Some(next);
    }
}
