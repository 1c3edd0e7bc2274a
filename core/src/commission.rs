//! Fees: what a rule asks of an amount, and the schedule of lines an escrow agrees on.
//! A rule is computed exactly, rounded once half up, and only then clamped.

use crate::error::{Code, Refusal};
use crate::id::{PartyId, Reference};
use crate::limits::FEE_TIERS;
use crate::money::{Amount, Currency, Money};
use crate::rate::{Rate, half_up, percent};
use ethnum::U256;
use serde::{Deserialize, Serialize};

/// What the rate of a tier multiplies.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum On {
    /// The part of the amount inside this tier, added to the slices below it.
    Slice,
    /// The whole amount.
    Whole,
    /// What exceeds the lower bound of this tier.
    Excess,
}

/// One step of a fee rule.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Tier {
    /// The largest amount that belongs to this tier; the last tier has none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub up_to: Option<Amount>,
    /// A fraction of what `on` names.
    pub rate: Rate,
    /// Added once when the amount falls in this tier.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub flat: Option<Amount>,
    /// What the rate multiplies.
    pub on: On,
}

/// How a fee follows from an amount: tiers, then a floor and a cap.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rule {
    /// Ascending tiers; `slice` is not mixed with the other two.
    pub tiers: Vec<Tier>,
    /// The fee is never less than this.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub min: Option<Amount>,
    /// The fee is never more than this.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max: Option<Amount>,
    /// Whether a larger amount may never cost less: no fee below the top of the tier before it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub monotone: bool,
    /// What was billed before under the same `slice` tiers, which go on from there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub billed_before: Option<Amount>,
}

impl Rule {
    /// One rate on everything.
    pub fn rate(rate: Rate) -> Rule {
        let tier = Tier { up_to: None, rate, flat: None, on: On::Whole };
        Rule { tiers: vec![tier], min: None, max: None, monotone: false, billed_before: None }
    }

    /// The fee on `amount`: exact, rounded once half up, then clamped to `min` and `max`.
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
        Ok(rule.max.map_or(fee, |max| fee.min(max)))
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
        Ok(Resolved { tiers, min, max, billed_before })
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

/// What a fee line is computed on.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case", deny_unknown_fields)]
pub enum Base {
    /// The sum of all milestones.
    Price {},
    /// The fee of a line declared earlier, without its tax.
    Line {
        /// Its id.
        line: Reference,
    },
}

/// The two sides of an escrow.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Payer {
    /// Pays on top of the price, when a milestone is funded.
    Buyer,
    /// Pays out of what is released.
    Seller,
}

/// How much of a line one side pays.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PayerShare {
    /// The side.
    pub payer: Payer,
    /// Its weight; weights need not sum to one.
    pub weight: Rate,
}

/// How much of a line one party receives.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PayeeShare {
    /// A party of the escrow, or `platform`.
    pub party: PartyId,
    /// Its weight; weights need not sum to one.
    pub weight: Rate,
}

/// Tax on a fee line: a line of its own, paid by the same side to `tax`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Tax {
    /// The tax rate.
    pub rate: Rate,
    /// Whether the rule's result already contains the tax.
    #[serde(default)]
    pub included: bool,
    /// Whether the one who is billed accounts for the tax himself: a line of nothing that has to be noted.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub reverse_charge: bool,
}

/// When a line becomes due while principal is released.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Timing {
    /// In proportion to the released principal.
    #[default]
    ProRata,
    /// All of it with the first release.
    Front,
    /// All of it when the whole principal is released.
    Back,
}

/// One line of a fee schedule.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FeeLine {
    /// Names the line within the schedule.
    pub id: Reference,
    /// How the fee follows from the base.
    pub rule: Rule,
    /// What it is computed on.
    pub base: Base,
    /// Who pays, in declared order: an odd minor unit goes to the first.
    pub payers: Vec<PayerShare>,
    /// Who receives, in declared rank.
    pub payees: Vec<PayeeShare>,
    /// Tax on the fee.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tax: Option<Tax>,
    /// When it becomes due.
    #[serde(default)]
    pub timing: Timing,
}

/// All fees of an escrow, as lines.
///
/// ```
/// use tercero::commission::{FeeSchedule, Payer};
///
/// let fees = FeeSchedule::percent("3.5")?.min("25.00")?.paid_by(Payer::Seller);
/// assert_eq!(fees.lines.len(), 1);
/// # Ok::<(), tercero::Refusal>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct FeeSchedule {
    /// The lines, in declared order.
    pub lines: Vec<FeeLine>,
}

impl FeeSchedule {
    /// One line of `percentage` percent of the price, paid by the seller to the platform. Errors: those of [`percent`].
    pub fn percent(percentage: &str) -> Result<FeeSchedule, Refusal> {
        Ok(FeeSchedule::rule(Rule::rate(percent(percentage)?)))
    }

    /// One line with `rule` on the price, paid by the seller to the platform.
    pub fn rule(rule: Rule) -> FeeSchedule {
        let line = FeeLine {
            id: Reference::fee(),
            rule,
            base: Base::Price {},
            payers: vec![PayerShare { payer: Payer::Seller, weight: Rate::ONE }],
            payees: vec![PayeeShare { party: PartyId::platform(), weight: Rate::ONE }],
            tax: None,
            timing: Timing::ProRata,
        };
        FeeSchedule { lines: vec![line] }
    }

    /// Both schedules, this one's lines first.
    #[must_use]
    pub fn and(mut self, other: FeeSchedule) -> FeeSchedule {
        self.lines.extend(other.lines);
        self
    }

    /// The schedule with every amount written with the decimals of `currency`, so that equal terms have equal bytes.
    /// Errors: `amount_scale`.
    pub(crate) fn in_currency(mut self, currency: Currency) -> Result<FeeSchedule, Refusal> {
        for (index, line) in self.lines.iter_mut().enumerate() {
            let Rule { tiers, min, max, billed_before, .. } = &mut line.rule;
            let amounts = tiers.iter_mut().flat_map(|tier| [&mut tier.up_to, &mut tier.flat]);
            for amount in amounts.chain([min, max, billed_before]).filter_map(Option::as_mut) {
                let money = amount.of(currency).map_err(|r| r.at(format!("fees[{index}].rule")))?;
                *amount = Amount::from(money);
            }
        }
        Ok(self)
    }

    fn last(mut self, change: impl FnOnce(&mut FeeLine)) -> FeeSchedule {
        if let Some(line) = self.lines.last_mut() {
            change(line);
        }
        self
    }

    /// Names the last line. Errors: `id_syntax`.
    pub fn named(self, id: &str) -> Result<FeeSchedule, Refusal> {
        let id = Reference::parse(id)?;
        Ok(self.last(|line| line.id = id))
    }

    /// Gives the last line a floor. Errors: those of [`Amount::parse`].
    pub fn min(self, amount: &str) -> Result<FeeSchedule, Refusal> {
        let amount = Amount::parse(amount)?;
        Ok(self.last(|line| line.rule.min = Some(amount)))
    }

    /// Gives the last line a cap. Errors: those of [`Amount::parse`].
    pub fn max(self, amount: &str) -> Result<FeeSchedule, Refusal> {
        let amount = Amount::parse(amount)?;
        Ok(self.last(|line| line.rule.max = Some(amount)))
    }

    /// Lets one side pay the last line.
    #[must_use]
    pub fn paid_by(self, payer: Payer) -> FeeSchedule {
        self.last(|line| line.payers = vec![PayerShare { payer, weight: Rate::ONE }])
    }

    /// Lets both sides pay the last line in equal parts; an odd minor unit is the buyer's.
    #[must_use]
    pub fn paid_by_both(self) -> FeeSchedule {
        self.last(|line| {
            line.payers = [Payer::Buyer, Payer::Seller]
                .map(|payer| PayerShare { payer, weight: Rate::ONE })
                .to_vec();
        })
    }

    /// Lets `party` receive the last line. Errors: `id_syntax`.
    pub fn paid_to(self, party: &str) -> Result<FeeSchedule, Refusal> {
        let party = PartyId::parse(party)?;
        Ok(self.last(|line| line.payees = vec![PayeeShare { party, weight: Rate::ONE }]))
    }

    /// Makes the last payee of the last line pass on `percentage` percent of what it receives to `party`.
    /// Errors: `id_syntax`, those of [`percent`], `rule_invalid` over 100 percent.
    pub fn passing_on(self, percentage: &str, party: &str) -> Result<FeeSchedule, Refusal> {
        let (rate, party) = (percent(percentage)?, PartyId::parse(party)?);
        let refusal = Refusal::new(Code::RuleInvalid).got(percentage);
        let mut done = Err(refusal.allow("at most 100, and exact in 18 decimals"));
        let schedule = self.last(|line| {
            if let Some(last) = line.payees.last_mut()
                && let Some((kept, passed)) = last.weight.divide(rate)
            {
                last.weight = kept;
                line.payees.push(PayeeShare { party, weight: passed });
                done = Ok(());
            }
        });
        done.map(|()| schedule)
    }

    /// Adds tax of `percentage` percent to the last line. Errors: those of [`percent`].
    pub fn taxed(self, percentage: &str) -> Result<FeeSchedule, Refusal> {
        let tax = Tax { rate: percent(percentage)?, included: false, reverse_charge: false };
        Ok(self.last(|line| line.tax = Some(tax)))
    }

    /// Leaves the tax on the last line to the one who is billed: it becomes a line of nothing.
    #[must_use]
    pub fn reverse_charged(self) -> FeeSchedule {
        let tax = Tax { rate: Rate::ZERO, included: false, reverse_charge: true };
        self.last(|line| line.tax = Some(tax))
    }

    /// Computes the last line on the fee of an earlier one. Errors: `id_syntax`.
    pub fn on_line(self, id: &str) -> Result<FeeSchedule, Refusal> {
        let base = Base::Line { line: Reference::parse(id)? };
        Ok(self.last(|line| line.base = base))
    }

    /// Sets when the last line becomes due.
    #[must_use]
    pub fn timing(self, timing: Timing) -> FeeSchedule {
        self.last(|line| line.timing = timing)
    }
}
