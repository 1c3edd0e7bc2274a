//! How a project is settled: the part of the offer that a settlement is computed by, frozen in the snapshot.
//! The rules are checked when they are offered, not when the money is there.

use super::commission::{Commission, at_most_one};
use super::waterfall::{Tier, check_tiers};
use crate::error::{Code, Refusal};
use crate::money::{Currency, Money};
use crate::rate::{Rate, percent};
use tercero_macros::value;

/// By what the investors' profit is shared. A loss is always shared by capital.
#[value]
pub enum Weights {
    /// By capital.
    Capital,
    /// By capital times the days it was in.
    CapitalDays,
}

/// Whether the owner's tiers are computed on the whole project or were paid lot by lot.
#[value]
pub enum Basis {
    /// On the whole.
    European,
    /// Lot by lot, see [`by_lot`](super::lots::by_lot). The settlement is still on the whole: what the owner had before is
    /// set off, and what he had too much is a receivable. The holdback is of the owner's share, and there has to be one.
    American,
}

/// How owner and investors share a profit.
#[value]
pub enum ProfitSplit {
    /// The owner gets his share of the whole.
    Simple {},
    /// The tiers say what the owner gets.
    Waterfall {
        /// In their order.
        tiers: Vec<Tier>,
        /// On the whole or lot by lot.
        basis: Basis,
    },
}

/// Who bears costs above those of the snapshot.
#[value]
#[derive(Copy)]
pub enum Overrun {
    /// Everybody.
    Pool {},
    /// The owner.
    Owner {},
    /// Everybody up to a fraction of the planned costs, half up; the owner what is above.
    CapThenOwner {
        /// The fraction, at most one.
        cap: Rate,
    },
}

/// How a project is settled. It is part of the offer and frozen in the snapshot.
#[value]
pub struct SettlementRules {
    /// The platform's commission.
    pub commission: Commission,
    /// The owner's fraction of a profit, at most one; zero with a waterfall.
    pub owner_share: Rate,
    /// By what the investors share a profit.
    pub weights: Weights,
    /// How owner and investors share it.
    pub split: ProfitSplit,
    /// Whether the capital of the owner's positions is lost before that of the others.
    pub first_loss: bool,
    /// The fraction of each profit that is kept back for late costs.
    pub holdback: Rate,
    /// Whether what was paid early above a position's profit is taken from its capital; otherwise it is a receivable.
    pub recover_advances_from_capital: bool,
    /// A smaller payout waits for the next one.
    pub payout_threshold: Money,
    /// Who bears costs above the plan.
    pub overrun: Overrun,
}

impl SettlementRules {
    /// No commission, no owner share; a simple split by capital, 5 % held back, payouts from one whole unit of the currency,
    /// an overrun of up to 5 % shared and the rest for the owner.
    pub fn standard(currency: Currency) -> Result<SettlementRules, Refusal> {
        let unit = 10_i128.checked_pow(currency.exponent()).ok_or(Code::AmountRange)?;
        Ok(SettlementRules {
            commission: Commission::NONE,
            owner_share: Rate::ZERO,
            weights: Weights::Capital,
            split: ProfitSplit::Simple {},
            first_loss: false,
            holdback: percent("5")?,
            recover_advances_from_capital: true,
            payout_threshold: Money::from_minor(unit, currency)?,
            overrun: Overrun::CapThenOwner { cap: percent("5")? },
        })
    }

    /// Refuses rules that contradict themselves.
    ///
    /// Errors: `offer_invalid` for a fraction above one, an owner share beside a waterfall or lots without a holdback;
    /// `amount_range` for a negative threshold; those of [`check_tiers`].
    pub fn check(&self) -> Result<(), Refusal> {
        self.commission.check().map_err(|refusal| refusal.at("commission"))?;
        at_most_one(self.owner_share, "owner_share")?;
        at_most_one(self.holdback, "holdback")?;
        if let Overrun::CapThenOwner { cap } = self.overrun {
            at_most_one(cap, "overrun.cap")?;
        }
        not_negative(self.payout_threshold, "payout_threshold")?;
        let ProfitSplit::Waterfall { tiers, basis } = &self.split else { return Ok(()) };
        check_tiers(tiers).map_err(|refusal| refusal.at("split"))?;
        let refuse = |why: &'static str| Refusal::new(Code::OfferInvalid).because(why);
        if !self.owner_share.is_zero() {
            let refusal = refuse("the tiers say what the owner gets").at("owner_share");
            return Err(refusal.got(self.owner_share).allow("0"));
        }
        if *basis == Basis::American && self.holdback.is_zero() {
            return Err(refuse("shares lot by lot need a holdback").at("holdback"));
        }
        Ok(())
    }

    /// The currency of the project.
    pub(crate) fn currency(&self) -> Currency {
        self.payout_threshold.currency()
    }

    /// What the owner's promote is held back by.
    pub(crate) fn owner_holdback(&self) -> Rate {
        let american = matches!(self.split, ProfitSplit::Waterfall { basis: Basis::American, .. });
        if american { self.holdback } else { Rate::ZERO }
    }

    /// What a position's profit is held back by: either his or the owner's.
    pub(crate) fn position_holdback(&self) -> Rate {
        if self.owner_holdback().is_zero() { self.holdback } else { Rate::ZERO }
    }
}

/// Refuses an amount below zero. Errors: `amount_range`.
pub(crate) fn not_negative(money: Money, field: &'static str) -> Result<(), Refusal> {
    if money.minor() < 0 {
        let refusal = Refusal::new(Code::AmountRange).at(field).got(money.amount_text());
        return Err(refusal.allow("zero or more"));
    }
    Ok(())
}
