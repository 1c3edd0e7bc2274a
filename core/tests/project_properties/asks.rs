//! What could be asked of a project as it stands: the one generator behind everything that tries its commands at random.
//! Amounts are mostly those that lead on, sometimes any; what belongs to another state is asked for now and then too.

use crate::offers::{OWNER, any, minor, some_cost, some_offer};
use crate::support::commands::Choices;
use crate::support::{digest, name, party, reference};
use tercero::journal::Account;
use tercero::project::change_order::{Change, OrderState, Quantity};
use tercero::project::command::{Conversion, EndedBy, Identity, PaidTo, Uncollectable};
use tercero::project::costs::Method;
use tercero::project::fx::Quote;
use tercero::project::profile::{Person, Profile, TaxInstrument, TaxProfile};
use tercero::project::settlement::ProfitSplit;
use tercero::project::waterfall::Tier;
use tercero::project::{
    Command, Kind, MoneyState, Offer, PayoutState, ProjectState, Request, RequestStatus, State,
    Timer,
};
use tercero::{Currency, Money, PartyId, Rate, Reference, Role, Text, Timestamp, days, percent};

/// Whoever may put money in. The last two pay in dollars.
const INVESTORS: [&str; 6] = ["ines", "ivan", "ida", "ilya", "uma", "udo"];

/// A command and somebody who may give it, with somebody who signs too.
#[derive(Debug, Clone)]
pub(crate) struct Asked {
    pub(crate) command: Command,
    pub(crate) actor: PartyId,
    pub(crate) role: Role,
    pub(crate) second: Option<PartyId>,
}

/// Somebody outside who signs too, in whatever role is needed.
pub(crate) fn second() -> PartyId {
    party("sergio")
}

/// A command by whoever plays the role.
pub(crate) fn by(role: Role, command: Command) -> Asked {
    let signs = matches!(role, Role::Owner | Role::Admin | Role::Treasurer);
    Asked { command, actor: party(name(role)), role, second: signs.then(second) }
}

fn by_investor(actor: &PartyId, command: Command) -> Asked {
    Asked { command, actor: actor.clone(), role: Role::Investor, second: None }
}

/// Something somebody could ask for now. `n` is a number that was not used before.
pub(crate) fn some_command(state: &State, at: Timestamp, n: u32, choices: &mut Choices) -> Asked {
    let mut asker = Asker { state, at, n, choices };
    loop {
        if let Some(asked) = asker.something() {
            return asked;
        }
    }
}

struct Asker<'a> {
    state: &'a State,
    at: Timestamp,
    n: u32,
    choices: &'a mut Choices,
}

impl Asker<'_> {
    fn something(&mut self) -> Option<Asked> {
        if self.state.is_frozen() && self.choices.one_in(3) {
            return Some(by(Role::Compliance, Command::UnfreezeProject {}));
        }
        let pending = self.state.payouts().iter().any(|known| known.state == PayoutState::Pending);
        if pending && self.choices.one_in(5) {
            return self.payment();
        }
        match self.choices.below(24) {
            0 => Some(self.verify()),
            1..=3 => self.of_bank_and_staff(),
            4 => {
                let states = [
                    ProjectState::Draft,
                    ProjectState::Published,
                    ProjectState::Funding,
                    ProjectState::FullyFunded,
                    ProjectState::ReadyForApproval,
                    ProjectState::Approved,
                    ProjectState::InExecution,
                    ProjectState::Completed,
                    ProjectState::Settled,
                ];
                let other = any(self.choices, &states);
                self.in_state(other)
            }
            _ => self.in_state(self.state.state()),
        }
    }

    fn in_state(&mut self, state: ProjectState) -> Option<Asked> {
        match state {
            ProjectState::Draft => Some(self.draft()),
            ProjectState::Published => self.published(),
            ProjectState::Funding => self.funding(),
            ProjectState::FullyFunded => self.fully_funded(),
            ProjectState::ReadyForApproval => Some(self.ready()),
            ProjectState::Approved => self.approved(),
            ProjectState::InExecution => self.in_execution(),
            ProjectState::Completed => self.completed(),
            ProjectState::Settled => self.settled(),
            ProjectState::Cancelled => self.of_bank_and_staff(),
        }
    }

    // Values.

    fn zero(&self) -> Money {
        self.state.offer().zero()
    }

    fn own(&self) -> Currency {
        self.zero().currency()
    }

    /// Mostly what leads on, sometimes less, a little more, nothing, or money that does not belong here.
    fn amount(&mut self, likely: Money) -> Money {
        let (all, currency) = (likely.minor(), likely.currency());
        match self.choices.below(24) {
            0..=3 => minor(all / 2, currency),
            4..=5 => minor(all / 3 + 1, currency),
            6 => minor(1, currency),
            7 => minor(all + 1, currency),
            8 if self.choices.one_in(2) => minor(-all.abs(), currency),
            9 if self.choices.one_in(2) => minor(all, Currency::parse("CHF").unwrap()),
            _ => likely,
        }
    }

    /// A bank reference, mostly a new one.
    fn reference(&mut self) -> Reference {
        let n = self.n as usize;
        let n = if n > 0 && self.choices.one_in(16) { self.choices.below(n) } else { n };
        reference(&format!("bank-{n}"))
    }

    fn reason(&self) -> tercero::Digest {
        digest(&format!("reason {}", self.n % 7))
    }

    fn balance(&self, account: &Account) -> Money {
        self.state.balances().of(account, self.own())
    }

    fn requests(&self, wanted: impl Fn(&Request) -> bool) -> Vec<Request> {
        self.state.requests().iter().filter(|request| wanted(request)).cloned().collect()
    }

    fn some_request(&mut self, wanted: impl Fn(&Request) -> bool) -> Option<Request> {
        let wanted = self.requests(wanted);
        let found = if self.choices.one_in(12) { &[] } else { wanted.as_slice() };
        self.choices.of(found).or_else(|| self.choices.of(self.state.requests())).cloned()
    }

    fn some_line(&mut self) -> Reference {
        if self.choices.one_in(20) {
            return reference("nowhere");
        }
        let lines: Vec<Reference> =
            self.state.spent().iter().map(|spent| spent.line.clone()).collect();
        any(self.choices, &lines)
    }

    fn some_sku(&mut self) -> Reference {
        if self.choices.one_in(30) {
            return reference("nothing");
        }
        let skus: Vec<Reference> =
            self.state.stock().iter().map(|stock| stock.sku.clone()).collect();
        self.choices.of(&skus).cloned().unwrap_or_else(|| reference("none"))
    }

    fn units(&mut self, likely: u32) -> u32 {
        match self.choices.below(10) {
            0 => 0,
            1 => likely.saturating_add(1),
            2..=3 => likely / 2,
            4 => likely.min(1),
            _ => likely,
        }
    }

    // Staff and bank, in any state.

    fn verify(&mut self) -> Asked {
        let party = match self.choices.below(8) {
            0 => party(OWNER),
            n => party(INVESTORS[n % 6]),
        };
        let full =
            [Identity::Full, Identity::Full, Identity::Full, Identity::Basic, Identity::None];
        let identity = any(self.choices, &full);
        let signed = !self.choices.one_in(12);
        let limit = self.choices.one_in(8).then(|| self.state.offer().round.target);
        let limit = limit.map(|limit| self.amount(limit));
        let persons = [Person::Resident, Person::Company, Person::Foreign, Person::None];
        let tax = TaxProfile { person: any(self.choices, &persons) };
        by(Role::Compliance, Command::VerifyParty { party, identity, signed, limit, tax })
    }

    fn statement(&mut self) -> Asked {
        let cash = self.balance(&Account::Cash);
        let balance = if self.choices.one_in(5) { self.amount(cash) } else { cash };
        by(Role::Bank, Command::ReportStatement { balance })
    }

    /// A payment that is on its way, was made or is parked.
    fn payment(&mut self) -> Option<Asked> {
        let payouts: Vec<_> = self.state.payouts().to_vec();
        let pending: Vec<_> =
            payouts.iter().filter(|known| known.state == PayoutState::Pending).cloned().collect();
        let found = if self.choices.one_in(6) { &payouts } else { &pending };
        let payout = self.choices.of(found)?.id.clone();
        let reference = self.reference();
        Some(match self.choices.below(9) {
            0..=1 => by(Role::Bank, Command::FailPayout { payout, reference }),
            2 => by(Role::Treasurer, Command::MoveUnclaimed { payout }),
            _ => by(Role::Bank, Command::ConfirmPayout { payout, reference }),
        })
    }

    fn of_bank_and_staff(&mut self) -> Option<Asked> {
        Some(match self.choices.below(24) {
            0..=3 => self.statement(),
            4..=5 => return self.unmatched(),
            6..=8 => return self.of_the_books(),
            9..=10 => return self.payment(),
            11 => {
                let reason = self.reason();
                by(Role::Compliance, Command::FreezeProject { reason })
            }
            12 => by(Role::Compliance, Command::UnfreezeProject {}),
            13 if self.choices.one_in(3) => {
                let paid = |request: &Request| request.received.is_positive();
                let request = self.some_request(paid)?.id;
                let reference = self.reference();
                by(Role::Bank, Command::ReceiveChargeback { request, reference })
            }
            14 => {
                let some = minor(1 + self.choices.below(500) as i128, self.own());
                let amount = self.amount(some);
                let reference = self.reference();
                by(Role::Bank, Command::RecordYield { amount, reference })
            }
            15..=16 => by(Role::Treasurer, Command::RemitTaxes {}),
            17 => {
                let reason = self.reason();
                let roles = [Role::Owner, Role::Admin, Role::Compliance];
                if !self.choices.one_in(6) {
                    return None;
                }
                by(any(self.choices, &roles), Command::CancelProject { reason })
            }
            18 => {
                let owed = self.balance(&Account::Payable(party("supplier")));
                let amount = self.amount(owed);
                by(Role::Treasurer, Command::PaySupplier { amount })
            }
            19 => {
                let whats =
                    [Uncollectable::CreditableTax, Uncollectable::Owner, Uncollectable::Advances];
                by(Role::Admin, Command::ChargeOff { what: any(self.choices, &whats) })
            }
            _ => return None,
        })
    }

    /// Money nobody can tell the purpose of, and what becomes of it.
    fn unmatched(&mut self) -> Option<Asked> {
        let waiting: Vec<(Reference, Money)> = self
            .state
            .balances()
            .iter()
            .filter_map(|known| match &known.account {
                Account::Unapplied(reference) => Some((reference.clone(), known.balance)),
                _ => None,
            })
            .collect();
        let Some((reference, amount)) = self.choices.of(&waiting).cloned() else {
            let wanting = self.some_request(|request| request.status.is_live());
            let likely = wanting.map_or(self.zero(), |request| request.amount);
            let (amount, reference) = (self.amount(likely), self.reference());
            return Some(by(Role::Bank, Command::ReceiveUnmatched { reference, amount }));
        };
        if self.choices.one_in(2) {
            let fits = |request: &Request| {
                request.status.is_live()
                    && request.money != MoneyState::Held
                    && request.amount == amount
            };
            let request = self.some_request(fits)?.id;
            return Some(by(Role::Treasurer, Command::MatchDeposit { reference, request }));
        }
        let payer = party(any(self.choices, &INVESTORS));
        Some(by(Role::Treasurer, Command::ReturnDeposit { reference, payer }))
    }

    /// Something that stands in the books: owed to the project, to come back, or parked.
    fn of_the_books(&mut self) -> Option<Asked> {
        let standing: Vec<(Account, Money)> = self
            .state
            .balances()
            .iter()
            .map(|known| (known.account.clone(), known.balance))
            .filter(|(account, _)| {
                matches!(
                    account,
                    Account::Receivable(_) | Account::Unclaimed(_) | Account::CreditableTax
                )
            })
            .collect();
        let unknown = (Account::Receivable(party("nobody")), self.zero());
        let (account, balance) = self.choices.of(&standing).cloned().unwrap_or(unknown);
        let (amount, reference) = (self.amount(balance), self.reference());
        Some(match account {
            Account::Unclaimed(party) => by(Role::Treasurer, Command::PayUnclaimed { party }),
            Account::CreditableTax => by(Role::Bank, Command::RecoverTax { amount, reference }),
            Account::Receivable(party) if self.choices.one_in(8) => {
                by(Role::Admin, Command::ChargeOffDebt { party })
            }
            Account::Receivable(party) => {
                by(Role::Bank, Command::CollectReceivable { party, amount, reference })
            }
            _ => return None,
        })
    }

    // Until funding opens.

    fn draft(&mut self) -> Asked {
        match self.choices.below(12) {
            0..=2 => by(Role::Owner, Command::PublishProject {}),
            3..=5 => by(
                Role::Compliance,
                Command::VerifyParty {
                    party: party(OWNER),
                    identity: Identity::Full,
                    signed: true,
                    limit: None,
                    tax: TaxProfile { person: Person::None },
                },
            ),
            6 if self.choices.one_in(6) => {
                let reason = self.reason();
                by(Role::Owner, Command::CancelProject { reason })
            }
            _ => {
                let offer = some_offer(self.at, self.choices);
                let odd = !self.choices.one_in(5);
                let offer = if odd { self.odd(offer) } else { offer };
                let offer_version = self.offer_version();
                by(Role::Owner, Command::EditProject { offer, offer_version })
            }
        }
    }

    fn offer_version(&mut self) -> u32 {
        let now = self.state.offer_version();
        if self.choices.one_in(12) { now.saturating_sub(1) } else { now }
    }

    /// An offer with one thing wrong, or with something that may not change any more.
    fn odd(&mut self, mut offer: Offer) -> Offer {
        match self.choices.below(16) {
            0 => offer.warnings = None,
            1 => offer.products.clear(),
            2 => {
                let more = offer.contingency.minor() + 1;
                offer.contingency = minor(more, offer.zero().currency());
            }
            3 => offer.deadline = offer.opens_at,
            4 => offer.products.extend(vec![offer.products[0].clone(); 500]),
            5 => {
                offer.products[0].weight_g = None;
                offer.costs = vec![self.cost_by(Method::ByWeight {}, &offer)];
            }
            6 => {
                let weights = vec![Rate::ONE; offer.products.len() + 1];
                offer.costs = vec![self.cost_by(Method::Manual { weights }, &offer)];
            }
            7 => {
                let weights = vec![Rate::ZERO; offer.products.len()];
                offer.costs = vec![self.cost_by(Method::Manual { weights }, &offer)];
            }
            8 => offer.owner = party("ines"),
            9 => {
                let tiers = vec![Tier::Split { owner: Rate::ONE }];
                offer.settlement.split = waterfall(tiers, &mut offer.settlement.owner_share);
            }
            10 => {
                let half = percent("50").unwrap();
                let preferred = Tier::Preferred {
                    rate: half,
                    compounding: tercero::project::waterfall::Compounding::Simple,
                    day_count: tercero::project::waterfall::DayCount::Act360,
                    days: None,
                };
                let tiers = vec![
                    Tier::ReturnOfCapital {},
                    preferred,
                    Tier::CatchUp { speed: half, target: half },
                    Tier::Split { owner: half },
                ];
                offer.settlement.split = waterfall(tiers, &mut offer.settlement.owner_share);
            }
            11 => {
                (offer.profile, offer.instrument) = (Profile::MxIfc, TaxInstrument::DebtIfc);
                offer.unit_value = None;
            }
            12 => {
                (offer.profile, offer.instrument) = (Profile::MxIfc, TaxInstrument::DebtIfc);
                offer.unit_value = Some(Rate::parse("0.000000000001").unwrap());
            }
            13 => offer.round.step = offer.zero(),
            14 => offer.min_window = days(60),
            _ => offer.kinds = vec![Kind::Owner],
        }
        offer
    }

    fn cost_by(&mut self, method: Method, offer: &Offer) -> tercero::project::costs::CostLine {
        let amount = minor(7, offer.zero().currency());
        let line = some_cost("odd", amount, offer.products.len(), self.choices);
        tercero::project::costs::CostLine { method, recoverable: false, ..line }
    }

    fn published(&mut self) -> Option<Asked> {
        Some(match self.choices.below(16) {
            0..=4 => by(Role::Owner, Command::OpenFunding {}),
            5..=7 => {
                let amount = self.amount(self.state.offer().owner_capital);
                let request = reference(&format!("r-{}", self.n));
                let offer_version = self.offer_version();
                let kind = Kind::Owner;
                let (quote, partial) = (None, false);
                let command = Command::RequestParticipation {
                    request,
                    kind,
                    amount,
                    quote,
                    offer_version,
                    partial,
                };
                by(Role::Owner, command)
            }
            8..=11 => return self.deposit(),
            12..=13 => self.verify(),
            14 if self.choices.one_in(6) => {
                by(any(self.choices, &[Role::Owner, Role::Admin]), Command::UnpublishProject {})
            }
            _ => return self.of_bank_and_staff(),
        })
    }

    // The round.

    fn funding(&mut self) -> Option<Asked> {
        Some(match self.choices.below(40) {
            0..=9 => self.request(),
            10..=15 => return self.deposit(),
            16..=21 => return self.approve(),
            22..=25 => self.verify(),
            26 => {
                let request = self.some_request(|request| request.status.is_live())?.id;
                let reference = self.reference();
                by(Role::Bank, Command::AuthorizePayment { request, reference })
            }
            27 if self.choices.one_in(2) => {
                let waits = |request: &Request| {
                    matches!(request.status, RequestStatus::Reserved | RequestStatus::Waitlisted)
                };
                let (request, reason) = (self.some_request(waits)?.id, self.reason());
                let roles = [Role::Owner, Role::Admin, Role::Compliance];
                let role = any(self.choices, &roles);
                by(role, Command::RejectParticipation { request, reason })
            }
            28 => return self.withdraw(),
            29..=32 => {
                let asked = |request: &Request| request.reconfirm_by.is_some();
                let request = self.some_request(asked)?;
                let offer_version = self.offer_version();
                let investor = request.investor.clone();
                let request = request.id;
                by_investor(&investor, Command::ReconfirmParticipation { request, offer_version })
            }
            33 => {
                let offer = self.amended();
                by(Role::Owner, Command::AmendOffer { offer })
            }
            34 => self.extend(),
            35..=36 => by(Role::Owner, Command::CloseFunding {}),
            37 => return self.unmatched(),
            _ => return self.of_bank_and_staff(),
        })
    }

    /// What is left of the cap.
    fn room(&self) -> Money {
        let counts = |request: &&Request| {
            matches!(request.status, RequestStatus::Reserved | RequestStatus::Approved)
        };
        let taken = self.state.requests().iter().filter(counts);
        let taken: i128 = taken.map(|request| request.base.minor()).sum();
        let offer = self.state.offer();
        let left = offer.round.hard_cap.minor() + offer.owner_capital.minor() - taken;
        minor(left.max(0), self.own())
    }

    fn request(&mut self) -> Asked {
        let who = any(self.choices, &INVESTORS);
        let round = self.state.offer().round.clone();
        let room = self.room();
        let wish = match self.choices.below(8) {
            0 => round.min_ticket,
            1 => round.max_per_investor,
            2..=3 => room,
            4 => minor(round.target.minor() / 2, self.own()),
            _ => minor(round.target.minor() / (2 + self.choices.below(4) as i128), self.own()),
        };
        let most = round.max_per_investor.minor();
        let wish =
            if self.choices.one_in(12) { wish } else { minor(wish.minor().min(most), self.own()) };
        let mut base = self.amount(wish);
        if !self.choices.one_in(6) && base != room {
            base = minor(base.minor() - base.minor() % round.step.minor().max(1), base.currency());
        }
        let foreign = who.starts_with('u');
        let (amount, quote) = if foreign { self.in_dollars(base) } else { (base, None) };
        let kinds = if self.choices.one_in(10) {
            vec![Kind::Owner, Kind::Products]
        } else {
            self.state.offer().kinds.clone()
        };
        let known = self.choices.of(self.state.requests()).map(|known| known.id.clone());
        let request = match known {
            Some(known) if self.choices.one_in(16) => known,
            _ => reference(&format!("r-{}", self.n)),
        };
        let command = Command::RequestParticipation {
            request,
            kind: any(self.choices, &kinds),
            amount,
            quote,
            offer_version: self.offer_version(),
            partial: self.choices.one_in(2),
        };
        by_investor(&party(who), command)
    }

    /// About so much in dollars, with the rate that was taken for it.
    fn in_dollars(&mut self, base: Money) -> (Money, Option<Quote>) {
        let dollars = Currency::parse("USD").unwrap();
        let (rate, per_hundred) = any(self.choices, &[("0.9", 90), ("18.25", 1_825), ("1", 100)]);
        let unit = 10_i128.pow(self.own().exponent());
        let cents = base.minor() * 100 * 100 / (per_hundred * unit);
        let at = self.at;
        let quote = Quote {
            currency: dollars,
            rate: Rate::parse(rate).unwrap(),
            source: Text::parse("the bank").unwrap(),
            taken_at: at,
            frozen_at: if self.choices.one_in(20) { at.after(days(1)) } else { at },
        };
        (minor(cents.max(1), dollars), (!self.choices.one_in(15)).then_some(quote))
    }

    fn deposit(&mut self) -> Option<Asked> {
        let unpaid = |request: &Request| {
            request.status.is_live()
                && matches!(request.money, MoneyState::None | MoneyState::Authorized)
        };
        let wanted = self.some_request(unpaid)?;
        let missing = wanted.amount.minor() - wanted.received.minor();
        let likely = minor(missing.max(1), wanted.amount.currency());
        let (amount, reference) = (self.amount(likely), self.reference());
        let request = wanted.id;
        Some(by(Role::Bank, Command::ConfirmDeposit { request, amount, reference }))
    }

    fn approve(&mut self) -> Option<Asked> {
        let reserved = |request: &Request| request.status == RequestStatus::Reserved;
        let request = self.some_request(reserved)?.id;
        let reason = (!self.choices.one_in(4)).then(|| self.reason());
        Some(by(Role::Owner, Command::ApproveParticipation { request, reason }))
    }

    fn withdraw(&mut self) -> Option<Asked> {
        let request = self.some_request(|request| request.status.is_live())?;
        let investor = request.investor.clone();
        let request = request.id;
        Some(by_investor(&investor, Command::WithdrawParticipation { request }))
    }

    fn amended(&mut self) -> Offer {
        let mut offer = self.state.offer().clone();
        if !self.choices.one_in(3) {
            return self.odd(offer);
        }
        match self.choices.below(4) {
            0 => offer.title = Text::parse("Another container of lamps").unwrap(),
            1 => offer.margin = percent("11").unwrap(),
            2 => offer.round.hard_cap = offer.round.target,
            _ => {
                // Another cost, raised by a higher target.
                let extra = minor(1 + offer.round.target.minor() / 20, self.own());
                let id = format!("more-{}", self.n);
                offer.costs.push(some_cost(&id, extra, offer.products.len(), self.choices));
                offer.round.target = offer.round.target.plus(extra).unwrap();
                offer.round.hard_cap = offer.round.hard_cap.plus(extra).unwrap();
            }
        }
        offer
    }

    fn extend(&mut self) -> Asked {
        let closes = self.state.deadlines().into_iter().find(|known| known.timer == Timer::Close);
        let until = closes.map_or(self.at, |known| known.at);
        let deadline = until.after(days(self.choices.below(5) as u32));
        by(Role::Owner, Command::ExtendDeadline { deadline })
    }

    fn fully_funded(&mut self) -> Option<Asked> {
        Some(match self.choices.below(16) {
            0..=4 => return self.deposit(),
            5..=7 => self.statement(),
            8 | 14..=15 => by(Role::Admin, Command::CheckReadiness {}),
            9..=10 => {
                let approved = |request: &Request| request.status == RequestStatus::Approved;
                let request = self.some_request(approved)?;
                let (identity, signed) = (Identity::Full, true);
                let (limit, tax) = (None, TaxProfile { person: Person::None });
                let party = request.investor;
                by(Role::Compliance, Command::VerifyParty { party, identity, signed, limit, tax })
            }
            11 => {
                let (request, amount) = (reference(&format!("r-{}", self.n)), self.room());
                let amount =
                    minor(amount.minor() / (1 + self.choices.below(3) as i128), self.own());
                by(Role::Owner, Command::OwnerTopUp { request, amount })
            }
            12 => return self.withdraw(),
            13 => self.reconfirmed()?,
            _ => return self.of_bank_and_staff(),
        })
    }

    fn reconfirmed(&mut self) -> Option<Asked> {
        let request = self.some_request(|request| request.reconfirm_by.is_some())?;
        let offer_version = self.offer_version();
        let investor = request.investor.clone();
        let request = request.id;
        Some(by_investor(&investor, Command::ReconfirmParticipation { request, offer_version }))
    }

    fn ready(&mut self) -> Asked {
        let reason = self.reason();
        match self.choices.below(16) {
            0..=7 => by(Role::Admin, Command::ApproveProject {}),
            8..=9 => by(Role::Admin, Command::ReturnToReview { reason }),
            10 => by(Role::Admin, Command::RejectProject { reason }),
            _ => self.statement(),
        }
    }

    // At work.

    fn approved(&mut self) -> Option<Asked> {
        Some(match self.choices.below(14) {
            0..=2 => self.start(),
            8 if self.choices.one_in(8) => {
                let reason = self.reason();
                let role = any(self.choices, &[Role::Admin, Role::Owner]);
                by(role, Command::CancelProject { reason })
            }
            9..=10 => return self.order(),
            11 => return self.transfer(),
            _ => return self.of_bank_and_staff(),
        })
    }

    fn start(&mut self) -> Asked {
        let dollars = Currency::parse("USD").unwrap();
        let foreign: i128 = self
            .state
            .requests()
            .iter()
            .filter(|r| r.status == RequestStatus::Active && r.received.currency() == dollars)
            .map(|request| request.received.minor())
            .sum();
        let rate = any(self.choices, &["0.8", "1", "17.5", "19"]);
        let conversion = Conversion {
            from: self.amount(minor(foreign, dollars)),
            quote: Quote {
                currency: dollars,
                rate: Rate::parse(rate).unwrap(),
                source: Text::parse("the bank").unwrap(),
                taken_at: self.at,
                frozen_at: self.at,
            },
        };
        let given = foreign > 0 && !self.choices.one_in(8);
        let (line, amount, to) = self.release();
        let contract = digest("the contract");
        let conversions = if given { vec![conversion] } else { Vec::new() };
        by(Role::Owner, Command::StartExecution { contract, line, amount, to, conversions })
    }

    /// A budget line, mostly what is left of it, and who gets it.
    fn release(&mut self) -> (Reference, Money, PaidTo) {
        let line = self.some_line();
        let left = self.left_of(&line);
        let to = if self.choices.one_in(3) { PaidTo::Owner } else { PaidTo::Supplier };
        (line, self.amount(left), to)
    }

    fn left_of(&self, line: &Reference) -> Money {
        let budget = self.state.offer().budget(line).unwrap().unwrap_or(self.zero());
        let spent = self.state.spent().iter().find(|spent| spent.line == *line);
        let gone = spent
            .map_or(0, |spent| spent.paid.minor() + spent.advanced.minor() + spent.owed.minor());
        minor(budget.minor() - gone, self.own())
    }

    fn in_execution(&mut self) -> Option<Asked> {
        let evidence = digest("the paper");
        Some(match self.choices.below(60) {
            0..=7 => {
                let (line, amount, to) = self.release();
                by(Role::Owner, Command::ReleaseFunds { line, amount, to })
            }
            8..=13 => return self.record_cost(),
            14..=15 => {
                let owed = self.balance(&Account::Payable(party("supplier")));
                let amount = self.amount(owed);
                by(Role::Treasurer, Command::PaySupplier { amount })
            }
            16..=19 => return self.justify(),
            20 => {
                let line = self.some_line();
                let spent = self.state.spent().iter().find(|spent| spent.line == line)?;
                let (paid, reference) =
                    (minor(spent.paid.minor() / 3, self.own()), self.reference());
                let amount = self.amount(paid);
                by(Role::Bank, Command::RecordRecovery { line, amount, reference })
            }
            21..=26 => {
                let sku = self.some_sku();
                let planned = self.state.offer().products.iter().find(|known| known.sku == sku);
                let planned = planned.map_or(1, |known| known.quantity);
                let here = self.state.stock().iter().find(|stock| stock.sku == sku);
                let left = planned.saturating_sub(here.map_or(0, |stock| stock.received));
                let quantity = self.units(left);
                let role = any(self.choices, &[Role::Owner, Role::Treasurer]);
                by(role, Command::RecordReceipt { sku, quantity, evidence })
            }
            27..=32 => self.sale(),
            33 => {
                let sku = self.some_sku();
                let quantity = self.units(1);
                by(Role::Owner, Command::WriteOff { sku, quantity, evidence })
            }
            34..=37 => by(Role::Owner, Command::AllocateCosts {}),
            38..=41 => {
                let waits =
                    |request: &Request| request.kind == Kind::Products && !request.delivered;
                let request = self.some_request(waits)?.id;
                by(Role::Owner, Command::DeliverUnits { request, evidence })
            }
            42..=43 => self.early_money()?,
            44..=46 => return self.order(),
            47 => return self.transfer(),
            48..=53 => {
                let role = any(self.choices, &[Role::Owner, Role::Admin]);
                by(role, Command::CompleteExecution {})
            }
            54 if self.choices.one_in(8) => {
                let fault = any(self.choices, &[EndedBy::Nobody, EndedBy::Owner]);
                by(Role::Admin, Command::TerminateProject { fault, report: evidence })
            }
            55..=56 => return self.of_the_books(),
            _ => return self.of_bank_and_staff(),
        })
    }

    fn record_cost(&mut self) -> Option<Asked> {
        let line = self.some_line();
        let evidence = digest("the invoice");
        let spent = self.state.spent().iter().find(|spent| spent.line == line);
        let known = spent
            .map_or(0, |spent| spent.paid.minor() + spent.advanced.minor() + spent.owed.minor());
        let likely = match self.choices.below(6) {
            0 => known + known / 5,
            1 => known + self.left_of(&line).minor().max(0),
            2 => known - known / 9,
            _ => known,
        };
        let amount = self.amount(minor(likely, self.own()));
        let role = any(self.choices, &[Role::Owner, Role::Treasurer]);
        Some(by(role, Command::RecordCost { line, amount, evidence }))
    }

    fn justify(&mut self) -> Option<Asked> {
        let advanced: Vec<(Reference, Money)> = self
            .state
            .spent()
            .iter()
            .filter(|spent| spent.advanced.is_positive())
            .map(|spent| (spent.line.clone(), spent.advanced))
            .collect();
        let (line, advanced) = match self.choices.of(&advanced) {
            Some(known) => known.clone(),
            None => (self.some_line(), self.zero()),
        };
        let tax = if self.choices.one_in(2) { advanced.minor() / 7 } else { 0 };
        let amount = self.amount(minor(advanced.minor() - tax, self.own()));
        let (tax, evidence) = (minor(tax, self.own()), digest("the invoice"));
        Some(by(Role::Owner, Command::JustifyAdvance { line, amount, tax, evidence }))
    }

    fn sale(&mut self) -> Asked {
        let sku = self.some_sku();
        let here = self.state.stock().iter().find(|stock| stock.sku == sku);
        let quantity = self.units(here.map_or(1, tercero::project::Stock::on_hand));
        let all: u32 = self.state.stock().iter().map(|stock| stock.received).sum();
        let cost = self.state.offer().round.target.minor() / i128::from(all.max(1));
        let tenths = any(self.choices, &[0, 4, 10, 14, 14, 20, 60]);
        let revenue = minor(cost * i128::from(quantity) * tenths / 10, self.own());
        let revenue = self.amount(revenue);
        let of = |percent: i128| minor(revenue.minor() * percent / 100, revenue.currency());
        let tax = if self.choices.one_in(2) { of(16) } else { of(0) };
        let market = self.choices.one_in(4);
        let (income, kept) = if market { (of(2), tax.minor() / 2) } else { (of(0), 0) };
        let command = Command::RecordSale {
            sku,
            quantity,
            revenue,
            tax,
            income_tax_withheld: income,
            tax_withheld: minor(kept, tax.currency()),
            reference: self.reference(),
        };
        by(Role::Bank, command)
    }

    fn early_money(&mut self) -> Option<Asked> {
        let cash = self.balance(&Account::Cash).minor().max(0);
        let likely = minor(cash / (1 + self.choices.below(5) as i128), self.own());
        Some(match self.choices.below(3) {
            0 => {
                let amount = self.amount(likely);
                by(Role::Treasurer, Command::DistributeInterim { amount })
            }
            1 => {
                let amount = self.amount(likely);
                by(Role::Treasurer, Command::ReturnUnspent { amount })
            }
            _ => {
                let active = |request: &Request| request.status == RequestStatus::Active;
                let request = self.some_request(active)?.id;
                let snapshot = self.state.snapshot_in_force();
                let expected = snapshot.and_then(|snapshot| {
                    let at = snapshot.positions.iter().position(|known| known.id == request)?;
                    snapshot.expected.shares.get(at).map(|share| share.profit)
                });
                let expected = expected.unwrap_or(self.zero());
                let part = 1 + self.choices.below(4) as i128;
                let amount = self.amount(minor(expected.minor() / part, self.own()));
                by(Role::Treasurer, Command::PayAdvance { request, amount })
            }
        })
    }

    fn order(&mut self) -> Option<Asked> {
        let open = self.state.orders().iter().find(|order| order.state == OrderState::Open);
        let last = self.state.orders().last();
        let Some(order) = open.or(last).filter(|_| !self.choices.one_in(5)) else {
            return Some(self.propose());
        };
        let order = order.number;
        let accept = !self.choices.one_in(3);
        if self.choices.one_in(2) {
            return Some(by(Role::Admin, Command::DecideChangeOrder { order, accept }));
        }
        let active = |request: &Request| {
            request.status == RequestStatus::Active && request.kind != Kind::Owner
        };
        let investor = self.some_request(active)?.investor;
        Some(by_investor(&investor, Command::VoteChangeOrder { order, accept }))
    }

    fn propose(&mut self) -> Asked {
        let products = self.state.offer().products.len();
        let mut change = Change {
            costs: Vec::new(),
            quantities: Vec::new(),
            delay: days(self.choices.below(40) as u32),
            owner_bears: self.choices.one_in(4),
        };
        if self.choices.one_in(2) {
            let part = any(self.choices, &[200, 30, 5]);
            let amount = minor(self.state.offer().round.target.minor() / part + 1, self.own());
            let mut line = some_cost(&format!("extra-{}", self.n), amount, products, self.choices);
            if self.choices.one_in(3) {
                line.supersedes = Some(self.some_line());
            }
            change.costs.push(line);
        }
        if self.choices.one_in(3) {
            let sku = self.some_sku();
            let known = self.state.offer().products.iter().find(|known| known.sku == sku);
            let planned = known.map_or(1, |known| known.quantity);
            let quantity = any(self.choices, &[planned + 1, planned.saturating_sub(1), planned]);
            change.quantities.push(Quantity { sku, quantity });
        }
        let reason = self.reason();
        by(Role::Owner, Command::ProposeChangeOrder { change, reason })
    }

    fn transfer(&mut self) -> Option<Asked> {
        let active = |request: &Request| request.status == RequestStatus::Active;
        let request = self.some_request(active)?;
        let to = party(any(self.choices, &INVESTORS));
        let investor = request.investor.clone();
        let request = request.id;
        Some(by_investor(&investor, Command::TransferParticipation { request, to }))
    }

    // Ends.

    fn completed(&mut self) -> Option<Asked> {
        let latest = self.state.drafts().last().map_or(1, |draft| draft.number);
        let old = self.choices.one_in(10);
        let settlement = if old { latest.saturating_sub(1) } else { latest };
        let reason = self.reason();
        Some(match self.choices.below(16) {
            0..=5 => by(Role::Admin, Command::PostSettlement { settlement }),
            6..=7 => {
                let active = |request: &Request| request.status == RequestStatus::Active;
                let investor = self.some_request(active)?.investor;
                by_investor(&investor, Command::ObjectSettlement { settlement, reason })
            }
            8 => by(Role::Admin, Command::RecomputeSettlement {}),
            9 if self.choices.one_in(3) => by(Role::Admin, Command::ReopenExecution { reason }),
            9 | 15 => by(Role::Admin, Command::CancelProject { reason }),
            10..=12 => return self.of_the_books(),
            _ => return self.of_bank_and_staff(),
        })
    }

    fn settled(&mut self) -> Option<Asked> {
        Some(match self.choices.below(10) {
            0..=3 => {
                let part = any(self.choices, &[1_000, 50, 3]);
                let late = minor(self.state.offer().round.target.minor() / part + 1, self.own());
                let command = Command::SupplementarySettlement {
                    line: reference(&format!("late-{}", self.n)),
                    amount: self.amount(late),
                    gain: self.choices.one_in(2),
                    evidence: digest("the notice"),
                };
                by(Role::Admin, command)
            }
            4..=5 => return self.of_the_books(),
            6..=7 => return self.payment(),
            _ => return self.of_bank_and_staff(),
        })
    }
}

fn waterfall(tiers: Vec<Tier>, owner_share: &mut Rate) -> ProfitSplit {
    *owner_share = Rate::ZERO;
    ProfitSplit::Waterfall { tiers, basis: tercero::project::settlement::Basis::European }
}
