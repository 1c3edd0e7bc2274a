//! Explores small worlds of the real machine without gaps: every command by every role at every clock mark.
//! In each state money is conserved, ends are closed and time alone leads to an end; without a load-bearing row it does not.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::arithmetic_side_effects,
    clippy::print_stdout,
    reason = "a test stops at the first surprise and says what it saw"
)]

mod support;

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::atomic::{AtomicUsize, Ordering};
use support::{World, case, digest, name, party, reference};
use tercero::aggregate::{Aggregate, Context, Happened, settle, work};
use tercero::commission::{FeeSchedule, Payer};
use tercero::escrow::TermsBuilder;
use tercero::escrow::command::About;
use tercero::escrow::event::CaseState;
use tercero::escrow::table::{On, Row, rows};
use tercero::escrow::terms::{FundBy, Kind};
use tercero::escrow::timers::{CLAIM_AFTER, NEGOTIATE_AT_LEAST};
use tercero::escrow::{
    Case, CommandKind, Event, HoldKind, Leg, LegState, MilestoneState, OnExpiry, OnTimeout, Phase,
    ProposalState, Reason, State, Timer,
};
use tercero::journal::Account;
use tercero::{
    Command, CommandId, Currency, Escrow, EscrowId, Money, Rate, Reference, Role, Terms, Timestamp,
    days, from_json, to_json,
};

/// Distinct states that must be seen in all worlds together.
const STATES_AT_LEAST: usize = 2_000_000;

/// Rows without which some state has no end.
const LOAD_BEARING: [&str; 22] = [
    "D4", "D11", "D13", "D17", "M5", "M6", "M10", "M15", "M17", "M20", "M23", "M25", "M32", "M36",
    "C4", "C8", "C12", "C15", "C18", "H3", "A5b", "B4",
];

/// A bounded world: terms, and how much of each thing may happen in it.
struct Bounds {
    name: &'static str,
    terms: Terms,
    /// Whether the rail reports on legs.
    rail: bool,
    /// Payments the provider reports.
    payins: usize,
    /// Cases and parts carved out.
    cases: usize,
    /// Offers in each case.
    offers: u32,
    /// Pieces of evidence in each case, and whether arbiters are assigned.
    evidence: u32,
    /// Holds that staff place.
    holds: usize,
    /// Proposals to cancel or extend.
    proposals: usize,
    /// Chargebacks of the bank, and whether it returns payments.
    chargebacks: usize,
    /// Whether the sides amend the terms.
    amends: bool,
    /// Whether the rail limits for how long money is held.
    limit: bool,
    /// Who drafts it, and how many counter-offers there may be; nobody means that it begins with the agreement.
    drafted: Option<(Role, u32)>,
    /// Stop after this many states, nearest first; a world that ends before is complete.
    most: usize,
}

/// A state at a time, with all timers applied that are due.
#[derive(Clone)]
struct Node {
    state: State,
    now: Timestamp,
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
    fn fingerprint(&self) -> u64 {
        let mut hasher = Relative { hasher: DefaultHasher::new(), now: self.now.millis() };
        self.state.situation().hash(&mut hasher);
        hasher.finish()
    }

    /// The next instant at which something may become different: around each deadline and each earliest time.
    fn next_mark(&self) -> Option<Timestamp> {
        let deadlines = self.state.deadlines().into_iter().map(|deadline| deadline.at);
        let milestones = self.state.milestones().iter();
        let claims = milestones
            .filter(|milestone| milestone.state == MilestoneState::Shipped)
            .filter_map(|milestone| milestone.shipped_at)
            .map(|shipped| shipped.after(CLAIM_AFTER));
        let cases = self.state.cases().iter();
        let escalations = cases
            .filter(|case| case.state == CaseState::Negotiation)
            .map(|case| case.since.after(NEGOTIATE_AT_LEAST));
        let turns = deadlines.chain(claims).chain(escalations);
        let marks = turns.flat_map(|at| [-1, 0, 1].map(|by| at.millis() + by));
        let next = marks.filter(|mark| *mark > self.now.millis()).min()?;
        Some(Timestamp::from_millis(next).unwrap())
    }
}

/// What was seen on the way.
#[derive(Default)]
struct Seen {
    states: usize,
    decisions: u64,
    refusals: BTreeMap<&'static str, u64>,
    rows: BTreeMap<&'static str, u64>,
    accepted: BTreeSet<(CommandKind, Role)>,
    stranded: BTreeMap<&'static str, String>,
    worlds: Vec<String>,
}

impl Seen {
    fn add(&mut self, other: Seen) {
        self.states += other.states;
        self.decisions += other.decisions;
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

    /// Counts the rows that fired; an opened case counts the row it goes along with, too.
    fn count(&mut self, happened: &[Happened<Event>]) {
        let mut last = "";
        for Happened { row, event, .. } in happened {
            if *row != last || matches!(*row, "M32" | "L1") {
                *self.rows.entry(row).or_default() += 1;
            }
            last = row;
            if matches!(event, Event::CaseOpened { .. }) {
                let along = rows().find(|r| matches!(r.on, On::With(with) if with.contains(row)));
                *self.rows.entry(along.unwrap().id).or_default() += 1;
            }
        }
    }
}

fn context(now: Timestamp, role: Role) -> Context {
    let id = CommandId::parse("c0000000-0000-4000-8000-000000000001").unwrap();
    let second = Some(party("carlos"));
    Context { seconded_by: second, ..Context::new(now, id, party(name(role)), role) }
}

/// The commands that make sense in this world and those that do not, with arguments at their bounds.
fn commands(bounds: &Bounds, node: &Node) -> Vec<Command> {
    let state = &node.state;
    let terms = state.agreement().terms.clone();
    let currency = terms.currency();
    let yen = |minor: i128| Money::from_minor(minor, currency).unwrap();
    let (terms_version, terms_hash) = (state.agreement().version, state.agreement().hash);
    let mut all = vec![
        Command::Create { terms: terms.clone() },
        Command::Propose {},
        Command::Discard {},
        Command::Accept { terms_version, terms_hash },
        Command::Accept { terms_version: terms_version + 1, terms_hash },
        Command::Decline {},
        Command::Withdraw {},
        Command::Cancel {},
    ];
    if terms_version <= bounds.drafted.map_or(1, |(_, counters)| counters) {
        all.push(Command::Edit { terms: terms.clone() });
        all.push(Command::Counter { terms });
    }
    let reported = state.payins().len();
    let fresh = reference(&format!("p{}", reported + 1));
    for milestone in state.milestones() {
        let id = || milestone.id.clone();
        let held = milestone.held().unwrap();
        let mut payins: Vec<Reference> = state.payins().iter().map(|p| p.id.clone()).collect();
        if reported < bounds.payins {
            payins.push(fresh.clone());
        }
        let due = state.due(milestone).unwrap_or(yen(1)).minor();
        for payin in payins {
            all.push(Command::PayinStarted {
                milestone: id(),
                payin: payin.clone(),
                expires_at: node.now.after(days(1)),
                terms_hash,
            });
            let foreign = Money::from_minor(1, Currency::parse("USD").unwrap()).unwrap();
            for amount in [yen(1), yen(due), yen(due + 1), foreign] {
                let payin = payin.clone();
                let hold_until = bounds.limit.then(|| node.now.after(days(10)));
                all.push(Command::PayinCleared { milestone: id(), payin, amount, hold_until });
            }
            all.push(Command::PayinFailed { milestone: id(), payin });
        }
        let proof = digest("proof");
        all.extend([
            Command::CancelMilestone { milestone: id() },
            Command::Ship { milestone: id(), tracking: reference("parcel") },
            Command::Submit { milestone: id(), proof },
            Command::Delivered { milestone: id(), occurred_at: None },
            Command::ClaimDelivered { milestone: id(), proof },
            Command::Approve { milestone: id() },
            Command::RequestChanges { milestone: id(), reason: proof },
            Command::ShipReturn { milestone: id(), tracking: reference("parcel") },
            Command::ReturnDelivered { milestone: id() },
            Command::AcceptReturn { milestone: id() },
            Command::Release { milestone: id(), reason: proof },
            Command::ForceRefund { milestone: id(), reason: proof },
        ]);
        if state.cases().len() < bounds.cases {
            all.push(Command::ContestReturn { milestone: id(), statement: proof });
        }
        if state.holds().len() < bounds.holds {
            for on_expiry in [OnExpiry::Lift, OnExpiry::OpenCase] {
                all.push(Command::PlaceHold {
                    milestone: id(),
                    hold: reference(&format!("h{}", state.holds().len() + 1)),
                    kind: HoldKind::Risk,
                    reason: proof,
                    expires_at: node.now.after(days(3)),
                    on_expiry,
                });
            }
        }
        let mut amounts = vec![1, held.minor(), held.minor() + 1];
        amounts.dedup();
        for amount in amounts.into_iter().map(yen) {
            all.push(Command::ReleasePartial { milestone: id(), amount });
            all.push(Command::RefundPartial { milestone: id(), amount });
            all.push(Command::RejectReturn { milestone: id(), amount, reason: proof });
            let known = state.cases().len();
            if known < bounds.cases || milestone.state == MilestoneState::Disputed {
                for reason in [Reason::NotAsDescribed, Reason::Late, Reason::NonPayment] {
                    let case = case(u32::try_from(known).unwrap() + 1);
                    let (milestone, statement) = (id(), proof);
                    all.push(Command::Dispute { milestone, case, amount, reason, statement });
                }
            }
        }
    }
    if bounds.chargebacks > 0 {
        bank_commands(bounds, node, &mut all);
    }
    if state.phase() == Phase::Closed && state.cases().len() < bounds.cases {
        late_commands(state, &mut all);
    }
    for known in state.cases() {
        all.extend(case_commands(bounds, known, state.cases().len()));
    }
    if bounds.amends && state.proposals().len() < bounds.proposals {
        let amended = amendments(&state.agreement().terms).into_iter();
        all.extend(amended.map(|terms| Command::ProposeAmendment { terms }));
    } else if state.proposals().len() < bounds.proposals {
        all.push(Command::ProposeCancel { kill_fee: Rate::parse("0.5").unwrap() });
        for milestone in state.milestones().iter().filter(|m| m.deadline.is_some()) {
            let until = milestone.deadline.unwrap().after(days(1));
            all.push(Command::ProposeExtension { milestone: milestone.id.clone(), until });
        }
    }
    for proposal in state.proposals().iter().map(|proposal| proposal.number) {
        all.push(Command::AcceptProposal { proposal });
        all.push(Command::RejectProposal { proposal });
        all.push(Command::WithdrawProposal { proposal });
    }
    for hold in state.holds() {
        all.push(Command::LiftHold { hold: hold.id.clone() });
    }
    if bounds.rail {
        all.extend(state.legs().iter().flat_map(leg_commands));
    }
    all
}

/// What a bank reports of payments that came in.
fn bank_commands(bounds: &Bounds, node: &Node, all: &mut Vec<Command>) {
    let state = &node.state;
    let opened = state.chargebacks();
    let fresh =
        (opened.len() < bounds.chargebacks).then(|| reference(&format!("b{}", opened.len() + 1)));
    for known in state.payins() {
        let (milestone, payin, amount) =
            (known.milestone.clone(), known.id.clone(), known.captured);
        if opened.len() < bounds.chargebacks || known.reversed {
            all.push(Command::PayinReversed { milestone, payin: payin.clone() });
        }
        let respond_by = node.now.after(days(1));
        for chargeback in opened.iter().map(|known| known.id.clone()).chain(fresh.clone()) {
            let payin = payin.clone();
            all.push(Command::ChargebackOpened { chargeback, payin, amount, respond_by });
        }
    }
    for known in opened {
        let chargeback = || known.id.clone();
        all.push(Command::ChargebackWon { chargeback: chargeback() });
        for minor in [1, known.amount.minor()] {
            let amount = Money::from_minor(minor, known.amount.currency()).unwrap();
            all.push(Command::ChargebackLost { chargeback: chargeback(), amount });
        }
    }
}

/// What the sides claim after the end.
fn late_commands(state: &State, all: &mut Vec<Command>) {
    let case = case(u32::try_from(state.cases().len()).unwrap() + 1);
    for milestone in state.milestones() {
        for reason in [Reason::NotAsDescribed, Reason::NonPayment] {
            let (milestone, statement) = (milestone.id.clone(), digest("late"));
            let amount = Money::from_minor(1, state.agreement().price.currency()).unwrap();
            all.push(Command::LateCase { milestone, case, amount, reason, statement });
        }
    }
}

/// The first milestone costs one more or one less, or another milestone is added.
fn amendments(terms: &Terms) -> Vec<Terms> {
    let text = |amount: i128| format!(r#"{{"amount":"{amount}","currency":"JPY"}}"#);
    let first = terms.milestones()[0].amount.minor();
    let json = to_json(terms).unwrap();
    let costs = |amount| json.replacen(&text(first), &text(amount), 1);
    let another = r#"{"id":"x","title":"More","amount":{"amount":"1","currency":"JPY"}},"#;
    let last = json.rfind(r#"}],"parties""#).unwrap() + 1;
    let added = format!("{},{}{}", &json[..last], &another[..another.len() - 1], &json[last..]);
    let all = [costs(first + 1), costs(first - 1), added];
    all.into_iter().filter_map(|terms| from_json(&terms).ok()).filter(|t| t != terms).collect()
}

fn case_commands(bounds: &Bounds, known: &Case, cases: usize) -> Vec<Command> {
    let (case, statement) = (known.id, digest("proof"));
    let nothing = Money::zero(known.claim.currency());
    let made = known.offer.as_ref().map_or(0, |offer| offer.number);
    let mut all = vec![
        Command::AcceptClaim { case },
        Command::AcceptOffer { case, offer: made },
        Command::AcceptOffer { case, offer: made + 1 },
        Command::Escalate { case },
        Command::Respond { case, statement, offer: None },
        Command::RejectSettlement { case, proposal: 1 },
        Command::AcceptSettlement { case, proposal: 1 },
        Command::AcceptSettlement { case, proposal: 2 },
        Command::Recuse { case },
        Command::Appeal { case, statement },
    ];
    if cases <= bounds.cases.max(1) {
        all.push(Command::WithdrawCase { case });
    }
    if made < bounds.offers {
        all.push(Command::Respond { case, statement, offer: Some(known.claim) });
        all.push(Command::Offer { case, to_buyer: nothing });
    }
    if known.proposal.is_none() {
        all.push(Command::ProposeSettlement { case, to_buyer: known.claim });
    }
    let given = known.evidence.buyer + known.evidence.seller + known.evidence.others;
    if given <= bounds.evidence {
        all.push(Command::AddEvidence { case, evidence: statement });
        all.push(Command::AssignArbiter { case, arbiter: party("xenia") });
    }
    for to_buyer in [nothing, known.claim] {
        all.push(Command::Rule { case, to_buyer, reason: statement });
    }
    all
}

fn leg_commands(leg: &Leg) -> Vec<Command> {
    let (id, reference) = (leg.id.clone(), reference("rail"));
    let mut all = vec![
        Command::LegSent { leg: id.clone(), reference: reference.clone() },
        Command::LegSettled { leg: id.clone(), reference: reference.clone() },
    ];
    if leg.attempt < 1 {
        all.push(Command::LegFailed { leg: id.clone(), reason: reference.clone() });
        all.push(Command::LegReturned { leg: id, reference });
    }
    all
}

/// Explores a world breadth first, checking every state on the way.
fn explore(bounds: &Bounds) -> Seen {
    let mut seen = Seen::default();
    let start = Timestamp::parse(support::START).unwrap();
    let id = EscrowId::parse(support::ESCROW).unwrap();
    let begun = match bounds.drafted {
        Some((role, _)) => {
            *seen.rows.entry("D1").or_default() += 1;
            seen.accepted.insert((CommandKind::Create, role));
            Escrow::draft(id, bounds.terms.clone(), &context(start, role)).unwrap()
        }
        None => World::agreed(bounds.terms.clone()).escrow,
    };
    let first = Node { state: begun.state().clone(), now: start };
    let mut known = HashSet::from([first.fingerprint()]);
    let mut ends = HashSet::new();
    let mut layer = vec![first];
    while !layer.is_empty() && known.len() < bounds.most {
        let mut next = Vec::new();
        for node in &layer {
            if known.len() >= bounds.most {
                break;
            }
            for child in successors(bounds, node, &mut seen) {
                if known.insert(child.fingerprint()) {
                    check(&child);
                    ends_by_time_alone(&child, &mut ends);
                    if !bounds.limit {
                        strand(&child, &mut seen);
                    }
                    next.push(child);
                }
            }
        }
        layer = next;
    }
    let how = if layer.is_empty() { "complete" } else { "cut off, nearest first" };
    seen.states = known.len();
    seen.worlds.push(format!("{}: {} states, {how}", bounds.name, seen.states));
    seen
}

fn successors(bounds: &Bounds, node: &Node, seen: &mut Seen) -> Vec<Node> {
    let mut children = Vec::new();
    if let Some(mark) = node.next_mark() {
        let mut state = node.state.clone();
        let mut happened = Vec::new();
        settle(&mut state, mark, true, &mut happened).unwrap();
        seen.count(&happened);
        children.push(Node { state, now: mark });
    }
    let commands = commands(bounds, node);
    for role in Role::ESCROW {
        let mut ctx = context(node.now, role);
        for command in &commands {
            if role == Role::Arbiter {
                let case = node.state.cases().iter().find(|case| about(command, case));
                let assigned = case.and_then(|case| case.arbiter.clone());
                ctx.actor = assigned.unwrap_or_else(|| party(name(role)));
            }
            seen.decisions += 1;
            if let Err(refusal) = node.state.decide(command, &ctx) {
                *seen.refusals.entry(refusal.code.as_str()).or_default() += 1;
                continue;
            }
            seen.accepted.insert((command.kind(), role));
            let mut state = node.state.clone();
            let happened = work(&mut state, command, &ctx).unwrap();
            let late = matches!(command, Command::LateCase { .. })
                || matches!(command.about(), About::Case(id) if node.state.case(id).is_some_and(|c| c.late));
            let outside = matches!(role, Role::Provider) || late;
            assert!(outside || node.state.phase() != Phase::Closed, "{command:?} after the end");
            seen.count(&happened);
            children.push(Node { state, now: node.now });
        }
    }
    for child in &children {
        ended_stays_ended(node, child);
    }
    children
}

/// Whether `command` is about `case`.
fn about(command: &Command, case: &Case) -> bool {
    matches!(command.about(), About::Case(id) if *id == case.id)
}

/// Whatever has ended stays as it is.
fn ended_stays_ended(before: &Node, after: &Node) {
    for milestone in before.state.milestones().iter().filter(|m| m.state.is_terminal()) {
        assert_eq!(after.state.milestone(&milestone.id), Some(milestone));
    }
    if before.state.phase() == Phase::Closed {
        assert_eq!(after.state.phase(), Phase::Closed);
        assert_eq!(after.state.milestones(), before.state.milestones());
    }
}

/// Money is conserved: books balance, and every account says what the machines say.
fn check(node: &Node) {
    let state = &node.state;
    let currency = state.agreement().terms.currency();
    let balance = |account: Account| state.balances().of(&account, currency);
    for code in [currency.code(), "USD"] {
        let (debit, credit) =
            state.balances().trial_balance(Currency::parse(code).unwrap()).unwrap();
        assert_eq!(debit, credit);
    }
    let mut promised = Money::zero(currency);
    for milestone in state.milestones() {
        let holds = !matches!(milestone.state, MilestoneState::Pending | MilestoneState::Funding)
            && milestone.state != MilestoneState::Cancelled;
        let held = if holds { milestone.held().unwrap() } else { Money::zero(currency) };
        assert_eq!(balance(Account::Held(milestone.id.clone())), held);
        assert!(held.minor() >= 0 && (held.is_zero() || !milestone.state.is_terminal()));
        let waits = balance(Account::Funding(milestone.id.clone()));
        let topup = state.proposals().iter().any(|p| p.state == ProposalState::TopupDue);
        assert!(waits.is_zero() || !holds || topup, "money waits for a milestone that needs none");
        promised = promised.plus(held).unwrap().plus(waits).unwrap();
    }
    promised = promised.plus(balance(Account::FeesHeld)).unwrap();
    let open = state.legs().iter().filter(|leg| leg.amount.currency() == currency);
    let legs = open.filter(|leg| leg.state != LegState::Settled).map(|leg| leg.amount);
    promised = legs.fold(promised, |sum, amount| sum.plus(amount).unwrap());
    let owed = state.balances().iter().filter(|known| {
        matches!(known.account, Account::Receivable(_)) && known.balance.currency() == currency
    });
    promised = owed.fold(promised, |sum, known| sum.minus(known.balance).unwrap());
    let awarded =
        state.balances().iter().filter(|known| matches!(known.account, Account::Claim(_)));
    promised = awarded.fold(promised, |sum, known| sum.plus(known.balance).unwrap());
    assert_eq!(
        balance(Account::Cash),
        promised,
        "cash is what is held and owed less what is receivable"
    );
    let nothing_left = balance(Account::FeesHeld).is_zero();
    assert!(state.phase() != Phase::Closed || nothing_left, "fees are held after the end");
}

/// Whether time alone leads to an end when only `rows` are there; the way is remembered in `ends`.
fn time_alone(
    node: &Node,
    rows: &[&'static Row],
    ends: &mut HashSet<u64>,
) -> Result<(), MilestoneState> {
    let mut node = node.clone();
    let mut way = Vec::new();
    loop {
        let print = node.fingerprint();
        let over = node.state.phase() == Phase::Closed && node.state.deadlines().is_empty();
        if over || !ends.insert(print) {
            return Ok(());
        }
        way.push(print);
        if !step(&mut node, rows) {
            ends.retain(|print| !way.contains(print));
            let waits = node.state.milestones().iter().find(|m| !m.state.is_terminal());
            return Err(waits.map_or(MilestoneState::Cancelled, |milestone| milestone.state));
        }
    }
}

/// Applies the next reaction or timer there is among `rows`.
fn step(node: &mut Node, rows: &[&'static Row]) -> bool {
    let reaction = node.state.reaction_among(rows.iter().copied()).unwrap();
    let (at, events) = match reaction {
        Some(step) => (node.state.clock(), step.events),
        None => {
            let deadlines = node.state.deadlines();
            let now = node.now;
            let timer = deadlines.into_iter().find_map(|deadline| {
                node.state.due_among(rows.iter().copied(), deadline.at.max(now)).unwrap()
            });
            match timer {
                Some((at, step)) => (at, step.events),
                None => return false,
            }
        }
    };
    for event in events {
        node.state.evolve(&event, at).unwrap();
    }
    node.now = node.now.max(at);
    true
}

fn ends_by_time_alone(node: &Node, ends: &mut HashSet<u64>) {
    let all: Vec<&'static Row> = rows().collect();
    if let Err(state) = time_alone(node, &all, ends) {
        panic!("stranded with a milestone in {state:?}: {:?}", node.state.phase());
    }
}

/// Looks for a state that has no end without one of the load-bearing rows.
fn strand(node: &Node, seen: &mut Seen) {
    for missing in LOAD_BEARING {
        if seen.stranded.contains_key(missing) || !seen.rows.contains_key(missing) {
            continue;
        }
        let rest: Vec<&'static Row> = rows().filter(|row| row.id != missing).collect();
        if let Err(milestone) = time_alone(node, &rest, &mut HashSet::new()) {
            let phase = node.state.phase();
            let case = node.state.cases().last().map(|case| case.state);
            let at = format!("{phase:?}, milestone {milestone:?}, case {case:?}");
            seen.stranded.insert(missing, at);
        }
    }
}

/// Short windows, so that marks of several timers meet.
fn short(builder: TermsBuilder) -> TermsBuilder {
    let ladder = [
        (Timer::Draft, 4),
        (Timer::Accept, 4),
        (Timer::Fund, 4),
        (Timer::Ship, 4),
        (Timer::Deliver, 8),
        (Timer::Rework, 4),
        (Timer::ReturnShip, 4),
        (Timer::Respond, 4),
        (Timer::Negotiate, 8),
        (Timer::Mediate, 4),
        (Timer::Arbitrate, 4),
        (Timer::Chargeback, 3),
        (Timer::Amend, 4),
        (Timer::Topup, 1),
        (Timer::Claims, 4),
    ];
    ladder.into_iter().fold(builder, |builder, (timer, length)| {
        builder.timer(timer, days(length), timer.outcomes()[0])
    })
}

fn yen() -> TermsBuilder {
    short(Terms::builder("JPY").buyer("ana").seller("beto").arbiter("xavi"))
}

fn fees() -> FeeSchedule {
    let fee = FeeSchedule::percent("20").unwrap().paid_by_both().taxed("21").unwrap();
    let seller = FeeSchedule::percent("10").unwrap().named("more").unwrap();
    fee.and(seller.paid_by(Payer::Seller))
}

/// How many states of each world are explored; more by `STATES=…`.
fn most() -> usize {
    std::env::var("STATES").ok().map_or(125_000, |states| states.parse().unwrap())
}

fn worlds() -> Vec<Bounds> {
    let bounds = |name, terms: TermsBuilder| Bounds {
        name,
        terms: terms.build().unwrap(),
        rail: false,
        payins: 1,
        cases: 1,
        offers: 1,
        evidence: 0,
        holds: 0,
        proposals: 0,
        chargebacks: 0,
        amends: false,
        limit: false,
        drafted: None,
        most: most(),
    };
    let few = |name, terms| Bounds { most: most() / 5, ..bounds(name, terms) };
    let goods = || yen().milestone("m", "Machine", "2");
    let two_goods = || goods().milestone("n", "Spare part", "1").fees(fees());
    let returned = || {
        let builder = goods().fees(fees()).restocking(Rate::parse("0.15").unwrap());
        let builder = builder.timer(Timer::ReturnInspect, days(8), OnTimeout::Refund);
        builder.timer(Timer::Clear, days(2), OnTimeout::Release).dispute_after_approval()
    };
    let share = |percentage: &str, party: &str| {
        let fee = FeeSchedule::percent(percentage).unwrap().named(party).unwrap();
        fee.paid_to(party).unwrap()
    };
    let together = |percentage| {
        let fees = share(percentage, "bruno").and(share(percentage, "vera").paid_by(Payer::Buyer));
        goods().broker("bruno").advisor("vera").fees(fees)
    };
    let everybody = || together("1");
    let work = || {
        let builder = yen().milestone("m", "Design", "2").kind(Kind::Service).inspection(days(4));
        let builder = builder.dispute_after_approval();
        let builder = builder.rework_rounds(1).timer(Timer::Clear, days(2), OnTimeout::Release);
        builder.timer(Timer::Appeal, days(2), OnTimeout::Final)
    };
    let machine_and_work = yen()
        .milestone("m1", "Machine", "2")
        .milestone("m2", "Installation", "3")
        .kind(Kind::Service)
        .inspection(days(4))
        .fund_by(FundBy::Previous {})
        .rework_rounds(1)
        .timer(Timer::Respond, days(2), OnTimeout::OpenerWins)
        .timer(Timer::Arbitrate, days(3), OnTimeout::Split)
        .fees(fees());
    let smallest = yen().milestone("m", "Recipe", "1").kind(Kind::Digital).rework_rounds(0);
    let smallest_of_two =
        || yen().milestone("m", "Recipe", "2").kind(Kind::Pickup).rework_rounds(0);
    let three = yen()
        .milestone("m1", "Machine", "2")
        .milestone("m2", "Another", "1")
        .milestone("m3", "Installation", "1")
        .kind(Kind::Pickup)
        .fees(fees());
    vec![
        Bounds { offers: 0, ..bounds("smallest", smallest) },
        Bounds { drafted: Some((Role::Buyer, 1)), ..bounds("agreement", goods()) },
        Bounds { drafted: Some((Role::Seller, 2)), ..few("drafted by the seller", everybody()) },
        Bounds { drafted: Some((Role::Broker, 2)), ..few("drafted by the broker", everybody()) },
        Bounds { drafted: Some((Role::Admin, 2)), ..few("drafted by staff", everybody()) },
        Bounds { payins: 2, cases: 0, ..bounds("payment", goods().fees(fees())) },
        bounds("goods", goods().fees(fees())),
        Bounds { cases: 0, proposals: 1, holds: 1, ..bounds("proposals", two_goods()) },
        Bounds { cases: 0, offers: 0, holds: 1, ..bounds("returns and holds", returned()) },
        bounds("work", work().fees(fees())),
        Bounds { cases: 2, evidence: 1, ..bounds("disputes", everybody()) },
        Bounds { rail: true, cases: 0, ..bounds("rail", goods().fees(fees())) },
        Bounds { payins: 2, ..bounds("goods and work", machine_and_work) },
        Bounds { payins: 3, ..bounds("three milestones", three) },
        Bounds { chargebacks: 1, cases: 0, ..bounds("chargebacks", goods().fees(fees())) },
        Bounds { chargebacks: 2, payins: 2, ..bounds("chargebacks and cases", everybody()) },
        Bounds { limit: true, ..bounds("limited by the rail", work().fees(fees())) },
        Bounds { limit: true, chargebacks: 1, ..bounds("limit and bank", returned()) },
        Bounds {
            amends: true,
            proposals: 2,
            payins: 3,
            cases: 0,
            ..bounds("amendments", together("60"))
        },
        Bounds {
            amends: true,
            proposals: 1,
            payins: 2,
            ..bounds("amendments of two", two_goods())
        },
        Bounds { amends: true, proposals: 1, payins: 2, cases: 0, ..bounds("top-ups", goods()) },
        Bounds { cases: 1, offers: 0, ..bounds("claims after the end", smallest_of_two()) },
    ]
}

#[test]
fn exploration() {
    let worlds = worlds();
    let next = AtomicUsize::new(0);
    let work = || {
        let mut seen = Seen::default();
        while let Some(bounds) = worlds.get(next.fetch_add(1, Ordering::Relaxed)) {
            seen.add(explore(bounds));
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
    for (code, count) in &seen.refusals {
        println!("refused {code}: {count}");
    }
    for row in rows() {
        println!("row {}: {}", row.id, seen.rows.get(row.id).copied().unwrap_or_default());
    }
    for row in LOAD_BEARING {
        println!("without {row}: {:?}", seen.stranded.get(row));
    }
    for row in rows() {
        assert!(seen.rows.contains_key(row.id), "{} never fires", row.id);
    }
    let table = rows().filter_map(|row| match row.on {
        On::By(kind) => Some(row.who.iter().map(move |role| (kind, *role))),
        _ => None,
    });
    let mut table: BTreeSet<_> = table.flatten().collect();
    table.remove(&(CommandKind::Approve, Role::Advisor));
    let never: Vec<_> = table.difference(&seen.accepted).collect();
    let beyond: Vec<_> = seen.accepted.difference(&table).collect();
    assert!(never.is_empty(), "the table allows, but never accepted: {never:?}");
    assert!(beyond.is_empty(), "accepted beyond the table: {beyond:?}");
    for row in LOAD_BEARING {
        assert!(seen.stranded.contains_key(row), "nothing is stranded without {row}");
    }
    assert!(seen.states >= STATES_AT_LEAST, "only {} states", seen.states);
}
