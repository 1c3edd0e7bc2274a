//! What somebody may see and do: views, actions with their reasons, deadlines, payouts and previews.
//! Nothing here decides; it asks the same rows that [`Stream::handle`] asks.

use crate::aggregate::{Actor, Context, Role, Stream};
use crate::commission::Payer;
use crate::error::{Code, Refusal};
use crate::escrow::chargeback::{Loss, Source};
use crate::escrow::command::{Change, Command, CommandKind};
use crate::escrow::decide::{Scene, Subject};
use crate::escrow::event::{CloseReason, Event, Purpose};
use crate::escrow::milestone::side;
use crate::escrow::table::{On, Row, rows};
use crate::escrow::timers::{OnTimeout, Timer};
use crate::escrow::{
    Case, Chargeback, Hold, Leg, LegState, Milestone, MilestoneState, Phase, Proposal, State, Terms,
};
use crate::history::Body;
use crate::id::{EscrowId, Hash, LegId, MilestoneId, PartyId, Reference};
use crate::journal::{Account, Balances, JournalEntry, Movement};
use crate::machine::{self, Machine};
use crate::money::Money;
use crate::quote::Quote;
use crate::time::Timestamp;
use tercero_macros::value;

/// A command somebody could give now, and if not, why not.
#[value(null)]
pub struct Action {
    /// The command.
    pub command: CommandKind,
    /// The milestone, case or leg it is about; none for the escrow as a whole.
    pub subject: Option<String>,
    /// Whether a row exists for the state and the role, and its guards that need no arguments hold.
    pub allowed: bool,
    /// The first guard that does not hold.
    pub why_not: Option<Refusal>,
    /// When time will decide instead.
    pub deadline: Option<Timestamp>,
    /// What has to be given with it.
    pub arguments: Vec<Argument>,
}

/// An argument of a command.
#[value(null)]
pub struct Argument {
    /// Its name.
    pub name: String,
    /// Its type.
    pub kind: String,
    /// The least it may be.
    pub at_least: Option<Money>,
    /// The most it may be.
    pub at_most: Option<Money>,
}

/// A timer that runs.
#[value(null)]
#[derive(PartialOrd, Ord)]
pub struct Deadline {
    /// When it ends.
    pub at: Timestamp,
    /// Which timer.
    pub timer: Timer,
    /// The milestone or case it runs for; none for the escrow as a whole.
    pub subject: Option<String>,
    /// What silence means.
    pub on_timeout: OnTimeout,
}

/// A payment that waits for the rail or is on its way.
#[value]
pub struct Payout {
    /// The idempotency key for the rail.
    pub id: LegId,
    /// Who is paid.
    pub payee: PartyId,
    /// How much.
    pub amount: Money,
    /// What for.
    pub purpose: Purpose,
    /// Planned or sent.
    pub state: LegState,
    /// How often it had to be planned again.
    pub attempt: u32,
}

/// What a command would do.
#[value]
pub struct Preview {
    /// The events it would leave, timers that are due included.
    pub events: Vec<Event>,
    /// What they would post.
    pub ledger: Vec<Movement>,
    /// The payouts that would be open afterwards.
    pub payouts: Vec<Payout>,
}

/// An escrow as one person may see it.
#[value(null)]
pub struct View {
    /// The escrow.
    pub id: EscrowId,
    /// Its version, to be expected by the next command.
    pub version: u32,
    /// Where it stands.
    pub phase: Phase,
    /// How it ended.
    pub close_reason: Option<CloseReason>,
    /// The terms, with the fee lines this person may see.
    pub terms: Terms,
    /// Which edition of the terms, from 1.
    pub terms_version: u32,
    /// What an acceptance must name.
    pub terms_hash: Hash,
    /// The quote, with the lines and totals this person may see.
    pub quote: Quote,
    /// Who has accepted.
    pub accepted: Vec<PartyId>,
    /// The milestones.
    pub milestones: Vec<Milestone>,
    /// The cases.
    pub cases: Vec<Case>,
    /// The holds.
    pub holds: Vec<Hold>,
    /// What the sides propose to each other.
    pub proposals: Vec<Proposal>,
    /// The chargebacks, without what others owe because of them; none for those from whom a fee line is hidden and who
    /// could work it out.
    pub chargebacks: Vec<Chargeback>,
    /// The payment legs of this person, or all for those who run the escrow.
    pub legs: Vec<Leg>,
    /// The balances: what is held, and of what is owed only this person's own.
    pub balances: Balances,
    /// The timers that run.
    pub deadlines: Vec<Deadline>,
}

impl Subject<'_> {
    fn id(self) -> Option<String> {
        match self {
            Subject::Deal(_) => None,
            Subject::Milestone(milestone) => Some(milestone.id.to_string()),
            Subject::Case(case) => Some(case.id.to_string()),
            Subject::Leg(leg) => Some(leg.id.to_string()),
            Subject::Hold(hold) => Some(hold.id.to_string()),
            Subject::Proposal(proposal) => Some(proposal.number.to_string()),
            Subject::Chargeback(chargeback) => Some(chargeback.id.to_string()),
        }
    }

    /// How much a command about it may move.
    fn available(self) -> Option<Money> {
        match self {
            Subject::Milestone(milestone) => milestone.held().ok(),
            Subject::Case(case) => Some(case.claim),
            Subject::Deal(_)
            | Subject::Leg(_)
            | Subject::Hold(_)
            | Subject::Proposal(_)
            | Subject::Chargeback(_) => None,
        }
    }
}

impl State {
    /// The timers that run, earliest first.
    pub fn deadlines(&self) -> Vec<Deadline> {
        let mut deadlines: Vec<Deadline> = Vec::new();
        for row in rows() {
            let On::At(timer) = row.on else { continue };
            let on_timeout = self.agreement.terms.timer(timer).on_timeout;
            for subject in self.subjects(row.from) {
                let at = self.deadline_of(timer, subject);
                let subject = subject.id();
                deadlines.extend(at.map(|at| Deadline { at, timer, subject, on_timeout }));
            }
        }
        deadlines.sort();
        deadlines
    }

    /// The first deadline at which something will happen: a timer that waits for something else than time is left out,
    /// because it fires together with that.
    fn next_deadline(&self) -> Option<Timestamp> {
        let clock = PartyId::clock();
        let timed = rows().filter_map(|row| match row.on {
            On::At(timer) => Some((row, timer)),
            _ => None,
        });
        let running = timed.flat_map(|(row, timer)| {
            self.subjects(row.from)
                .filter_map(move |subject| Some((row, subject, self.deadline_of(timer, subject)?)))
        });
        let fires = running.filter(|(row, subject, at)| {
            machine::by_clock(self, *subject, *at, &clock).passes(row).is_ok()
        });
        fires.map(|(_, _, at)| at).min()
    }

    /// What `actor` could do at `now`, and why not. The state must have its due timers applied.
    fn actions(&self, actor: &Actor, now: Timestamp) -> Vec<Action> {
        let stands = self.stands_as(&actor.id, actor.role);
        let mut actions: Vec<Action> = Vec::new();
        for row in rows().filter(|row| stands && row.who.contains(&actor.role)) {
            let On::By(command) = row.on else { continue };
            for subject in self.subjects(row.from) {
                let action = self.action(row, command, subject, actor, now);
                let same = |known: &&mut Action| {
                    known.command == command && known.subject == action.subject
                };
                match actions.iter_mut().find(same) {
                    None => actions.push(action),
                    Some(known) if action.allowed && !known.allowed => *known = action,
                    Some(_) => {}
                }
            }
        }
        actions
    }

    fn action(
        &self,
        row: &Row,
        command: CommandKind,
        subject: Subject<'_>,
        actor: &Actor,
        now: Timestamp,
    ) -> Action {
        let scene = Scene {
            state: self,
            subject,
            at: now,
            actor: &actor.id,
            role: actor.role,
            seconded_by: None,
            command: None,
        };
        let needs_no_argument = row.guards.iter().filter(|guard| !guard.on_arguments);
        let why_not = needs_no_argument.map(|guard| (guard.holds)(&scene)).find_map(Result::err);
        let fact = actor.role == Role::Provider;
        let available = match subject {
            Subject::Milestone(milestone) if command == CommandKind::LateCase => {
                self.claimable(milestone, side(actor.role)).ok()
            }
            _ => subject.available(),
        };
        let bounds = available.filter(|_| !fact);
        let argument = |(name, kind): &(&'static str, &'static str)| {
            let amount = bounds.filter(|_| kind.contains("Money"));
            let least = u8::from(matches!(subject, Subject::Milestone(_)));
            let unit = |most: Money| Money::from_minor(i128::from(least), most.currency()).ok();
            let (name, kind) = ((*name).to_owned(), (*kind).to_owned());
            Argument { name, kind, at_least: amount.and_then(unit), at_most: amount }
        };
        let deadlines = rows().filter_map(|timed| match timed.on {
            On::At(timer) if timed.from.cover(subject) => self.deadline_of(timer, subject),
            _ => None,
        });
        Action {
            command,
            subject: subject.id(),
            allowed: why_not.is_none(),
            why_not,
            deadline: deadlines.min(),
            arguments: command.arguments().iter().map(argument).collect(),
        }
    }

    /// The payments that wait for the rail or are on their way.
    pub fn payouts(&self) -> Vec<Payout> {
        let open = self.legs.iter().filter(|leg| leg.state != LegState::Settled);
        open.map(|leg| Payout {
            id: leg.id.clone(),
            payee: leg.payee.clone(),
            amount: leg.amount,
            purpose: leg.purpose,
            state: leg.state,
            attempt: leg.attempt,
        })
        .collect()
    }

    /// The escrow as `actor` may see it. Errors: `not_found` for somebody who has no part in it.
    ///
    /// Of the fees an advisor sees his own total and a carrier nothing. Everybody else sees all lines, but for those that are
    /// hidden: buyer and seller see none that is hidden from them, a broker only those he is paid by. Who does not see a
    /// line sees no total or balance it could be worked out from, and of [`Quote::shortfall`] what the lines he sees come
    /// to. A party sees its own payouts and what is owed to it, not those of others.
    pub fn view(&self, actor: &Actor) -> Result<View, Refusal> {
        if !self.stands_as(&actor.id, actor.role) {
            return Err(Refusal::new(Code::NotFound).at("escrow").got(self.id));
        }
        let runs_it = matches!(actor.role, Role::Admin | Role::Provider | Role::Arbiter);
        let own = |party: &PartyId| runs_it || *party == actor.id;
        let fees = self.agreement.terms.fees();
        let unseen = fees.unseen_by(actor);
        let guessable = (!unseen.is_empty() && fees.has_secrets()) || self.had_secrets(actor);
        let pays_in = actor.role == Role::Buyer;
        let balances = self.balances.clone().filtered(|account| match account {
            Account::Payable(party) | Account::Receivable(party) | Account::Claim(party) => {
                own(party)
            }
            Account::Held(_) => true,
            Account::Cash => !guessable,
            Account::Funding(_) | Account::Unapplied(_) => pays_in || !guessable,
            Account::FeesHeld => sees_fees(actor) && (pays_in || !guessable),
            Account::Reserve(_)
            | Account::Capital(_)
            | Account::Costs(_)
            | Account::Pool
            | Account::Advances
            | Account::Revenue
            | Account::PayableFor(..)
            | Account::AdvanceOnProfit(_)
            | Account::Holdback(_)
            | Account::Unclaimed(_)
            | Account::Yield(_)
            | Account::Fx
            | Account::CreditableTax
            | Account::TaxCharged
            | Account::TaxKept
            | Account::IncomeTaxWithheld
            | Account::TaxRounding => false,
        });
        Ok(View {
            id: self.id,
            version: self.version,
            phase: self.phase,
            close_reason: self.reason,
            terms: self.agreement.terms.clone().without_fees(&unseen),
            terms_version: self.agreement.version,
            terms_hash: self.agreement.hash,
            quote: self.quote_for(actor, &unseen),
            accepted: self.accepted.clone(),
            milestones: self.milestones.clone(),
            cases: self.cases.clone(),
            holds: self.holds.clone(),
            proposals: self.proposals_for(actor, pays_in || !guessable),
            chargebacks: if pays_in || !guessable {
                self.chargebacks_for(actor, runs_it)
            } else {
                Vec::new()
            },
            legs: self.legs.iter().filter(|leg| own(&leg.payee)).cloned().collect(),
            balances,
            deadlines: self.deadlines(),
        })
    }

    /// Whether a line was hidden from this person in earlier terms, or is in terms that are proposed.
    fn had_secrets(&self, actor: &Actor) -> bool {
        let hides = |hidden: &[Payer]| match actor.role {
            Role::Admin | Role::Provider | Role::Arbiter | Role::Clock => false,
            Role::Buyer => hidden.contains(&Payer::Buyer),
            Role::Seller => hidden.contains(&Payer::Seller),
            Role::Broker
            | Role::Advisor
            | Role::Carrier
            | Role::Owner
            | Role::Investor
            | Role::Treasurer
            | Role::Compliance
            | Role::Bank => !hidden.is_empty(),
        };
        let earlier = self.earlier.iter().flat_map(|past| &past.segment.lines);
        let proposed = self.proposals.iter().any(|proposal| match &proposal.change {
            Change::Amend { terms } => {
                terms.fees().lines.iter().any(|line| hides(&line.hidden_from))
            }
            Change::Cancel { .. } | Change::Extend { .. } => false,
        });
        proposed || earlier.into_iter().any(|line| hides(&line.hidden_from))
    }

    /// The proposals; of amended terms only the fee lines this person may see, of a top-up only what cannot give one away.
    fn proposals_for(&self, actor: &Actor, sees_topup: bool) -> Vec<Proposal> {
        let mut proposals = self.proposals.clone();
        for proposal in &mut proposals {
            if let Change::Amend { terms } = &mut proposal.change {
                let unseen = terms.fees().unseen_by(actor);
                *terms = terms.clone().without_fees(&unseen);
            }
            proposal.topup = proposal.topup.filter(|_| sees_topup);
        }
        proposals
    }

    /// The chargebacks; of those a loss was laid on, each sees only himself.
    fn chargebacks_for(&self, actor: &Actor, all: bool) -> Vec<Chargeback> {
        let mut chargebacks = self.chargebacks.clone();
        let shown = |loss: &Loss| match &loss.source {
            Source::Payee { party } | Source::Returned { party } => all || *party == actor.id,
            Source::Fees {} => sees_fees(actor),
            Source::Drift {} => all,
            Source::Funding { .. } | Source::Held { .. } => true,
        };
        chargebacks.iter_mut().for_each(|known| known.losses.retain(shown));
        chargebacks
    }

    /// The quote without the lines `unseen`, for an advisor or carrier only his own total.
    fn quote_for(&self, actor: &Actor, unseen: &[Reference]) -> Quote {
        let mut quote = self.agreement.quote.without(unseen, &actor.id);
        if !sees_fees(actor) {
            quote.totals.retain(|total| total.party == actor.id);
        }
        quote
    }
}

/// Whether somebody may see what everybody earns.
const fn sees_fees(actor: &Actor) -> bool {
    !matches!(actor.role, Role::Advisor | Role::Carrier)
}

impl Stream<State> {
    /// What `actor` could do at `now`, and why not. Arguments come with their bounds, in the escrow's currency.
    /// Errors: none but defects of this crate.
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
    /// let escrow = Escrow::propose(id, terms, &by(1, "ana", Role::Buyer, 1)?)?;
    /// let actions = escrow.actions(&Actor::new("beto", Role::Seller)?, at(2)?)?;
    /// let (can, cannot): (Vec<_>, Vec<_>) = actions.iter().partition(|action| action.allowed);
    /// let commands: Vec<&str> = can.iter().map(|action| action.command.as_str()).collect();
    /// assert_eq!(commands, ["accept", "counter", "decline"]);
    /// assert_eq!(can[0].deadline, Some(at(8)?));
    /// assert_eq!(cannot[0].command.as_str(), "withdraw");
    /// assert_eq!(cannot[0].why_not.as_ref().map(|why| why.code.as_str()), Some("not_allowed"));
    /// # Ok::<(), tercero::Refusal>(())
    /// ```
    pub fn actions(&self, actor: &Actor, now: Timestamp) -> Result<Vec<Action>, Refusal> {
        let now = now.max(self.recorded_at());
        Ok(self.state_at(now)?.actions(actor, now))
    }

    /// The timers that run, earliest first. A host calls [`Stream::tick`] when the first is due.
    pub fn deadlines(&self) -> Vec<Deadline> {
        self.state().deadlines()
    }

    /// When the host has to call back, if ever.
    pub fn next_deadline(&self) -> Option<Timestamp> {
        self.state().next_deadline()
    }

    /// The payments that wait for the rail or are on their way.
    pub fn payouts(&self) -> Vec<Payout> {
        self.state().payouts()
    }

    /// What still has to be paid for a milestone now: its price and the fees due with it less what has arrived, or what an agreed
    /// amendment still asks for it; nothing once it is funded. Errors: `not_found`.
    pub fn due(&self, milestone: &MilestoneId) -> Result<Money, Refusal> {
        let state = self.state();
        let unknown = || Refusal::new(Code::NotFound).at("milestone").got(milestone);
        let known = state.milestone(milestone).ok_or_else(unknown)?;
        let topup = state.missing_topup_of(milestone);
        if topup.is_positive() {
            return Ok(topup);
        }
        if !matches!(known.state, MilestoneState::Pending | MilestoneState::Funding) {
            return Ok(state.zero());
        }
        let waiting = Account::Funding(milestone.clone());
        state.due(known)?.minus(state.balances().of(&waiting, known.amount.currency()))
    }

    /// What an acceptance must name, and what a payment pays for.
    pub fn terms_hash(&self) -> Hash {
        self.state().agreement.hash
    }

    /// The escrow as `actor` may see it: the only form a party should be shown, see [`State::view`].
    /// Errors: `not_found` for somebody who has no part in it.
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
    /// let escrow = Escrow::propose(id, terms, &by(1, "ana", Role::Buyer, 1)?)?;
    /// assert_eq!(escrow.view(&Actor::new("ana", Role::Buyer)?)?.version, 3);
    /// let stranger = Actor::new("mallory", Role::Buyer)?;
    /// assert_eq!(escrow.view(&stranger).unwrap_err().code.as_str(), "not_found");
    /// # Ok::<(), tercero::Refusal>(())
    /// ```
    pub fn view(&self, actor: &Actor) -> Result<View, Refusal> {
        self.state().view(actor)
    }

    /// What `command` would do, without doing it. Errors: those of [`Stream::handle`].
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
    /// let escrow = Escrow::propose(id, terms, &by(1, "ana", Role::Buyer, 1)?)?;
    /// let accept = Command::Accept { terms_version: 1, terms_hash: escrow.terms_hash() };
    /// let preview = escrow.preview(&accept, &by(2, "beto", Role::Seller, 2)?)?;
    /// assert_eq!(preview.events.len(), 2, "accepted, and with it agreed");
    /// assert_eq!(escrow.version(), 3, "nothing has happened");
    /// # Ok::<(), tercero::Refusal>(())
    /// ```
    pub fn preview(&self, command: &Command, ctx: &Context) -> Result<Preview, Refusal> {
        let after = self.foresee(command, ctx)?;
        let events: Vec<Event> = after.events.into_iter().map(|happened| happened.event).collect();
        let mut ledger = Vec::new();
        for event in &events {
            ledger.push(after.state.movement(event)?);
        }
        ledger.retain(|movement| !movement.is_empty());
        Ok(Preview { events, ledger, payouts: after.state.payouts() })
    }

    /// The journal: one balanced entry for every event that moved money. Errors: `history_broken` for unreadable bytes.
    pub fn journal(&self) -> Result<Vec<JournalEntry>, Refusal> {
        let mut journal = Vec::new();
        for entry in self.history().entries() {
            let body: Body<Event> = entry.body()?;
            let movement = self.state().movement(&body.event)?;
            if !movement.is_empty() {
                let (version, effective_at) = (body.version, body.effective_at);
                journal.push(JournalEntry { version, effective_at, movement });
            }
        }
        Ok(journal)
    }
}
