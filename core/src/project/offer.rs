//! What is offered to investors: goods, costs, the round, who gets what, and every window. Versioned; they accept a version.
//! An offer can be checked by itself; whether it may be published is for the guards of the table.

use crate::error::{Code, Refusal};
use crate::id::{Digest, Hash, PartyId, Reference, Text};
use crate::limits::{COST_LINES, PRODUCTS};
use crate::money::Money;
use crate::project::costs::{
    CostLine, FundingNeed, Landed, Materiality, Product, funding_need, landed_cost,
};
use crate::project::customs::{Incoterm, Rounding};
use crate::project::funding::Round;
use crate::project::in_kind::ResidualPolicy;
use crate::project::profile::{Profile, TaxInstrument};
use crate::project::settlement::SettlementRules;
use crate::project::timers::{Timer, TimerWindow};
use crate::rate::Rate;
use crate::time::{Timestamp, Window};
use tercero_macros::value;

/// What somebody gets for his money.
#[value(name = "ProjectKind")]
pub enum Kind {
    /// Goods, and what is left over as capital.
    Products,
    /// A share of profit or loss.
    ProfitOnly,
    /// The owner's own capital, last in seniority.
    Owner,
}

/// When promised money has to arrive.
#[value]
pub enum CaptureAt {
    /// Before the request is approved.
    Request,
    /// Within the grace after the approval.
    Approval,
    /// Within the grace after the round has closed.
    Close,
}

/// Who approves requests.
#[value]
pub enum ApprovalMode {
    /// The owner, one by one.
    Owner,
    /// The rules, as soon as a request may be approved.
    Auto,
}

/// Who earns the interest on money that waits.
#[value]
pub enum YieldPolicy {
    /// The investors, by capital and days.
    InvestorsByCapitalDays,
    /// The platform.
    Platform,
    /// There is none to share; what comes all the same is the platform's.
    None,
}

/// An offer. Money is in one currency, that of the target.
#[value]
pub struct Offer {
    /// Who runs the project.
    pub owner: PartyId,
    /// What it is called.
    pub title: Text,
    /// The goods.
    pub products: Vec<Product>,
    /// What has to be paid besides the goods.
    pub costs: Vec<CostLine>,
    /// Cash that is raised as a reserve and is no cost.
    pub contingency: Money,
    /// Where the supplier's duty ends.
    pub incoterm: Option<Incoterm>,
    /// Target, cap, tickets, and what happens when too much or too little is asked for.
    pub round: Round,
    /// What investors may choose.
    pub kinds: Vec<Kind>,
    /// From when on requests are taken.
    pub opens_at: Timestamp,
    /// Until when, half open.
    pub deadline: Timestamp,
    /// For how long the round stays open at least.
    pub min_window: Window,
    /// When money has to arrive.
    pub capture: CaptureAt,
    /// Who approves requests.
    pub approval: ApprovalMode,
    /// What the owner puts in himself before funding opens.
    pub owner_capital: Money,
    /// Whether the owner may close a gap with more of his own.
    pub owner_topup: bool,
    /// Expected profit as a mark-up on the cost: an estimate.
    pub margin: Rate,
    /// How result and capital are shared.
    pub settlement: SettlementRules,
    /// How much of an expected profit may be paid in advance.
    pub advance_cap: Rate,
    /// Cash that interim payments leave alone.
    pub reserve: Money,
    /// What becomes of money that buys no whole unit.
    pub residual: ResidualPolicy,
    /// Who earns interest on waiting money.
    pub yields: YieldPolicy,
    /// From which loss of expected profit, or rise of cost, a change is put to everybody.
    pub materiality: Materiality,
    /// From which delay on.
    pub material_delay: Window,
    /// The regulation that applies.
    pub profile: Profile,
    /// The day's value of the unit in which that regulation counts.
    pub unit_value: Option<Rate>,
    /// What a participation is for the tax office.
    pub instrument: TaxInstrument,
    /// How the tax office is paid.
    pub tax_rounding: Rounding,
    /// The warnings that were shown.
    pub warnings: Option<Digest>,
    /// Windows that differ from their defaults.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub timers: Vec<TimerWindow>,
}

impl Offer {
    /// Nothing, in the currency of the offer.
    pub const fn zero(&self) -> Money {
        Money::zero(self.round.target.currency())
    }

    /// The window of a timer.
    pub fn window(&self, timer: Timer) -> Window {
        let given = self.timers.iter().find(|known| known.timer == timer);
        given.map_or(timer.default_window(), |known| known.window)
    }

    /// What the goods are expected to cost once they have arrived. Errors: those of [`landed_cost`].
    pub fn landed(&self) -> Result<Landed, Refusal> {
        landed_cost(&self.products, &self.costs)
    }

    /// What has to be raised. Errors: those of [`funding_need`].
    pub fn need(&self) -> Result<FundingNeed, Refusal> {
        funding_need(&self.products, &self.costs, self.contingency, self.owner_capital)
    }

    /// The budget of a line: of the goods for [`Offer::goods`], else of the cost line that is not superseded.
    pub fn budget(&self, line: &Reference) -> Result<Option<Money>, Refusal> {
        if *line == Offer::goods() {
            return self
                .products
                .iter()
                .try_fold(self.zero(), |sum, product| {
                    sum.plus(product.unit_price.times(product.quantity)?)
                })
                .map(Some);
        }
        Ok(self.lines().find(|known| known.id == *line).map(|known| known.amount))
    }

    /// The cost lines that no later one supersedes.
    pub fn lines(&self) -> impl Iterator<Item = &CostLine> {
        self.costs.iter().filter(|line| {
            !self.costs.iter().any(|later| later.supersedes.as_ref() == Some(&line.id))
        })
    }

    /// The name of the budget line that is the price of the goods.
    pub fn goods() -> Reference {
        Reference::goods()
    }

    /// What somebody accepts when he takes part: SHA-256 of the offer in canonical form.
    pub fn hash(&self) -> Result<Hash, Refusal> {
        Ok(Hash::of(&[b"tercero.offer.v1\0", crate::wire::to_json(self)?.as_bytes()]))
    }

    /// Whether the offer is consistent in itself.
    ///
    /// Errors: `currency_mismatch`, `amount_range`, `limit_exceeded`, `dates_out_of_order`, `offer_invalid`, and those of the
    /// round and of the settlement.
    pub fn check(&self) -> Result<(), Refusal> {
        let invalid = |field: &'static str, why: &'static str| {
            Err(Refusal::new(Code::OfferInvalid).at(field).because(why))
        };
        if self.owner.is_reserved() || self.owner.is_account() {
            return invalid("owner", "the name is kept for the books");
        }
        if self.products.len() > PRODUCTS {
            return Err(Refusal::new(Code::LimitExceeded).at("products").allow("at most 500"));
        }
        if self.costs.len() > COST_LINES {
            return Err(Refusal::new(Code::LimitExceeded).at("costs").allow("at most 500"));
        }
        for (field, amount) in [
            ("contingency", self.contingency),
            ("owner_capital", self.owner_capital),
            ("reserve", self.reserve),
        ] {
            self.zero().same_currency(amount).map_err(|refusal| refusal.at(field))?;
            if amount.minor() < 0 {
                return Err(Refusal::new(Code::AmountRange).at(field).got(amount.amount_text()));
            }
        }
        if self.opens_at >= self.deadline {
            return Err(Refusal::new(Code::DatesOutOfOrder).at("deadline").got(self.deadline));
        }
        if self.kinds.is_empty() || self.kinds.contains(&Kind::Owner) {
            return invalid("kinds", "investors need goods or a share to choose from");
        }
        if self.costs.iter().any(|line| line.id == Offer::goods()) {
            return invalid("costs", "this name is kept for the price of the goods");
        }
        let twice = |timer: &TimerWindow| {
            self.timers.iter().filter(|known| known.timer == timer.timer).count() > 1
        };
        if self.timers.iter().any(twice) {
            return invalid("timers", "a timer is given twice");
        }
        self.round.check().map_err(|refusal| refusal.at("round"))?;
        self.settlement.check().map_err(|refusal| refusal.at("settlement"))?;
        self.zero()
            .same_currency(self.settlement.payout_threshold)
            .map_err(|refusal| refusal.at("settlement.payout_threshold"))
    }

    /// Whether anything but its name differs from `other`.
    pub fn differs_materially(&self, other: &Offer) -> bool {
        let renamed = Offer { title: other.title.clone(), ..self.clone() };
        renamed != *other
    }
}
