//! What somebody may see and do in a project: views, actions with their reasons, deadlines, previews and the journal.
//! Nothing here decides; it asks the same rows that [`Stream::handle`] asks.

use crate::aggregate::{Actor, Context, Role, Stream};
use crate::error::{Code, Refusal};
use crate::history::Body;
use crate::id::{Hash, PartyId, ProjectId, Reference};
use crate::journal::{Account, Balances, JournalEntry, Movement};
use crate::machine::{self, Machine};
use crate::money::Money;
use crate::project::command::{Command, CommandKind};
use crate::project::decide::Subject;
use crate::project::event::Event;
use crate::project::explain::{Explanation, explain_position};
use crate::project::table::{On, Row, rows};
use crate::project::timers::Timer;
use crate::project::{
    ChangeOrder, Drafted, Offer, Payout, PayoutState, ProjectState, Request, Snapshot, State, Stock,
};
use crate::time::Timestamp;
use tercero_macros::value;

/// A command somebody could give now, and if not, why not.
#[value(name = "ProjectAction", null)]
pub struct Action {
    /// The command.
    pub command: CommandKind,
    /// The request, change order or payment it is about; none for the project as a whole.
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
#[value(name = "ProjectArgument")]
pub struct Argument {
    /// Its name.
    pub name: String,
    /// Its type.
    pub kind: String,
}

/// A timer that runs.
#[value(name = "ProjectDeadline", null)]
#[derive(PartialOrd, Ord)]
pub struct Deadline {
    /// When it ends.
    pub at: Timestamp,
    /// Which timer.
    pub timer: Timer,
    /// The request or change order it runs for; none for the project as a whole.
    pub subject: Option<String>,
}

/// What a command would do.
#[value(name = "ProjectPreview")]
pub struct Preview {
    /// The events it would leave, timers that are due included.
    pub events: Vec<Event>,
    /// What they would post.
    pub ledger: Vec<Movement>,
    /// The payments that would be open afterwards.
    pub payouts: Vec<Payout>,
}

/// A project as one person may see it.
#[value(name = "ProjectView", null)]
pub struct View {
    /// The project.
    pub id: ProjectId,
    /// Its version, to be expected by the next command.
    pub version: u32,
    /// Where it stands.
    pub state: ProjectState,
    /// Whether every outflow is stopped.
    pub frozen: bool,
    /// The offer.
    pub offer: Offer,
    /// Which version of it.
    pub offer_version: u32,
    /// What is taken of the round.
    pub taken: Money,
    /// The requests: all for those who run the project, else the own ones.
    pub requests: Vec<Request>,
    /// The hash of the snapshot in force.
    pub snapshot: Option<Hash>,
    /// The change orders.
    pub orders: Vec<ChangeOrder>,
    /// The goods.
    pub stock: Vec<Stock>,
    /// The latest settlement as drafted; for an investor only his own lines.
    pub settlement: Option<Drafted>,
    /// The payments: all for those who run the project, else the own ones.
    pub payouts: Vec<Payout>,
    /// The balances: what the project holds, and of what concerns one person only the own ones.
    pub balances: Balances,
    /// The timers that run.
    pub deadlines: Vec<Deadline>,
}

impl Subject<'_> {
    fn id(self) -> Option<String> {
        match self {
            Subject::Project(_) => None,
            Subject::Request(request) => Some(request.id.to_string()),
            Subject::Order(order) => Some(order.number.to_string()),
            Subject::Payout(payout) => Some(payout.id.to_string()),
        }
    }
}

impl State {
    /// The timers that run, earliest first.
    pub fn deadlines(&self) -> Vec<Deadline> {
        let mut deadlines: Vec<Deadline> = Vec::new();
        for row in rows() {
            let On::At(timer) = row.on else { continue };
            for subject in self.subjects(row.from) {
                let at = self.deadline_of(timer, subject);
                let subject = subject.id();
                deadlines.extend(at.map(|at| Deadline { at, timer, subject }));
            }
        }
        deadlines.sort();
        deadlines.dedup();
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
        at: Timestamp,
    ) -> Action {
        let (actor, role) = (&actor.id, actor.role);
        let scene = machine::Scene {
            state: self,
            subject,
            at,
            actor,
            role,
            seconded_by: None,
            command: None,
        };
        let needs_no_argument = row.guards.iter().filter(|guard| !guard.on_arguments);
        let why_not = needs_no_argument.map(|guard| (guard.holds)(&scene)).find_map(Result::err);
        let deadlines = rows().filter_map(|timed| match timed.on {
            On::At(timer) if State::covers(timed.from, subject) => self.deadline_of(timer, subject),
            _ => None,
        });
        let argument = |(name, kind): &(&'static str, &'static str)| Argument {
            name: (*name).to_owned(),
            kind: (*kind).to_owned(),
        };
        Action {
            command,
            subject: subject.id(),
            allowed: why_not.is_none(),
            why_not,
            deadline: deadlines.min(),
            arguments: command.arguments().iter().map(argument).collect(),
        }
    }

    /// The payments that are to be made or on their way.
    pub fn open_payouts(&self) -> Vec<Payout> {
        let open = self.payouts.iter().filter(|payout| payout.state == PayoutState::Pending);
        open.cloned().collect()
    }

    /// The project as `actor` may see it. Errors: `not_found` for somebody who may not see it: a draft is its owner's and
    /// the staff's alone.
    ///
    /// Everybody sees the offer, what the round has taken, the goods and what the project holds. Requests, payments and
    /// what is owed to somebody are seen by him, by the owner and by those who run the project; an investor sees of a
    /// settlement the figures of the whole and his own lines.
    pub fn view(&self, actor: &Actor) -> Result<View, Refusal> {
        let hidden = self.state == ProjectState::Draft && actor.role == Role::Investor;
        if hidden || !self.stands_as(&actor.id, actor.role) {
            return Err(Refusal::new(Code::NotFound).at("project").got(self.id));
        }
        let all = actor.role != Role::Investor;
        let own = |party: &PartyId| all || *party == actor.id;
        let of = |request: &crate::id::Reference| {
            all || self.request(request).is_some_and(|request| request.investor == actor.id)
        };
        let balances = self.balances.clone().filtered(|account| match account {
            Account::Payable(party)
            | Account::PayableFor(party, _)
            | Account::Receivable(party)
            | Account::Unclaimed(party)
            | Account::Claim(party) => own(party),
            Account::Reserve(request)
            | Account::Capital(request)
            | Account::AdvanceOnProfit(request)
            | Account::Holdback(request) => of(request),
            Account::Unapplied(_) => all,
            Account::Cash
            | Account::Costs(_)
            | Account::Pool
            | Account::Advances
            | Account::Revenue
            | Account::Yield(_)
            | Account::Fx
            | Account::CreditableTax
            | Account::TaxCharged
            | Account::TaxKept
            | Account::IncomeTaxWithheld
            | Account::TaxRounding => true,
            Account::Funding(_) | Account::Held(_) | Account::FeesHeld => false,
        });
        let settlement = self.drafts().last().cloned().map(|mut drafted| {
            drafted.positions.retain(|position| own(&position.holder));
            drafted.result.lines.retain(|line| own(&line.holder));
            drafted
        });
        let mine = |request: &&Request| own(&request.investor);
        Ok(View {
            id: self.id,
            version: self.version,
            state: self.state,
            frozen: self.frozen,
            offer: Offer::clone(&self.offer),
            offer_version: self.offer_version,
            taken: self.taken()?,
            requests: self.requests.iter().filter(mine).cloned().collect(),
            snapshot: self.snapshot_hash,
            orders: self.orders_for(all, &actor.id),
            stock: self.stock.clone(),
            settlement,
            payouts: self.payouts.iter().filter(|payout| own(&payout.payee)).cloned().collect(),
            balances,
            deadlines: self
                .deadlines()
                .into_iter()
                .filter(|known| self.sees(known, actor))
                .collect(),
        })
    }

    /// The change orders; of differences and votes an investor sees his own.
    fn orders_for(&self, all: bool, actor: &PartyId) -> Vec<ChangeOrder> {
        let mut orders = self.orders.clone();
        if !all {
            let own = |id: &Reference| self.request(id).is_some_and(|r| r.investor == *actor);
            for order in &mut orders {
                order.votes.retain(|vote| vote.party == *actor);
                order.differences.retain(|difference| own(&difference.request));
            }
        }
        orders
    }

    /// Whether somebody may see a timer: of the requests an investor sees those of his own.
    fn sees(&self, deadline: &Deadline, actor: &Actor) -> bool {
        let of_request = self
            .requests
            .iter()
            .find(|request| deadline.subject.as_deref() == Some(request.id.as_str()));
        actor.role != Role::Investor || of_request.is_none_or(|r| r.investor == actor.id)
    }
}

impl Stream<State> {
    /// What `actor` could do at `now`, and why not. Errors: none but defects of this crate.
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

    /// The payments that are to be made or on their way.
    pub fn payouts(&self) -> Vec<Payout> {
        self.state().open_payouts()
    }

    /// The project as `actor` may see it, see [`State::view`]. Errors: `not_found`.
    pub fn view(&self, actor: &Actor) -> Result<View, Refusal> {
        self.state().view(actor)
    }

    /// What somebody who takes part accepts: the hash of the offer as it stands. Errors: none but defects of this crate.
    pub fn offer_hash(&self) -> Result<Hash, Refusal> {
        self.state().offer.hash()
    }

    /// The snapshot in force, which can be checked without this project: [`Snapshot::verify`].
    pub fn approved(&self) -> Option<&Snapshot> {
        self.state().snapshot_in_force()
    }

    /// Where each amount of one participation in a settlement comes from: rule, quotient, remainder and rank of every cent.
    /// Errors: `not_found` for an unknown settlement or participation.
    pub fn explain(&self, settlement: u32, request: &Reference) -> Result<Explanation, Refusal> {
        let missing = || Refusal::new(Code::NotFound).at("settlement").got(settlement);
        let mut drafts = self.state().drafts();
        let drafted = drafts.find(|known| known.number == settlement).ok_or_else(missing)?;
        let rules = &drafted.rules;
        explain_position(rules, &drafted.actuals, &drafted.positions, request)
    }

    /// What `command` would do, without doing it. Errors: those of [`Stream::handle`].
    pub fn preview(&self, command: &Command, ctx: &Context) -> Result<Preview, Refusal> {
        let after = self.foresee(command, ctx)?;
        let events: Vec<Event> = after.events.into_iter().map(|happened| happened.event).collect();
        let mut ledger = Vec::new();
        for event in &events {
            ledger.push(after.state.movement(event)?);
        }
        ledger.retain(|movement| !movement.is_empty());
        Ok(Preview { events, ledger, payouts: after.state.open_payouts() })
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
