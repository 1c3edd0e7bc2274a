//! What a project's commands, timers and reactions are about, and who stands in which role.
//! Rules live in the tables; this file only says how they are looked up here.

use crate::aggregate::{Aggregate, Context, Due, Happened, Role, Step};
use crate::error::{Code, Refusal};
use crate::id::{PartyId, ProjectId};
use crate::limits::{EVENTS, EVENTS_PER_REQUEST};
use crate::machine::{self, Machine, Order, misplaced};
use crate::money::Money;
use crate::project::change_order::ChangeOrder;
use crate::project::command::{About, Command, CommandKind};
use crate::project::event::Event;
use crate::project::table::{On, Row, States, rows};
use crate::project::timers::Timer;
use crate::project::{MoneyState, Payout, ProjectState, Request, RequestStatus, State, evolve};
use crate::time::Timestamp;

/// What a party could repeat for ever: it leaves things where they are.
const REPEATABLE: [CommandKind; 4] = [
    CommandKind::EditProject,
    CommandKind::AmendOffer,
    CommandKind::RequestParticipation,
    CommandKind::ProposeChangeOrder,
];

/// What a row is about, as it stands.
#[derive(Debug, Clone, Copy)]
pub enum Subject<'a> {
    Project(ProjectState),
    Request(&'a Request),
    Order(&'a ChangeOrder),
    Payout(&'a Payout),
}

/// Everything a guard or an effect may look at.
pub(crate) type Scene<'a> = machine::Scene<'a, State>;

impl<'a> Scene<'a> {
    pub(crate) fn request(&self) -> Result<&'a Request, Refusal> {
        match self.subject {
            Subject::Request(request) => Ok(request),
            _ => Err(misplaced()),
        }
    }

    pub(crate) fn order(&self) -> Result<&'a ChangeOrder, Refusal> {
        match self.subject {
            Subject::Order(order) => Ok(order),
            _ => Err(misplaced()),
        }
    }

    pub(crate) fn payout(&self) -> Result<&'a Payout, Refusal> {
        match self.subject {
            Subject::Payout(payout) => Ok(payout),
            _ => Err(misplaced()),
        }
    }

    /// The amount the command names: of the offer's currency.
    pub(crate) fn amount(&self) -> Result<Money, Refusal> {
        let amount = self.command.and_then(Command::amount).ok_or_else(misplaced)?;
        self.state.zero().same_currency(amount).map_err(|refusal| refusal.at("amount"))?;
        Ok(amount)
    }
}

impl State {
    /// The first timer among `rows` that is due at `now` and whose guards hold. The engine passes [`rows`]; a test may leave
    /// one out to see what it is for.
    pub fn due_among(
        &self,
        rows: impl Iterator<Item = &'static Row>,
        now: Timestamp,
    ) -> Result<Option<Due<Event>>, Refusal> {
        machine::due_among(self, rows, now)
    }

    /// The first reaction among `rows` whose guards hold.
    pub fn reaction_among(
        &self,
        rows: impl Iterator<Item = &'static Row>,
    ) -> Result<Option<Step<Event>>, Refusal> {
        machine::reaction_among(self, rows)
    }

    /// When a timer of the project as a whole ends, if it runs.
    fn deadline(&self, timer: Timer) -> Option<Timestamp> {
        let window = self.offer.window(timer);
        match timer {
            Timer::Opens => Some(self.offer.opens_at),
            Timer::Unopened | Timer::Close => Some(self.deadline),
            Timer::Grace => Some(self.deadline.after(window)),
            Timer::Shortfall => self.short_since.map(|since| since.after(window)),
            Timer::CoolingOff => Some(self.cooling_off_until().max(self.since)),
            Timer::Ready | Timer::Decision | Timer::Start => Some(self.since.after(window)),
            Timer::Holdback => self.holdback_until,
            Timer::Reservation
            | Timer::Cutoff
            | Timer::Reconfirm
            | Timer::Objection
            | Timer::Adjustment => None,
        }
    }
}

impl Machine for State {
    type States = States;
    type Kind = CommandKind;
    type Timer = Timer;
    type Subject<'a> = Subject<'a>;

    fn rows() -> impl Iterator<Item = &'static Row> {
        rows()
    }

    fn kind(command: &Command) -> CommandKind {
        command.kind()
    }

    fn subjects(&self, from: States) -> impl Iterator<Item = Subject<'_>> {
        let project = matches!(from, States::P(_)).then_some(Subject::Project(self.state));
        let requests = if matches!(from, States::R(_)) { self.requests.as_slice() } else { &[] };
        let orders = if matches!(from, States::O(_)) { self.orders.as_slice() } else { &[] };
        let payouts = if matches!(from, States::Y(_)) { self.payouts.as_slice() } else { &[] };
        let all = project.into_iter().chain(requests.iter().map(Subject::Request));
        let all = all.chain(orders.iter().map(Subject::Order));
        let all = all.chain(payouts.iter().map(Subject::Payout));
        all.filter(move |subject| State::covers(from, *subject))
    }

    fn covers(from: States, subject: Subject<'_>) -> bool {
        match (from, subject) {
            (States::P(states), Subject::Project(state)) => states.contains(&state),
            (States::R(states), Subject::Request(request)) => states.contains(&request.status),
            (States::O(states), Subject::Order(order)) => states.contains(&order.state),
            (States::Y(states), Subject::Payout(payout)) => states.contains(&payout.state),
            _ => false,
        }
    }

    fn about(&self, command: &Command) -> Option<Subject<'_>> {
        match command.about() {
            About::Project => Some(Subject::Project(self.state)),
            About::Request(id) => self.request(id).map(Subject::Request),
            About::Order(number) => {
                self.orders.iter().find(|known| known.number == number).map(Subject::Order)
            }
            About::Payout(id) => {
                self.payouts.iter().find(|known| known.id == *id).map(Subject::Payout)
            }
        }
    }

    fn whole(&self) -> Subject<'_> {
        Subject::Project(self.state)
    }

    fn deadline_of(&self, timer: Timer, subject: Subject<'_>) -> Option<Timestamp> {
        match subject {
            Subject::Project(_) => self.deadline(timer),
            Subject::Request(request) if timer == Timer::Reconfirm => request.reconfirm_by,
            Subject::Request(request) if request.money == MoneyState::Held => None,
            Subject::Request(request) => request.expires_at,
            Subject::Order(order) => Some(order.until),
            Subject::Payout(_) => None,
        }
    }

    fn place(&self, subject: Subject<'_>) -> usize {
        match subject {
            Subject::Request(request) => usize::try_from(request.seq).unwrap_or(usize::MAX),
            Subject::Project(_) | Subject::Order(_) | Subject::Payout(_) => 0,
        }
    }

    fn order(&self, _: &Row, timer: Timer) -> Order {
        timer.order()
    }

    /// The owner is named by the offer; whoever is not the owner may ask to take part; staff and banks have no part in it.
    fn stands_as(&self, actor: &PartyId, role: Role) -> bool {
        match role {
            Role::Owner => *actor == self.offer.owner,
            Role::Investor => {
                *actor != self.offer.owner && !actor.is_reserved() && !actor.is_account()
            }
            Role::Admin | Role::Treasurer | Role::Compliance | Role::Bank => self.is_outside(actor),
            Role::Clock
            | Role::Buyer
            | Role::Seller
            | Role::Broker
            | Role::Advisor
            | Role::Arbiter
            | Role::Provider
            | Role::Carrier => false,
        }
    }

    /// A long history refuses parties what could be repeated for ever. What leads on is never refused.
    fn within_limits(&self, role: Role, kind: CommandKind) -> Result<(), Refusal> {
        let party = matches!(role, Role::Owner | Role::Investor);
        let requests = u32::try_from(self.requests.len()).unwrap_or(u32::MAX);
        let most = EVENTS.saturating_add(requests.saturating_mul(EVENTS_PER_REQUEST));
        if party && REPEATABLE.contains(&kind) && self.version >= most {
            return Err(Refusal::new(Code::LimitExceeded).allow(format!("at most {most} events")));
        }
        Ok(())
    }

    /// Why nothing answers: the subject is unknown, a way that is closed on purpose, or the state has no such row.
    fn no_row(&self, command: &Command, about: Option<Subject<'_>>) -> Refusal {
        let Some(subject) = about else {
            let (field, id) = match command.about() {
                About::Project => ("project", self.id.to_string()),
                About::Request(id) => ("request", id.to_string()),
                About::Order(number) => ("order", number.to_string()),
                About::Payout(id) => ("payout", id.to_string()),
            };
            return Refusal::new(Code::NotFound).at(field).got(id);
        };
        let kind = command.kind();
        let code = match (self.state, kind) {
            (ProjectState::Completed, CommandKind::CancelProject) => Code::SettleInstead,
            (ProjectState::Settled | ProjectState::Cancelled, _)
                if matches!(subject, Subject::Project(_)) =>
            {
                Code::ProjectEnded
            }
            (_, CommandKind::UnpublishProject | CommandKind::EditProject)
                if !self.requests.is_empty() =>
            {
                Code::DraftClosed
            }
            (
                ProjectState::Funding | ProjectState::FullyFunded | ProjectState::ReadyForApproval,
                CommandKind::StartExecution | CommandKind::ReleaseFunds,
            ) => Code::NoSnapshot,
            (_, CommandKind::ApproveParticipation | CommandKind::RejectParticipation)
                if self.state != ProjectState::Funding =>
            {
                Code::NotFunding
            }
            _ => Code::IllegalTransition,
        };
        let mut refusal = Refusal::new(code).got(kind.as_str());
        for row in rows().filter(|row| State::covers(row.from, subject)) {
            if let On::By(kind) = row.on
                && !refusal.allowed.iter().any(|known| known == kind.as_str())
            {
                refusal = refusal.allow(kind.as_str());
            }
        }
        refusal
    }
}

impl Aggregate for State {
    type Command = Command;
    type Event = Event;

    fn begin(stream: &str, event: &Event, at: Timestamp) -> Result<State, Refusal> {
        evolve::begin(ProjectId::parse(stream)?, event, at)
    }

    fn stream(&self) -> String {
        self.id.to_string()
    }

    fn version(&self) -> u32 {
        self.version
    }

    fn clock(&self) -> Timestamp {
        self.clock
    }

    fn decide(&self, command: &Command, ctx: &Context) -> Result<Step<Event>, Refusal> {
        machine::answer(self, command, ctx)
    }

    fn due(&self, now: Timestamp) -> Result<Option<Due<Event>>, Refusal> {
        self.due_among(rows(), now)
    }

    fn react(&self) -> Result<Option<Step<Event>>, Refusal> {
        self.reaction_among(rows())
    }

    fn evolve(&mut self, event: &Event, at: Timestamp) -> Result<(), Refusal> {
        self.evolve_event(event, at)
    }

    fn check(&self) -> Result<(), Refusal> {
        self.books_agree()
    }
}

/// What the row that starts a project makes of `command`, whose offer must name the actor as its owner.
pub(crate) fn create(
    id: ProjectId,
    command: &Command,
    ctx: &Context,
) -> Result<Vec<Happened<Event>>, Refusal> {
    let Command::CreateProject { offer, identity } = command else { return Err(misplaced()) };
    let Some(row) = rows().find(|row| row.from == States::New && row.on == On::By(command.kind()))
    else {
        return Err(misplaced());
    };
    let born = Event::ProjectCreated { offer: offer.clone(), identity: *identity };
    let state = evolve::begin(id, &born, ctx.at)?;
    if !state.stands_as(&ctx.actor, ctx.role) || !row.who.contains(&ctx.role) {
        return Err(machine::not_allowed(ctx, std::iter::once(row)));
    }
    let scene = machine::by_command(&state, Subject::Project(state.state), command, ctx);
    scene.passes(row)?;
    let happened = |event| Happened { row: row.id, by_clock: false, effective_at: ctx.at, event };
    Ok((row.does)(&scene)?.into_iter().map(happened).collect())
}

impl RequestStatus {
    /// Whether it ended without becoming a participation.
    pub const fn has_ended(self) -> bool {
        !self.is_live()
    }
}
