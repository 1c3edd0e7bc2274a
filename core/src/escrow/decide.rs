//! Finds the one row that answers a command, a due timer or a reaction, and checks it from left to right.
//! Rules live in the tables; this file only looks them up.

use crate::aggregate::{Aggregate, Context, Due, Happened, Role, Step};
use crate::error::{Code, Refusal};
use crate::escrow::command::{About, Command, CommandKind};
use crate::escrow::event::Event;
use crate::escrow::table::{On, Row, States, To, rows};
use crate::escrow::timers::Timer;
use crate::escrow::{
    Case, CaseLapse, Chargeback, Hold, Leg, Milestone, MilestoneLapse, MilestoneState, Phase,
    Proposal, ProposalState, State, evolve,
};
use crate::id::{EscrowId, MilestoneId, PartyId};
use crate::limits::EVENTS;
use crate::machine::{self, Machine, Order, misplaced};
use crate::money::Money;
use crate::time::Timestamp;

/// What a party could repeat for ever: it leaves things where they are.
const REPEATABLE: [CommandKind; 8] = [
    CommandKind::Edit,
    CommandKind::Offer,
    CommandKind::AddEvidence,
    CommandKind::ReleasePartial,
    CommandKind::RefundPartial,
    CommandKind::ProposeAmendment,
    CommandKind::ProposeCancel,
    CommandKind::ProposeExtension,
];

/// What a row is about, as it stands.
#[derive(Debug, Clone, Copy)]
pub enum Subject<'a> {
    Deal(Phase),
    Milestone(&'a Milestone),
    Case(&'a Case),
    Leg(&'a Leg),
    Hold(&'a Hold),
    Proposal(&'a Proposal),
    Chargeback(&'a Chargeback),
}

/// Everything a guard or an effect may look at.
pub(crate) type Scene<'a> = machine::Scene<'a, State>;

impl<'a> Scene<'a> {
    pub(crate) fn milestone(&self) -> Result<&'a Milestone, Refusal> {
        match self.subject {
            Subject::Milestone(milestone) => Ok(milestone),
            _ => Err(misplaced()),
        }
    }

    pub(crate) fn case(&self) -> Result<&'a Case, Refusal> {
        match self.subject {
            Subject::Case(case) => Ok(case),
            _ => Err(misplaced()),
        }
    }

    pub(crate) fn leg(&self) -> Result<&'a Leg, Refusal> {
        match self.subject {
            Subject::Leg(leg) => Ok(leg),
            _ => Err(misplaced()),
        }
    }

    pub(crate) fn hold(&self) -> Result<&'a Hold, Refusal> {
        match self.subject {
            Subject::Hold(hold) => Ok(hold),
            _ => Err(misplaced()),
        }
    }

    pub(crate) fn proposal(&self) -> Result<&'a Proposal, Refusal> {
        match self.subject {
            Subject::Proposal(proposal) => Ok(proposal),
            _ => Err(misplaced()),
        }
    }

    pub(crate) fn chargeback(&self) -> Result<&'a Chargeback, Refusal> {
        match self.subject {
            Subject::Chargeback(chargeback) => Ok(chargeback),
            _ => Err(misplaced()),
        }
    }

    /// The amount the command names: of the escrow's currency.
    pub(crate) fn amount(&self) -> Result<Money, Refusal> {
        let amount = self.command.and_then(Command::amount).ok_or_else(misplaced)?;
        self.state.zero().same_currency(amount).map_err(|refusal| refusal.at("amount"))?;
        Ok(amount)
    }
}

impl States {
    /// Whether `subject` is of this machine and in one of these states.
    pub(crate) fn cover(self, subject: Subject<'_>) -> bool {
        match (self, subject) {
            (States::D(phases), Subject::Deal(phase)) => phases.contains(&phase),
            (States::M(states), Subject::Milestone(milestone)) => states.contains(&milestone.state),
            (States::C(states), Subject::Case(case)) => states.contains(&case.state),
            (States::L(states), Subject::Leg(leg)) => states.contains(&leg.state),
            (States::H(states), Subject::Hold(hold)) => states.contains(&hold.state),
            (States::A(states), Subject::Proposal(proposal)) => states.contains(&proposal.state),
            (States::B(states), Subject::Chargeback(known)) => states.contains(&known.state),
            _ => false,
        }
    }
}

impl State {
    /// What a command is about, if it exists.
    fn subject(&self, about: &About<'_>) -> Option<Subject<'_>> {
        match about {
            About::Deal => Some(Subject::Deal(self.phase)),
            About::Milestone(id) => self.milestone(id).map(Subject::Milestone),
            About::Case(id) => self.case(id).map(Subject::Case),
            About::Hold(id) => self.holds.iter().find(|hold| hold.id == **id).map(Subject::Hold),
            About::Proposal(number) => {
                let mut proposals = self.proposals.iter();
                proposals.find(|known| known.number == *number).map(Subject::Proposal)
            }
            About::Leg(id) => self.legs.iter().find(|leg| leg.id == **id).map(Subject::Leg),
            About::Chargeback(id) => self.chargeback(id).map(Subject::Chargeback),
        }
    }

    /// The deadline that was missed, if a timer ended the state in which `kind` would have been answered.
    fn lapse(&self, kind: CommandKind, subject: Subject<'_>) -> Option<Timestamp> {
        let answers =
            |had: Subject<'_>| rows().any(|row| row.on == On::By(kind) && row.from.cover(had));
        match subject {
            Subject::Milestone(milestone) => {
                let MilestoneLapse { state, at: deadline } = milestone.lapsed?;
                let before = Milestone { state, ..milestone.clone() };
                answers(Subject::Milestone(&before)).then_some(deadline)
            }
            Subject::Deal(Phase::Closed) => {
                let open = [Phase::Draft, Phase::Proposed, Phase::Agreed];
                let answered = open.into_iter().any(|phase| answers(Subject::Deal(phase)));
                self.deadline.filter(|_| answered)
            }
            Subject::Case(case) => {
                let CaseLapse { state, at: deadline } = case.lapsed?;
                let before = Case { state, ..case.clone() };
                answers(Subject::Case(&before)).then_some(deadline)
            }
            Subject::Proposal(proposal) => {
                let open = Proposal { state: ProposalState::Open, ..proposal.clone() };
                let lapsed = proposal.state == ProposalState::Lapsed;
                (lapsed && answers(Subject::Proposal(&open))).then_some(proposal.deadline)
            }
            Subject::Deal(_) | Subject::Leg(_) | Subject::Hold(_) | Subject::Chargeback(_) => None,
        }
    }

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

    /// Everything a row that starts from `from` could be about.
    fn subjects(&self, from: States) -> impl Iterator<Item = Subject<'_>> {
        let deal = matches!(from, States::D(_)).then_some(Subject::Deal(self.phase));
        let milestones =
            if matches!(from, States::M(_)) { self.milestones.as_slice() } else { &[] };
        let cases = if matches!(from, States::C(_)) { self.cases.as_slice() } else { &[] };
        let legs = if matches!(from, States::L(_)) { self.legs.as_slice() } else { &[] };
        let holds = if matches!(from, States::H(_)) { self.holds.as_slice() } else { &[] };
        let all = deal.into_iter().chain(milestones.iter().map(Subject::Milestone));
        let all = all.chain(cases.iter().map(Subject::Case)).chain(legs.iter().map(Subject::Leg));
        let proposals = if matches!(from, States::A(_)) { self.proposals.as_slice() } else { &[] };
        let all = all.chain(holds.iter().map(Subject::Hold));
        let all = all.chain(proposals.iter().map(Subject::Proposal));
        let chargebacks =
            if matches!(from, States::B(_)) { self.chargebacks.as_slice() } else { &[] };
        let all = all.chain(chargebacks.iter().map(Subject::Chargeback));
        all.filter(move |subject| from.cover(*subject))
    }

    fn covers(from: States, subject: Subject<'_>) -> bool {
        from.cover(subject)
    }

    fn about(&self, command: &Command) -> Option<Subject<'_>> {
        self.subject(&command.about())
    }

    fn whole(&self) -> Subject<'_> {
        Subject::Deal(self.phase)
    }

    /// When `timer` ends for `subject`, if it runs.
    fn deadline_of(&self, timer: Timer, subject: Subject<'_>) -> Option<Timestamp> {
        match subject {
            Subject::Deal(_) => self.deadline,
            Subject::Milestone(milestone) if timer == Timer::Fund => milestone.fund_deadline,
            Subject::Milestone(milestone) if timer == Timer::MaxHold => milestone.max_hold,
            Subject::Milestone(milestone) => milestone.deadline,
            Subject::Case(case) => case.deadline,
            Subject::Hold(hold) => Some(hold.expires_at),
            Subject::Proposal(proposal) => (proposal.timer() == timer).then_some(proposal.deadline),
            Subject::Chargeback(chargeback) => Some(chargeback.deadline),
            Subject::Leg(_) => None,
        }
    }

    /// Where a subject stands in the order of the milestones; the escrow as a whole stands before them.
    fn place(&self, subject: Subject<'_>) -> usize {
        let of = |id: &MilestoneId| {
            self.milestones.iter().position(|known| known.id == *id).unwrap_or(0)
        };
        match subject {
            Subject::Milestone(milestone) => of(&milestone.id),
            Subject::Case(case) => of(&case.milestone),
            Subject::Hold(hold) => of(&hold.milestone),
            Subject::Chargeback(known) => {
                self.payin(&known.payin).map_or(0, |payin| of(&payin.milestone))
            }
            Subject::Deal(_) | Subject::Leg(_) | Subject::Proposal(_) => 0,
        }
    }

    fn order(&self, row: &Row, timer: Timer) -> Order {
        if row.to == To::State(States::M(&[MilestoneState::Released])) {
            Order::Releases
        } else {
            self.agreement.terms.timer(timer).on_timeout.order()
        }
    }

    /// Whether `actor` stands in `role`: by the terms, by assignment to a case, or on the word of the host.
    fn stands_as(&self, actor: &PartyId, role: Role) -> bool {
        let named = self.agreement.terms.party(actor);
        match role {
            Role::Clock
            | Role::Owner
            | Role::Investor
            | Role::Treasurer
            | Role::Compliance
            | Role::Bank => false,
            Role::Admin | Role::Provider | Role::Carrier => named.is_none(),
            Role::Arbiter => {
                named.is_some_and(|party| party.role == role)
                    || self.cases.iter().any(|case| case.arbiter.as_ref() == Some(actor))
            }
            Role::Buyer | Role::Seller | Role::Broker | Role::Advisor => {
                named.is_some_and(|party| party.role == role)
            }
        }
    }

    /// A long history refuses parties what could be repeated for ever, so that nobody can silence the other side by filling
    /// it. What leads on is never refused, nor are those who end things.
    fn within_limits(&self, role: Role, kind: CommandKind) -> Result<(), Refusal> {
        let party = matches!(role, Role::Buyer | Role::Seller | Role::Broker | Role::Advisor);
        if party && REPEATABLE.contains(&kind) && self.version >= EVENTS {
            return Err(Refusal::new(Code::LimitExceeded).allow("at most 9000 events"));
        }
        Ok(())
    }

    /// Why nothing answers: the subject is unknown, locked, decided, its time is over, or the state has no such row.
    fn no_row(&self, command: &Command, subject: Option<Subject<'_>>) -> Refusal {
        let Some(subject) = subject else {
            let (field, id) = command.about().field();
            return Refusal::new(Code::NotFound).at(field).got(id);
        };
        let kind = command.kind();
        let refusal = match (subject, self.lapse(kind, subject)) {
            (_, Some(deadline)) => Refusal::new(Code::WindowClosed).until(deadline),
            (Subject::Milestone(locked), None) if locked.state == MilestoneState::Disputed => {
                Refusal::new(Code::CaseOpen)
            }
            (Subject::Case(case), None) if !case.state.is_open() => Refusal::new(Code::CaseClosed),
            _ => Refusal::new(Code::IllegalTransition),
        };
        let mut refusal = refusal.got(kind.as_str());
        for row in rows().filter(|row| row.from.cover(subject)) {
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
        evolve::begin(EscrowId::parse(stream)?, event, at)
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

/// What the row that starts an escrow makes of `command`, whose terms must name the actor in his role.
pub(crate) fn create(
    id: EscrowId,
    command: &Command,
    ctx: &Context,
) -> Result<Vec<Happened<Event>>, Refusal> {
    let Command::Create { terms } = command else { return Err(misplaced()) };
    let Some(row) = rows().find(|row| row.from == States::New && row.on == On::By(command.kind()))
    else {
        return Err(misplaced());
    };
    let born = Event::Created { terms: terms.clone(), creator: ctx.actor.clone() };
    let state = evolve::begin(id, &born, ctx.at)?;
    if !state.stands_as(&ctx.actor, ctx.role) || !row.who.contains(&ctx.role) {
        return Err(machine::not_allowed(ctx, std::iter::once(row)));
    }
    let scene = Scene {
        state: &state,
        subject: Subject::Deal(state.phase),
        at: ctx.at,
        actor: &ctx.actor,
        role: ctx.role,
        seconded_by: ctx.seconded_by.as_ref(),
        command: Some(command),
    };
    scene.passes(row)?;
    let happened = |event| Happened { row: row.id, by_clock: false, effective_at: ctx.at, event };
    Ok((row.does)(&scene)?.into_iter().map(happened).collect())
}
