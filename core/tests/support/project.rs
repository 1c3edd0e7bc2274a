//! A project under test: who is who, a clock that only moves by hand, and commands by role.

use super::{at, digest, party, reference};
use tercero::aggregate::Handled;
use tercero::history::Body;
use tercero::journal::Account;
use tercero::project::command::{Identity, PaidTo};
use tercero::project::costs::{Category, CostLine, CostPhase, Materiality, Method, Product};
use tercero::project::customs::Rounding;
use tercero::project::funding::{LastTicket, Mode, Oversubscription, Round};
use tercero::project::in_kind::ResidualPolicy;
use tercero::project::offer::{ApprovalMode, CaptureAt, YieldPolicy};
use tercero::project::profile::{Person, Profile, TaxInstrument, TaxProfile};
use tercero::project::settlement::SettlementRules;
use tercero::project::{Command, Event, Kind, Offer, PayoutState, Project, ProjectState, State};
use tercero::{
    CommandId, Context, Currency, Money, PartyId, ProjectId, Rate, Refusal, Role, Text, Timestamp,
    Window, days, percent,
};

/// The project every test works on.
pub(crate) const PROJECT: &str = "9b1d4c1e-0000-4000-8000-000000000001";
/// When every test begins.
pub(crate) const START: &str = "2026-03-01T09:00:00.000Z";

/// An amount in euros.
pub(crate) fn eur(text: &str) -> Money {
    Money::parse(text, Currency::parse("EUR").unwrap()).unwrap()
}

/// Who plays each role; investors are named in the commands.
pub(crate) fn player(role: Role) -> &'static str {
    match role {
        Role::Owner => "oscar",
        Role::Investor => "ines",
        Role::Admin => "carla",
        Role::Treasurer => "teo",
        Role::Compliance => "cora",
        Role::Bank => "bank",
        _ => "clock",
    }
}

/// A cost line that is shared by value.
pub(crate) fn cost(id: &str, category: Category, amount: Money) -> CostLine {
    CostLine {
        id: reference(id),
        category,
        amount,
        method: Method::ByValue {},
        recoverable: false,
        phase: CostPhase::Estimated,
        supersedes: None,
        supplier: None,
        evidence: None,
    }
}

/// Ten lamps of 6.00 and a freight of 20.00: 80.00 are raised, the owner keeps 30 % of a profit.
pub(crate) fn offer() -> Offer {
    let rules = SettlementRules {
        owner_share: percent("30").unwrap(),
        holdback: Rate::ZERO,
        payout_threshold: eur("0.00"),
        ..SettlementRules::standard(Currency::parse("EUR").unwrap()).unwrap()
    };
    Offer {
        owner: party(player(Role::Owner)),
        title: Text::parse("Ten lamps").unwrap(),
        products: vec![Product {
            sku: reference("lamp"),
            name: Text::parse("Lamp").unwrap(),
            quantity: 10,
            unit_price: eur("6.00"),
            weight_g: None,
            volume_cm3: None,
            expected_price: None,
        }],
        costs: vec![cost("freight", Category::FreightIntl, eur("20.00"))],
        contingency: eur("0.00"),
        incoterm: None,
        round: Round {
            target: eur("80.00"),
            hard_cap: eur("80.00"),
            mode: Mode::AllOrNothing {},
            oversubscription: Oversubscription::Reject,
            min_ticket: eur("10.00"),
            step: eur("0.01"),
            max_per_investor: eur("80.00"),
            last_ticket: LastTicket::Exact,
        },
        kinds: vec![Kind::Products, Kind::ProfitOnly],
        opens_at: at(START),
        deadline: at(START).after(days(30)),
        min_window: days(7),
        capture: CaptureAt::Approval,
        approval: ApprovalMode::Owner,
        owner_capital: eur("0.00"),
        owner_topup: false,
        margin: percent("25").unwrap(),
        settlement: rules,
        advance_cap: percent("50").unwrap(),
        reserve: eur("0.00"),
        residual: ResidualPolicy::ResidualAsCapital,
        yields: YieldPolicy::Platform,
        materiality: Materiality {
            profit_drop: percent("10").unwrap(),
            cost_rise: percent("10").unwrap(),
        },
        material_delay: days(30),
        profile: Profile::None,
        unit_value: None,
        instrument: TaxInstrument::Private,
        tax_rounding: Rounding::Cents,
        warnings: Some(digest("all of it may be lost")),
        timers: Vec::new(),
    }
}

/// A project, its clock and a counter for command ids and bank references.
#[derive(Clone)]
pub(crate) struct Venture {
    pub(crate) project: Project,
    pub(crate) now: Timestamp,
    pub(crate) commands: u64,
}

impl Venture {
    /// Begun by its owner.
    pub(crate) fn drafted(offer: Offer) -> Venture {
        let now = at(START);
        let id = CommandId::parse("c0000000-0000-4000-8000-000000000000").unwrap();
        let ctx = Context::new(now, id, offer.owner.clone(), Role::Owner);
        let id = ProjectId::parse(PROJECT).unwrap();
        let project = Project::create(id, offer, Identity::Basic, &ctx).unwrap();
        Venture { project, now, commands: 0 }
    }

    /// Published, and funding has opened.
    pub(crate) fn funding(offer: Offer) -> Venture {
        let mut venture = Venture::drafted(offer);
        venture.verify(player(Role::Owner), Identity::Full);
        venture.by(Role::Owner, Command::PublishProject {}).unwrap();
        if venture.state() == ProjectState::Published {
            venture.by(Role::Owner, Command::OpenFunding {}).unwrap();
        }
        venture
    }

    /// The context of the next command.
    pub(crate) fn context(&mut self, actor: &str, role: Role) -> Context {
        self.commands += 1;
        let id = CommandId(uuid::Uuid::from_u128(
            0xc000_0000_0000_4000_8000_u128 << 48 | u128::from(self.commands),
        ));
        Context::new(self.now, id, party(actor), role)
    }

    /// Gives a command as the one who plays the role.
    pub(crate) fn by(&mut self, role: Role, command: Command) -> Result<Handled, Refusal> {
        let actor = player(role).to_owned();
        self.by_whom(&actor, role, command)
    }

    /// Gives a command as somebody.
    pub(crate) fn by_whom(
        &mut self,
        actor: &str,
        role: Role,
        command: Command,
    ) -> Result<Handled, Refusal> {
        let ctx = self.context(actor, role);
        self.project.handle(&command, &ctx)
    }

    /// Gives a command that somebody else signs too.
    pub(crate) fn both(
        &mut self,
        role: Role,
        second: Role,
        command: Command,
    ) -> Result<Handled, Refusal> {
        let mut ctx = self.context(player(role), role);
        ctx.seconded_by = Some(party(player(second)));
        self.project.handle(&command, &ctx)
    }

    /// What a command is refused with; nothing has changed.
    pub(crate) fn refused(&mut self, role: Role, command: Command) -> Refusal {
        let before = self.project.clone();
        let refusal = self.by(role, command).unwrap_err();
        assert_eq!(self.project, before, "a refusal changes nothing");
        refusal
    }

    pub(crate) fn state(&self) -> ProjectState {
        self.project.state().state()
    }

    pub(crate) fn inner(&self) -> &State {
        self.project.state()
    }

    /// A bank reference that was not used before.
    pub(crate) fn bank_reference(&mut self) -> tercero::Reference {
        self.commands += 1;
        reference(&format!("bank-{}", self.commands))
    }

    /// Lets time pass.
    pub(crate) fn wait(&mut self, window: Window) {
        self.now = self.now.after(window);
        self.project.tick(self.now).unwrap();
    }

    /// The host knows somebody, who has signed.
    pub(crate) fn verify(&mut self, who: &str, identity: Identity) {
        let tax = TaxProfile { person: Person::None };
        let party = party(who);
        let command = Command::VerifyParty { party, identity, signed: true, limit: None, tax };
        self.by(Role::Compliance, command).unwrap();
    }

    /// Somebody who is known asks to take part.
    pub(crate) fn request(
        &mut self,
        who: &str,
        kind: Kind,
        amount: Money,
    ) -> Result<Handled, Refusal> {
        let offer_version = self.inner().offer_version();
        self.by_whom(
            who,
            Role::Investor,
            Command::RequestParticipation {
                request: reference(&format!("r-{who}")),
                kind,
                amount,
                quote: None,
                offer_version,
                partial: false,
            },
        )
    }

    /// The bank reports money for somebody's request.
    pub(crate) fn deposit(&mut self, who: &str, amount: Money) {
        let reference = self.bank_reference();
        let request = super::reference(&format!("r-{who}"));
        self.by(Role::Bank, Command::ConfirmDeposit { request, amount, reference }).unwrap();
    }

    /// Somebody is known, asks, is taken in and pays.
    pub(crate) fn invest(&mut self, who: &str, kind: Kind, amount: Money) {
        self.verify(who, Identity::Basic);
        self.request(who, kind, amount).unwrap();
        let request = reference(&format!("r-{who}"));
        let approve = Command::ApproveParticipation { request, reason: None };
        self.by(Role::Owner, approve).unwrap();
        self.deposit(who, amount);
    }

    /// The bank statement agrees with the books.
    pub(crate) fn reconcile(&mut self) {
        let own = self.inner().offer().zero().currency();
        let balance = self.inner().balances().of(&Account::Cash, own);
        self.by(Role::Bank, Command::ReportStatement { balance }).unwrap();
    }

    /// A full round becomes ready, is approved, and cooling-off is over.
    pub(crate) fn approve(&mut self) {
        self.reconcile();
        self.wait(days(2));
        assert_eq!(self.state(), ProjectState::ReadyForApproval);
        self.both(Role::Admin, Role::Treasurer, Command::ApproveProject {}).unwrap();
    }

    /// Spends on a line, to the supplier.
    pub(crate) fn spend(&mut self, line: &str, amount: Money) {
        let (line, to) = (reference(line), PaidTo::Supplier);
        let command = if self.state() == ProjectState::Approved {
            let contract = digest("the contract");
            Command::StartExecution { contract, line, amount, to, conversions: Vec::new() }
        } else {
            Command::ReleaseFunds { line, amount, to }
        };
        self.both(Role::Owner, Role::Treasurer, command).unwrap();
    }

    pub(crate) fn record_cost(&mut self, line: &str, amount: Money) {
        let (line, evidence) = (reference(line), digest("the invoice"));
        self.by(Role::Owner, Command::RecordCost { line, amount, evidence }).unwrap();
    }

    pub(crate) fn receive(&mut self, sku: &str, quantity: u32) {
        let (sku, evidence) = (reference(sku), digest("the delivery note"));
        self.by(Role::Owner, Command::RecordReceipt { sku, quantity, evidence }).unwrap();
    }

    pub(crate) fn sell(&mut self, sku: &str, quantity: u32, revenue: Money) {
        let reference = self.bank_reference();
        let zero = self.inner().offer().zero();
        let command = Command::RecordSale {
            sku: super::reference(sku),
            quantity,
            revenue,
            tax: zero,
            income_tax_withheld: zero,
            tax_withheld: zero,
            reference,
        };
        self.by(Role::Bank, command).unwrap();
    }

    /// Every open payment arrives.
    pub(crate) fn pay_out(&mut self) {
        while let Some(payout) = self.project.payouts().into_iter().next() {
            let (payout, reference) = (payout.id, self.bank_reference());
            self.by(Role::Bank, Command::ConfirmPayout { payout, reference }).unwrap();
        }
        let open = |payout: &&tercero::project::Payout| payout.state == PayoutState::Pending;
        assert_eq!(self.inner().payouts().iter().find(open), None);
    }

    /// Replaying gives the same project, restoring too, and the books agree.
    pub(crate) fn check(&self) {
        let entries = self.project.history().entries().to_vec();
        assert_eq!(Project::replay(entries).unwrap(), self.project);
    }

    /// The events so far.
    pub(crate) fn events(&self) -> Vec<Event> {
        let body = |entry: &tercero::history::Entry| entry.body::<Event>().unwrap();
        let bodies = self.project.history().entries().iter().map(body);
        bodies.map(|body: Body<Event>| body.event).collect()
    }

    /// Who holds what is owed.
    pub(crate) fn paid_to(&self, who: &str) -> Money {
        let own: PartyId = party(who);
        let paid = self.inner().payouts().iter().filter(|payout| payout.payee == own);
        let zero = self.inner().offer().zero();
        paid.map(|payout| payout.amount).try_fold(zero, Money::plus).unwrap()
    }
}
