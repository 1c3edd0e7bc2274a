//! An escrow under test: who is who, a clock that only moves by hand, and commands by role.
#![allow(dead_code, reason = "each test binary uses its own part of it")]

pub(crate) mod commands;
pub(crate) mod project;

use tercero::aggregate::Handled;
use tercero::commission::{FeeSchedule, Payer, Rule};
use tercero::escrow::TermsBuilder;
use tercero::escrow::terms::FundBy;
use tercero::escrow::{Event, LegState, MilestoneState, OnTimeout, Phase, Reason, Timer};
use tercero::history::Body;
use tercero::journal::Account;
use tercero::{
    CaseId, Command, CommandId, Context, Digest, Escrow, EscrowId, MilestoneId, Money, PartyId,
    Reference, Refusal, Role, Terms, Timestamp, Window, days, from_json,
};

/// The escrow every test works on.
pub(crate) const ESCROW: &str = "7d2f4c1e-0000-4000-8000-000000000001";
/// When every test begins.
pub(crate) const START: &str = "2026-03-01T09:00:00.000Z";

/// Who plays each role.
pub(crate) fn name(role: Role) -> &'static str {
    match role {
        Role::Buyer => "ana",
        Role::Seller => "beto",
        Role::Broker => "bruno",
        Role::Advisor => "vera",
        Role::Arbiter => "xavi",
        Role::Admin => "carla",
        Role::Provider => "paco",
        Role::Carrier => "celia",
        Role::Owner => "oscar",
        Role::Investor => "ines",
        Role::Treasurer => "teo",
        Role::Compliance => "cora",
        Role::Bank => "bank",
        Role::Clock => "clock",
    }
}

pub(crate) fn at(text: &str) -> Timestamp {
    Timestamp::parse(text).unwrap()
}

pub(crate) fn party(id: &str) -> PartyId {
    PartyId::parse(id).unwrap()
}

pub(crate) fn milestone(id: &str) -> MilestoneId {
    MilestoneId::parse(id).unwrap()
}

pub(crate) fn reference(id: &str) -> Reference {
    Reference::parse(id).unwrap()
}

pub(crate) fn case(n: u32) -> CaseId {
    CaseId(uuid::Uuid::from_u128(0xca5e_0000_0000_4000_8000 << 48 | u128::from(n)))
}

pub(crate) fn digest(text: &str) -> Digest {
    Digest::of_text(text).unwrap()
}

pub(crate) fn hours(n: u32) -> Window {
    Window::seconds(n * 3600).unwrap()
}

/// Two people and nobody else, in euros.
pub(crate) fn two_sides() -> TermsBuilder {
    Terms::builder("EUR").buyer("ana").seller("beto")
}

/// The terms of the worked deal: three milestones, a platform fee with tax, a broker and an advisor.
pub(crate) fn worked_terms() -> Terms {
    worked_builder().build().unwrap()
}

pub(crate) fn worked_builder() -> TermsBuilder {
    let slices: Rule = from_json(
        r#"{"tiers":[{"up_to":"5000.00","rate":"0.03","on":"slice"},{"rate":"0.015","on":"slice"}]}"#,
    )
    .unwrap();
    let platform = FeeSchedule::rule(slices).named("platform").unwrap().paid_by_both();
    let broker = FeeSchedule::percent("5").unwrap().named("broker").unwrap();
    two_sides()
        .broker("bruno")
        .advisor("vera")
        .arbiter("xavi")
        .milestone("m1", "Design", "3000.00")
        .milestone("m2", "Build", "3000.00")
        .milestone("m3", "Delivery", "4000.00")
        .fees(platform.taxed("21").unwrap())
        .fees(
            broker
                .paid_by(Payer::Seller)
                .paid_to("bruno")
                .unwrap()
                .passing_on("20", "vera")
                .unwrap(),
        )
}

/// An escrow, its clock and a counter for command ids.
#[derive(Clone)]
pub(crate) struct World {
    pub(crate) escrow: Escrow,
    pub(crate) now: Timestamp,
    commands: u64,
}

impl World {
    /// Drafted by the buyer.
    pub(crate) fn drafted(terms: Terms) -> World {
        World::begun(|id, ctx| Escrow::draft(id, terms, ctx))
    }

    /// Proposed by the buyer.
    pub(crate) fn proposed(terms: Terms) -> World {
        World::begun(|id, ctx| Escrow::propose(id, terms, ctx))
    }

    fn begun(begin: impl FnOnce(EscrowId, &Context) -> Result<Escrow, Refusal>) -> World {
        let now = at(START);
        let id = CommandId::parse("c0000000-0000-4000-8000-000000000000").unwrap();
        let ctx = Context::new(now, id, party(name(Role::Buyer)), Role::Buyer);
        let escrow = begin(EscrowId::parse(ESCROW).unwrap(), &ctx).unwrap();
        World { escrow, now, commands: 0 }
    }

    /// Accepted by everybody who must.
    pub(crate) fn agreed(terms: Terms) -> World {
        let mut world = World::proposed(terms);
        let parties = world.escrow.state().agreement().terms.parties().to_vec();
        for party in parties.iter().filter(|p| p.must_accept && p.role != Role::Buyer) {
            world.by(party.role, world.acceptance()).unwrap();
        }
        assert_eq!(world.escrow.state().phase(), Phase::Agreed);
        world
    }

    /// Accepted by everybody, and every milestone paid.
    pub(crate) fn funded(terms: Terms) -> World {
        let mut world = World::agreed(terms);
        let ids: Vec<String> =
            world.escrow.state().milestones().iter().map(|m| m.id.to_string()).collect();
        ids.iter().for_each(|id| world.pay(id));
        world
    }

    pub(crate) fn context(&mut self, role: Role) -> Context {
        self.commands += 1;
        let id = format!("c0000000-0000-4000-8000-{:012}", self.commands);
        Context::new(self.now, CommandId::parse(&id).unwrap(), party(name(role)), role)
    }

    pub(crate) fn by(&mut self, role: Role, command: Command) -> Result<Handled, Refusal> {
        let ctx = self.context(role);
        self.escrow.handle(&command, &ctx)
    }

    /// The code of the refusal, after checking that nothing changed.
    pub(crate) fn refused(&mut self, role: Role, command: Command) -> Refusal {
        let before = self.escrow.clone();
        let refusal = self.by(role, command).unwrap_err();
        assert_eq!(self.escrow, before, "a refusal changes nothing");
        refusal
    }

    /// Moves the clock without telling the escrow.
    pub(crate) fn wait(&mut self, window: Window) {
        self.now = self.now.after(window);
    }

    /// Moves the clock and lets timers fire.
    pub(crate) fn pass(&mut self, window: Window) {
        self.wait(window);
        self.escrow.tick(self.now).unwrap();
    }

    pub(crate) fn acceptance(&self) -> Command {
        let agreement = self.escrow.state().agreement();
        Command::Accept { terms_version: agreement.version, terms_hash: agreement.hash }
    }

    pub(crate) fn money(&self, amount: &str) -> Money {
        Money::parse(amount, self.escrow.state().agreement().terms.currency()).unwrap()
    }

    /// Starts and clears a payment of exactly what is due.
    pub(crate) fn pay(&mut self, id: &str) {
        let state = self.escrow.state();
        let amount = state.due(state.milestone(&milestone(id)).unwrap()).unwrap();
        let payin = reference(&format!("payin-{id}"));
        let started = Command::PayinStarted {
            milestone: milestone(id),
            payin: payin.clone(),
            expires_at: self.now.after(hours(1)),
            terms_hash: self.escrow.terms_hash(),
        };
        self.by(Role::Provider, started).unwrap();
        self.by(
            Role::Provider,
            Command::PayinCleared { milestone: milestone(id), payin, amount, hold_until: None },
        )
        .unwrap();
        assert_eq!(self.state_of(id), MilestoneState::Funded);
    }

    pub(crate) fn submit(&mut self, id: &str) {
        let command = Command::Submit { milestone: milestone(id), proof: digest("the work") };
        self.by(Role::Seller, command).unwrap();
    }

    /// Releases a part, as the buyer.
    pub(crate) fn release(&mut self, id: &str, amount: &str) {
        let (milestone, amount) = (milestone(id), self.money(amount));
        self.by(Role::Buyer, Command::ReleasePartial { milestone, amount }).unwrap();
    }

    /// Gives a part back, as the seller.
    pub(crate) fn refund(&mut self, id: &str, amount: &str) {
        let (milestone, amount) = (milestone(id), self.money(amount));
        self.by(Role::Seller, Command::RefundPartial { milestone, amount }).unwrap();
    }

    pub(crate) fn ship(&mut self, id: &str) {
        let command = Command::Ship { milestone: milestone(id), tracking: reference("parcel") };
        self.by(Role::Seller, command).unwrap();
    }

    pub(crate) fn deliver(&mut self, id: &str) {
        let command = Command::Delivered { milestone: milestone(id), occurred_at: None };
        self.by(Role::Carrier, command).unwrap();
    }

    pub(crate) fn approve(&mut self, id: &str) {
        self.by(Role::Buyer, Command::Approve { milestone: milestone(id) }).unwrap();
    }

    /// Ships, delivers and approves.
    pub(crate) fn complete(&mut self, id: &str) {
        self.ship(id);
        self.deliver(id);
        self.approve(id);
    }

    pub(crate) fn dispute(&mut self, role: Role, id: &str, amount: &str, reason: Reason) -> CaseId {
        let case = case(u32::try_from(self.escrow.state().cases().len()).unwrap() + 1);
        let command = self.contest(id, case, amount, reason);
        self.by(role, command).unwrap();
        case
    }

    pub(crate) fn contest(&self, id: &str, case: CaseId, amount: &str, reason: Reason) -> Command {
        Command::Dispute {
            milestone: milestone(id),
            case,
            amount: self.money(amount),
            reason,
            statement: digest("this is not what we agreed"),
        }
    }

    pub(crate) fn state_of(&self, id: &str) -> MilestoneState {
        self.escrow.state().milestone(&milestone(id)).unwrap().state
    }

    /// The balance of an account, as text.
    pub(crate) fn balance(&self, account: &str) -> String {
        let currency = self.escrow.state().agreement().terms.currency();
        let account = Account::parse(account).unwrap();
        self.escrow.state().balances().of(&account, currency).amount_text()
    }

    /// Everything that happened so far.
    pub(crate) fn events(&self) -> Vec<Event> {
        self.bodies().into_iter().map(|body| body.event).collect()
    }

    /// What the entries of the history say.
    pub(crate) fn bodies(&self) -> Vec<Body<Event>> {
        self.escrow.history().entries().iter().map(|entry| entry.body().unwrap()).collect()
    }

    /// Reports every open leg as settled.
    pub(crate) fn settle_legs(&mut self) {
        for payout in self.escrow.payouts() {
            let reference = reference("rail");
            assert_ne!(payout.state, LegState::Settled);
            self.by(Role::Provider, Command::LegSettled { leg: payout.id, reference }).unwrap();
        }
    }

    /// Debits equal credits, and a replay of the stored entries gives the same escrow.
    pub(crate) fn check(&self) {
        let state = self.escrow.state();
        let (debit, credit) =
            state.balances().trial_balance(state.agreement().terms.currency()).unwrap();
        assert_eq!(debit, credit);
        let entries = self.escrow.history().entries().to_vec();
        assert_eq!(Escrow::replay(entries).unwrap(), self.escrow);
    }
}

/// A day-long window for `timer` with its usual outcome.
pub(crate) fn one_day(builder: TermsBuilder, timer: Timer) -> TermsBuilder {
    let outcome: OnTimeout = timer.outcomes()[0];
    builder.timer(timer, days(1), outcome)
}

/// Funding of each milestone when the one before it has ended.
pub(crate) fn in_turn() -> FundBy {
    FundBy::Previous {}
}
