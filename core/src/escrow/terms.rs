//! What the parties agree on: who they are, what is paid for what, the fees and the windows.
//! Terms are checked when they are built or read, and pinned by the hash that everybody accepts.

use crate::aggregate::Role;
use crate::commission::{FeeSchedule, Payer};
use crate::error::{Code, Refusal};
use crate::escrow::builder::TermsBuilder;
use crate::escrow::timers::{Timer, TimerTerms, complete};
use crate::id::{Hash, MilestoneId, PartyId, Reference, Text};
use crate::limits::{MILESTONES, PARTIES, REWORK_ROUNDS};
use crate::money::{Currency, Money};
use crate::quote::{Quote, quote};
use crate::rate::Rate;
use crate::time::{Timestamp, Window, days};
use crate::wire::to_json;
use serde::Serialize;
use tercero_macros::value;

/// Somebody named in the terms.
#[value]
pub struct Party {
    /// The person or company.
    pub id: PartyId,
    /// In which role: buyer, seller, broker, advisor or arbiter.
    pub role: Role,
    /// Whether there is no agreement without this party's acceptance. Buyer, seller, arbiter and payees always must.
    #[value(default = !matches!(role, Role::Broker | Role::Advisor))]
    pub must_accept: bool,
    /// Whether an advisor may approve for the buyer.
    #[serde(default)]
    pub may_approve: bool,
}

/// What kind of thing a milestone pays for.
#[value]
pub enum Kind {
    /// Something that is shipped.
    Goods,
    /// Work that is submitted.
    Service,
    /// Something that is handed over electronically.
    Digital,
    /// Something that is collected in person.
    Pickup,
}

/// Until when a milestone must be funded.
#[value]
#[derive(Copy)]
pub enum FundBy {
    /// Within T_fund of the agreement.
    Start {},
    /// Within T_fund of the end of the milestone before it.
    Previous {},
    /// By an instant.
    Date {
        /// The deadline.
        at: Timestamp,
    },
}

/// Who bears what a bank took back of money that was paid out already.
#[value]
#[derive(Default)]
pub enum Liability {
    /// Everybody who was paid returns his part.
    #[default]
    Shared,
    /// The seller up to all he was paid, then the others.
    SellerFirst,
}

/// One piece of the work and its price.
#[value]
pub struct MilestoneTerms {
    /// Its id; at most 60 characters, because parts carved out of it append a number.
    pub id: MilestoneId,
    /// What it is.
    pub title: Text,
    /// Its price, more than nothing.
    pub amount: Money,
    /// What is delivered.
    #[value(default = Kind::Goods)]
    pub kind: Kind,
    /// Until when it must be funded.
    #[value(default = FundBy::Start {})]
    pub fund_by: FundBy,
    /// Until when the seller must ship or submit; without it within T_ship of funding.
    pub due: Option<Timestamp>,
    /// How long the buyer may inspect. Terms always say it: the window of the inspection timer, else three days for goods
    /// and fourteen for anything else.
    pub inspection: Option<Window>,
}

impl MilestoneTerms {
    /// How long the buyer may inspect.
    pub fn inspection_window(&self) -> Window {
        self.inspection.unwrap_or(if self.kind == Kind::Goods { days(3) } else { days(14) })
    }
}

/// The agreed terms of an escrow, checked when they are built and when they are read.
///
/// ```
/// use tercero::{Terms, commission::{FeeSchedule, Payer}, days};
///
/// let terms = Terms::builder("MXN").buyer("ana").seller("beto")
///     .milestone("m1", "Cafetera", "10000.00").inspection(days(3))
///     .fees(FeeSchedule::percent("3.5")?.min("25.00")?.paid_by(Payer::Seller)).build()?;
/// assert_eq!(terms.price().to_string(), "10000.00 MXN");
/// assert_eq!(terms.quote()?.totals[1].net.to_string(), "9650.00 MXN");
/// # Ok::<(), tercero::Refusal>(())
/// ```
#[value(checked)]
pub struct Terms {
    /// The one currency.
    currency: Currency,
    /// Everybody who takes part.
    parties: Vec<Party>,
    /// The milestones, in the order in which they are worked through.
    milestones: Vec<MilestoneTerms>,
    /// The fee schedule.
    #[serde(default)]
    fees: FeeSchedule,
    /// The timers whose window or outcome is not the default; checked terms list all of them.
    #[serde(default)]
    timers: Vec<TimerTerms>,
    /// How often the buyer may request changes to one milestone.
    #[value(default = REWORK_ROUNDS)]
    rework_rounds: u32,
    /// Whether the buyer may dispute between approval and release.
    #[serde(default)]
    dispute_after_approval: bool,
    /// What the seller keeps of the price of goods that are sent back, as a fraction.
    #[serde(default)]
    restocking: Rate,
    /// Who bears what a bank takes back after it was paid out.
    #[serde(default)]
    liability: Liability,
}

impl Terms {
    /// Starts terms in `currency`, an ISO 4217 code.
    pub fn builder(currency: &str) -> TermsBuilder {
        TermsBuilder::new(currency)
    }

    /// The one currency.
    pub const fn currency(&self) -> Currency {
        self.currency
    }

    /// Everybody who takes part.
    pub fn parties(&self) -> &[Party] {
        &self.parties
    }

    /// The milestones, in the order in which they are worked through.
    pub fn milestones(&self) -> &[MilestoneTerms] {
        &self.milestones
    }

    /// The fee schedule.
    pub const fn fees(&self) -> &FeeSchedule {
        &self.fees
    }

    /// All timers with their windows and outcomes.
    pub fn timers(&self) -> &[TimerTerms] {
        &self.timers
    }

    /// How often the buyer may request changes to one milestone.
    pub const fn rework_rounds(&self) -> u32 {
        self.rework_rounds
    }

    /// Whether the buyer may dispute between approval and release.
    pub const fn dispute_after_approval(&self) -> bool {
        self.dispute_after_approval
    }

    /// What the seller keeps of the price of goods that are sent back, as a fraction.
    pub const fn restocking(&self) -> Rate {
        self.restocking
    }

    /// Who bears what a bank takes back after it was paid out.
    pub const fn liability(&self) -> Liability {
        self.liability
    }

    /// The window and outcome of `timer`.
    pub fn timer(&self, timer: Timer) -> TimerTerms {
        let default = TimerTerms {
            timer,
            window: timer.default_window(),
            on_timeout: timer.default_outcome(),
        };
        self.timers.iter().find(|terms| terms.timer == timer).copied().unwrap_or(default)
    }

    /// The party with this id.
    pub fn party(&self, id: &PartyId) -> Option<&Party> {
        self.parties.iter().find(|party| party.id == *id)
    }

    /// The first party in this role. Every escrow has a buyer and a seller.
    pub fn in_role(&self, role: Role) -> Option<&Party> {
        self.parties.iter().find(|party| party.role == role)
    }

    /// The party on one side.
    pub(crate) fn side(&self, side: Payer) -> Result<&PartyId, Refusal> {
        let role = match side {
            Payer::Buyer => Role::Buyer,
            Payer::Seller => Role::Seller,
        };
        self.in_role(role).map(|party| &party.id).ok_or_else(|| {
            Refusal::new(Code::TermsIncomplete).at("parties").allow("one buyer and one seller")
        })
    }

    /// The sum of all milestones.
    pub fn price(&self) -> Money {
        let mut amounts = self.milestones.iter().map(|milestone| milestone.amount);
        let sum = amounts.try_fold(Money::zero(self.currency), Money::plus);
        sum.unwrap_or(Money::zero(self.currency))
    }

    /// What everybody pays and receives under these terms. Errors: none once the terms are built.
    pub fn quote(&self) -> Result<Quote, Refusal> {
        quote(self.price(), &self.fees, self.side(Payer::Buyer)?, self.side(Payer::Seller)?)
    }

    /// `SHA-256("tercero.terms.v1\0" ‖ canonical {terms, quote})`: what an acceptance accepts.
    pub fn hash(&self) -> Result<Hash, Refusal> {
        #[derive(Serialize)]
        struct Pinned<'a> {
            terms: &'a Terms,
            quote: Quote,
        }
        let pinned = to_json(&Pinned { terms: self, quote: self.quote()? })?;
        Ok(Hash::of(&[b"tercero.terms.v1\0", pinned.as_bytes()]))
    }

    /// The same terms without the fee lines `unseen`.
    pub(crate) fn without_fees(mut self, unseen: &[Reference]) -> Terms {
        self.fees.lines.retain(|line| !unseen.contains(&line.id));
        self
    }

    /// The terms with everything said that was left to its default, once nothing is wrong with them.
    fn checked(mut self) -> Result<Terms, Refusal> {
        let payees = self.fees.lines.iter().flat_map(|line| &line.payees);
        for party in &mut self.parties {
            let paid = payees.clone().any(|share| share.party == party.id);
            party.must_accept |= paid || !matches!(party.role, Role::Broker | Role::Advisor);
        }
        let inspect = self.timers.iter().find(|terms| terms.timer == Timer::Inspect);
        let inspect = inspect.map(|terms| terms.window);
        for milestone in &mut self.milestones {
            let window = milestone.inspection.or(inspect);
            milestone.inspection = Some(window.unwrap_or(milestone.inspection_window()));
        }
        self.timers = complete(&self.timers)?;
        self.fees = self.fees.in_currency(self.currency)?;
        self.check()?;
        Ok(self)
    }

    /// Finds what is wrong with the terms, the first thing in reading order.
    fn check(&self) -> Result<(), Refusal> {
        self.check_parties()?;
        self.check_milestones()?;
        if self.restocking > Rate::ONE {
            return Err(Refusal::new(Code::TermsInvalid)
                .because("restocking is more than the price")
                .at("restocking")
                .got(self.restocking)
                .allow("at most 1"));
        }
        let mut amounts = self.milestones.iter().map(|milestone| milestone.amount);
        amounts
            .try_fold(Money::zero(self.currency), Money::plus)
            .map_err(|refusal| refusal.at("milestones"))?;
        let payees = self.fees.lines.iter().flat_map(|line| &line.payees);
        for payee in payees.map(|share| &share.party) {
            if self.party(payee).is_some_and(|party| party.role == Role::Arbiter) {
                return Err(Refusal::new(Code::ConflictOfInterest).at("fees").got(payee));
            }
            if *payee != PartyId::platform() && self.party(payee).is_none() {
                return Err(Refusal::new(Code::TermsInvalid)
                    .because("a fee goes to somebody who takes no part")
                    .at("fees")
                    .got(payee)
                    .allow("a party or `platform`"));
            }
        }
        self.quote().map(|_| ())
    }

    fn check_parties(&self) -> Result<(), Refusal> {
        let refuse = |code| Refusal::new(code).at("parties");
        if self.parties.len() > PARTIES {
            return Err(refuse(Code::LimitExceeded).allow("at most 16 parties"));
        }
        for (index, party) in self.parties.iter().enumerate() {
            let refuse = |code| Refusal::new(code).at(format!("parties[{index}]")).got(&party.id);
            let earlier = self.parties.iter().take(index);
            let alone = matches!(party.role, Role::Buyer | Role::Seller | Role::Arbiter);
            let twice = |known: &Party| known.id == party.id || (alone && known.role == party.role);
            if earlier.clone().any(twice) {
                return Err(refuse(Code::PartiesNotDistinct));
            }
            if party.id.is_reserved() || party.role.is_asserted() || party.role == Role::Clock {
                return Err(refuse(Code::TermsInvalid).because("this cannot be a party"));
            }
            if party.may_approve && party.role != Role::Advisor {
                return Err(
                    refuse(Code::TermsInvalid).because("only an advisor approves for the buyer")
                );
            }
        }
        self.side(Payer::Buyer)?;
        self.side(Payer::Seller)?;
        Ok(())
    }

    fn check_milestones(&self) -> Result<(), Refusal> {
        if self.milestones.is_empty() {
            return Err(Refusal::new(Code::TermsIncomplete)
                .because("an escrow needs a milestone")
                .at("milestones"));
        }
        if self.milestones.len() > MILESTONES {
            return Err(Refusal::new(Code::LimitExceeded).at("milestones").allow("at most 200"));
        }
        for (index, milestone) in self.milestones.iter().enumerate() {
            let refuse = |code| Refusal::new(code).at(format!("milestones[{index}]"));
            let earlier = self.milestones.iter().take(index);
            if earlier.clone().any(|known| known.id == milestone.id) {
                return Err(refuse(Code::TermsInvalid)
                    .because("two milestones have one id")
                    .got(&milestone.id));
            }
            if milestone.id.as_str().len() > 60 {
                return Err(refuse(Code::IdSyntax)
                    .got(&milestone.id)
                    .allow("at most 60 characters"));
            }
            if milestone.amount.currency() != self.currency {
                return Err(refuse(Code::CurrencyMismatch)
                    .got(milestone.amount.currency())
                    .allow(self.currency.code()));
            }
            if !milestone.amount.is_positive() {
                return Err(refuse(Code::AmountRange)
                    .got(milestone.amount.amount_text())
                    .allow("more than nothing"));
            }
        }
        Ok(())
    }
}
