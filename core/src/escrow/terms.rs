//! What the parties agree on: who they are, what is paid for what, the fees and the windows.
//! Terms are checked when they are built or read, and pinned by the hash that everybody accepts.

use crate::aggregate::Role;
use crate::commission::{FeeSchedule, Payer};
use crate::error::{Code, Refusal};
use crate::escrow::builder::TermsBuilder;
use crate::escrow::timers::{OnTimeout, Timer, TimerTerms, complete};
use crate::id::{Hash, MilestoneId, PartyId, Reference, Text};
use crate::limits::{MILESTONES, PARTIES, REWORK_ROUNDS};
use crate::money::{Currency, Money};
use crate::quote::{Quote, quote};
use crate::rate::Rate;
use crate::time::{Timestamp, Window, days};
use crate::wire::to_json;
use serde::{Deserialize, Serialize};

/// Somebody named in the terms.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Party {
    /// The person or company.
    pub id: PartyId,
    /// In which role: buyer, seller, broker, advisor or arbiter.
    pub role: Role,
    /// Whether there is no agreement without this party's acceptance. Buyer, seller, arbiter and payees always must.
    pub must_accept: bool,
    /// Whether an advisor may approve for the buyer.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub may_approve: bool,
}

/// What kind of thing a milestone pays for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
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
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case", deny_unknown_fields)]
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
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Liability {
    /// Everybody who was paid returns his part.
    #[default]
    Shared,
    /// The seller up to all he was paid, then the others.
    SellerFirst,
}

/// One piece of the work and its price.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MilestoneTerms {
    /// Its id; at most 60 characters, because parts carved out of it append a number.
    pub id: MilestoneId,
    /// What it is.
    pub title: Text,
    /// Its price, more than nothing.
    pub amount: Money,
    /// What is delivered.
    pub kind: Kind,
    /// Until when it must be funded.
    pub fund_by: FundBy,
    /// Until when the seller must ship or submit; without it within T_ship of funding.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub due: Option<Timestamp>,
    /// How long the buyer may inspect.
    pub inspection: Window,
}

/// The agreed terms of an escrow. Made by [`Terms::builder`] or [`crate::from_json`], both through the same checks.
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
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "TermsText", into = "TermsText")]
pub struct Terms {
    currency: Currency,
    parties: Vec<Party>,
    milestones: Vec<MilestoneTerms>,
    fees: FeeSchedule,
    timers: Vec<TimerTerms>,
    rework_rounds: u32,
    dispute_after_approval: bool,
    restocking: Rate,
    liability: Liability,
}

/// The wire form of [`Terms`], unchecked. What is left out takes its default.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct TermsText {
    pub(super) currency: Currency,
    pub(super) parties: Vec<PartyText>,
    pub(super) milestones: Vec<MilestoneText>,
    #[serde(default)]
    pub(super) fees: FeeSchedule,
    #[serde(default)]
    pub(super) timers: Vec<TimerText>,
    #[serde(default = "rounds")]
    pub(super) rework_rounds: u32,
    #[serde(default)]
    pub(super) dispute_after_approval: bool,
    #[serde(default)]
    pub(super) restocking: Rate,
    #[serde(default)]
    pub(super) liability: Liability,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct PartyText {
    pub(super) id: PartyId,
    pub(super) role: Role,
    pub(super) must_accept: Option<bool>,
    #[serde(default)]
    pub(super) may_approve: bool,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct MilestoneText {
    pub(super) id: MilestoneId,
    pub(super) title: Text,
    pub(super) amount: Money,
    #[serde(default = "goods")]
    pub(super) kind: Kind,
    #[serde(default = "at_start")]
    pub(super) fund_by: FundBy,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) due: Option<Timestamp>,
    pub(super) inspection: Option<Window>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct TimerText {
    pub(super) timer: Timer,
    pub(super) window: Option<Window>,
    pub(super) on_timeout: Option<OnTimeout>,
}

const fn rounds() -> u32 {
    REWORK_ROUNDS
}

const fn goods() -> Kind {
    Kind::Goods
}

const fn at_start() -> FundBy {
    FundBy::Start {}
}

impl TryFrom<TermsText> for Terms {
    type Error = Refusal;

    fn try_from(text: TermsText) -> Result<Terms, Refusal> {
        let timers: Vec<TimerTerms> = text
            .timers
            .iter()
            .map(|given| TimerTerms {
                timer: given.timer,
                window: given.window.unwrap_or(given.timer.default_window()),
                on_timeout: given
                    .on_timeout
                    .or(given.timer.outcomes().first().copied())
                    .unwrap_or(OnTimeout::Close),
            })
            .collect();
        let inspect = timers.iter().find(|terms| terms.timer == Timer::Inspect);
        let inspection = |kind: Kind| match inspect {
            Some(terms) => terms.window,
            None if kind == Kind::Goods => days(3),
            None => days(14),
        };
        let is_payee = |id: &PartyId| {
            text.fees.lines.iter().flat_map(|line| &line.payees).any(|share| share.party == *id)
        };
        let must = |party: &PartyText| match party.role {
            Role::Broker | Role::Advisor => {
                party.must_accept.unwrap_or(false) || is_payee(&party.id)
            }
            _ => true,
        };
        let terms = Terms {
            currency: text.currency,
            parties: text
                .parties
                .iter()
                .map(|party| Party {
                    id: party.id.clone(),
                    role: party.role,
                    must_accept: must(party),
                    may_approve: party.may_approve,
                })
                .collect(),
            milestones: text
                .milestones
                .into_iter()
                .map(|milestone| MilestoneTerms {
                    inspection: milestone.inspection.unwrap_or(inspection(milestone.kind)),
                    id: milestone.id,
                    title: milestone.title,
                    amount: milestone.amount,
                    kind: milestone.kind,
                    fund_by: milestone.fund_by,
                    due: milestone.due,
                })
                .collect(),
            timers: complete(&timers)?,
            fees: text.fees.in_currency(text.currency)?,
            rework_rounds: text.rework_rounds,
            dispute_after_approval: text.dispute_after_approval,
            restocking: text.restocking,
            liability: text.liability,
        };
        terms.check()?;
        Ok(terms)
    }
}

impl From<Terms> for TermsText {
    fn from(terms: Terms) -> TermsText {
        TermsText {
            currency: terms.currency,
            parties: terms
                .parties
                .into_iter()
                .map(|party| PartyText {
                    id: party.id,
                    role: party.role,
                    must_accept: Some(party.must_accept),
                    may_approve: party.may_approve,
                })
                .collect(),
            milestones: terms
                .milestones
                .into_iter()
                .map(|milestone| MilestoneText {
                    id: milestone.id,
                    title: milestone.title,
                    amount: milestone.amount,
                    kind: milestone.kind,
                    fund_by: milestone.fund_by,
                    due: milestone.due,
                    inspection: Some(milestone.inspection),
                })
                .collect(),
            fees: terms.fees,
            timers: terms
                .timers
                .into_iter()
                .map(|terms| TimerText {
                    timer: terms.timer,
                    window: Some(terms.window),
                    on_timeout: Some(terms.on_timeout),
                })
                .collect(),
            rework_rounds: terms.rework_rounds,
            dispute_after_approval: terms.dispute_after_approval,
            restocking: terms.restocking,
            liability: terms.liability,
        }
    }
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
            on_timeout: timer.outcomes().first().copied().unwrap_or(OnTimeout::Close),
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
