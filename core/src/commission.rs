//! Fee rules: what a rule asks of an amount; the schedule of lines that use them is part of it too.
//! A rule is computed exactly, rounded once half up, and only then clamped.

use crate::error::{Code, Refusal};
use crate::limits::{FEE_PERIODS, FEE_TIERS};
use crate::money::{Amount, Currency, Money};
use crate::rate::{Rate, half_up};
use ethnum::U256;
use tercero_macros::value;

pub use crate::schedule::{
    Base, FeeLine, FeeSchedule, OnRefund, PayeeShare, Payer, PayerShare, RefundCause, RefundPolicy,
    Tax, Timing,
};

/// What the rate of a tier multiplies.
#[value]
pub enum On {
    /// The part of the amount inside this tier, added to the slices below it.
    Slice,
    /// The whole amount.
    Whole,
    /// What exceeds the lower bound of this tier.
    Excess,
}

/// One step of a fee rule.
#[value]
pub struct Tier {
    /// The largest amount that belongs to this tier; the last tier has none.
    pub up_to: Option<Amount>,
    /// A fraction of what `on` names.
    pub rate: Rate,
    /// Added once when the amount falls in this tier.
    pub flat: Option<Amount>,
    /// What the rate multiplies.
    pub on: On,
}

/// A fixed amount for each of a number of periods that was agreed beforehand, such as months of holding a domain.
#[value]
#[derive(Copy)]
pub struct PerPeriod {
    /// For one period.
    pub amount: Amount,
    /// How many, from 1 to 1 200.
    pub periods: u32,
}

/// How a fee follows from an amount: tiers, then a floor and a cap, then what is asked for each period.
#[value]
pub struct Rule {
    /// Ascending tiers; `slice` is not mixed with the other two.
    pub tiers: Vec<Tier>,
    /// The fee is never less than this.
    pub min: Option<Amount>,
    /// The fee is never more than this.
    pub max: Option<Amount>,
    /// Whether a larger amount may never cost less: no fee below the top of the tier before it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub monotone: bool,
    /// What was billed before under the same `slice` tiers, which go on from there.
    pub billed_before: Option<Amount>,
    /// Added once the fee is clamped: the floor and the cap are not about it.
    pub per_period: Option<PerPeriod>,
}

impl Rule {
    /// One rate on everything.
    pub fn rate(rate: Rate) -> Rule {
        let tier = Tier { up_to: None, rate, flat: None, on: On::Whole };
        Rule {
            tiers: vec![tier],
            min: None,
            max: None,
            monotone: false,
            billed_before: None,
            per_period: None,
        }
    }

    /// The fee on `amount`: exact, rounded once half up, then clamped to `min` and `max`, then the periods are added.
    ///
    /// Errors: `rule_mixed`, `rule_invalid`, `limit_exceeded`, `currency_mismatch`, `amount_scale` where an amount of
    /// the rule has more decimals than the currency, `amount_range` for a negative amount or a fee out of range.
    ///
    /// ```
    /// use tercero::{Currency, Money, commission::Rule, from_json};
    ///
    /// let rule: Rule = from_json(r#"{"tiers":[{"rate":"0.0325","on":"whole"}],"min":"25.00"}"#)?;
    /// let usd = Currency::parse("USD")?;
    /// assert_eq!(rule.fee(Money::parse("1000.00", usd)?)?.amount_text(), "32.50");
    /// assert_eq!(rule.fee(Money::parse("700.00", usd)?)?.amount_text(), "25.00");
    /// # Ok::<(), tercero::Refusal>(())
    /// ```
    pub fn fee(&self, amount: Money) -> Result<Money, Refusal> {
        let currency = amount.currency();
        let rule = self.check(currency)?;
        let Ok(minor) = u128::try_from(amount.minor()) else {
            return Err(Refusal::new(Code::AmountRange).at("amount").got(amount.amount_text()));
        };
        let mut exact = match rule.billed_before {
            None => rule.raw(minor),
            Some(before) => rule.raw(before.saturating_add(minor)).saturating_sub(rule.raw(before)),
        };
        if self.monotone {
            let tops = rule.tiers.iter().filter_map(|tier| tier.up_to).filter(|top| *top < minor);
            exact = tops.map(|top| rule.raw(top)).fold(exact, U256::max);
        }
        let fee = Money::from_minor(half_up(exact, U256::from(Rate::ONE.scaled()))?, currency)?;
        let fee = rule.min.map_or(fee, |min| fee.max(min));
        rule.max.map_or(fee, |max| fee.min(max)).plus(rule.periods)
    }

    /// The rule with every amount written with the decimals of `currency`. Errors: `amount_scale`.
    pub(crate) fn in_currency(mut self, currency: Currency) -> Result<Rule, Refusal> {
        let Rule { tiers, min, max, billed_before, per_period, monotone: _ } = &mut self;
        let amounts = tiers.iter_mut().flat_map(|tier| [&mut tier.up_to, &mut tier.flat]);
        let amounts = amounts.chain([min, max, billed_before]).filter_map(Option::as_mut);
        for amount in amounts.chain(per_period.as_mut().map(|periods| &mut periods.amount)) {
            *amount = Amount::from(amount.of(currency)?);
        }
        Ok(self)
    }

    /// Finds what is wrong with the rule and resolves its amounts to minor units.
    fn check(&self, currency: Currency) -> Result<Resolved, Refusal> {
        let invalid = |why: &'static str| Refusal::new(Code::RuleInvalid).because(why);
        if self.tiers.len() > FEE_TIERS {
            return Err(Refusal::new(Code::LimitExceeded).at("tiers").allow("at most 64 tiers"));
        }
        let money = |amount: &Option<Amount>, field: &'static str| {
            amount.map(|amount| amount.of(currency).map_err(|r| r.at(field))).transpose()
        };
        let mut tiers: Vec<ResolvedTier> = Vec::with_capacity(self.tiers.len());
        for tier in &self.tiers {
            tiers.push(ResolvedTier {
                up_to: money(&tier.up_to, "up_to")?.and_then(unsigned),
                rate: tier.rate,
                flat: money(&tier.flat, "flat")?.and_then(unsigned).unwrap_or(0),
                on: tier.on,
            });
        }
        let (min, max) = (money(&self.min, "min")?, money(&self.max, "max")?);
        let billed_before = money(&self.billed_before, "billed_before")?;
        let Some((last, rest)) = tiers.split_last() else {
            return Err(invalid("a rule needs at least one tier").at("tiers"));
        };
        if last.up_to.is_some() || rest.iter().any(|tier| tier.up_to.is_none()) {
            return Err(invalid("every tier but the last needs `up_to`").at("tiers"));
        }
        if rest.first().is_some_and(|tier| tier.up_to == Some(0))
            || rest.iter().zip(rest.iter().skip(1)).any(|(a, b)| a.up_to >= b.up_to)
        {
            return Err(invalid("the tiers must ascend").at("tiers"));
        }
        let slices = tiers.iter().filter(|tier| tier.on == On::Slice).count();
        if slices != 0 && slices != tiers.len() {
            return Err(Refusal::new(Code::RuleMixed).at("tiers"));
        }
        let plain = slices != 0 && !self.monotone && tiers.iter().all(|tier| tier.flat == 0);
        if billed_before.is_some() && !plain {
            return Err(invalid("only `slice` tiers without `flat` go on from what was billed")
                .at("billed_before"));
        }
        if min.zip(max).is_some_and(|(min, max)| min > max) {
            return Err(invalid("`min` is more than `max`").at("min"));
        }
        let billed_before = billed_before.and_then(unsigned);
        let periods = match self.per_period {
            None => Money::zero(currency),
            Some(per_period) => per_period.of(currency).map_err(|r| r.at("per_period"))?,
        };
        Ok(Resolved { tiers, min, max, billed_before, periods })
    }
}

impl PerPeriod {
    /// What all periods come to. Errors: `rule_invalid` for no period, `limit_exceeded`, `amount_scale`, `amount_range`.
    fn of(self, currency: Currency) -> Result<Money, Refusal> {
        let refuse = |code| Refusal::new(code).at("periods").got(self.periods).allow("1 to 1200");
        if self.periods == 0 {
            return Err(refuse(Code::RuleInvalid));
        }
        if self.periods > FEE_PERIODS {
            return Err(refuse(Code::LimitExceeded));
        }
        let one = self.amount.of(currency).map_err(|r| r.at("amount"))?;
        Money::from_minor(one.minor().saturating_mul(self.periods.into()), currency)
    }
}

pub(crate) fn unsigned(money: Money) -> Option<u128> {
    u128::try_from(money.minor()).ok()
}

/// A checked rule with its amounts in minor units.
struct Resolved {
    tiers: Vec<ResolvedTier>,
    min: Option<Money>,
    max: Option<Money>,
    billed_before: Option<u128>,
    periods: Money,
}

struct ResolvedTier {
    up_to: Option<u128>,
    rate: Rate,
    flat: u128,
    on: On,
}

impl Resolved {
    /// The exact fee on `amount`, in minor units times 10^18.
    fn raw(&self, amount: u128) -> U256 {
        let times = |part: u128, rate: Rate| U256::from(part).saturating_mul(rate.scaled().into());
        let (mut below, mut slices) = (0, U256::ZERO);
        for tier in &self.tiers {
            let top = tier.up_to.unwrap_or(u128::MAX);
            let excess = amount.saturating_sub(below);
            if tier.on == On::Slice {
                let slice = excess.min(top.saturating_sub(below));
                slices = slices.saturating_add(times(slice, tier.rate));
            }
            if amount <= top {
                let fee = match tier.on {
                    On::Slice => slices,
                    On::Whole => times(amount, tier.rate),
                    On::Excess => times(excess, tier.rate),
                };
                return fee.saturating_add(times(tier.flat, Rate::ONE));
            }
            below = top;
        }
        slices
    }
}
