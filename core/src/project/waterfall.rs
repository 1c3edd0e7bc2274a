//! Shares in tiers, as data: return of capital, preferred return, catch-up, split.
//! Each tier takes what it needs of what is left, and what it gives the investors is shared to the minor unit.

use super::columns::{Minor, PositionColumns, fit, sum};
use super::rounding::{accrued, in_two, part};
use crate::allocation::allocate_wide_into;
use crate::error::{Code, Refusal};
use crate::limits::{PREFERRED_DAYS, WATERFALL_TIERS};
use crate::money::Money;
use crate::rate::{Rate, half_up};
use ethnum::U256;
use tercero_macros::value;

/// Whether a preferred return earns a return itself.
#[value]
pub enum Compounding {
    /// On the capital only, rounded half up once.
    Simple,
    /// Each full year's return is rounded half up and added to the base; the days after the last full year are simple.
    Compound,
}

/// How days become a fraction of a year. The host counts the days; for 30/360 a month has thirty.
#[value]
pub enum DayCount {
    /// Calendar days, 360 to a year.
    #[serde(rename = "act_360")]
    Act360,
    /// Calendar days, 365 to a year.
    #[serde(rename = "act_365")]
    Act365,
    /// Months of 30 days, 360 to a year.
    #[serde(rename = "thirty_360")]
    Thirty360,
}

impl DayCount {
    /// The days of a year.
    pub const fn year(self) -> u32 {
        match self {
            DayCount::Act360 | DayCount::Thirty360 => 360,
            DayCount::Act365 => 365,
        }
    }
}

/// One tier of a waterfall. Tiers are served in their order.
#[value(name = "ProjectTier")]
#[derive(Copy)]
pub enum Tier {
    /// The capital, in proportion to it. The first tier, and only the first.
    ReturnOfCapital {},
    /// A return on the capital, all of it to the investors, shared by what is due to each.
    Preferred {
        /// For a year; at most one.
        rate: Rate,
        /// Whether it earns a return itself.
        compounding: Compounding,
        /// How days become a fraction of a year.
        day_count: DayCount,
        /// The days it runs, at most 36 600; without it those of each position.
        days: Option<u32>,
    },
    /// The owner catches up until he has the fraction `target` of all profit paid so far.
    CatchUp {
        /// The fraction of this tier that goes to the owner, above the target and at most one.
        speed: Rate,
        /// What the owner catches up to.
        target: Rate,
    },
    /// All that is left, in two. The last tier, and only the last.
    Split {
        /// The owner's fraction, at most one.
        owner: Rate,
    },
}

/// Refuses tiers that make no sense.
///
/// The first tier returns the capital, the last one splits, and none in between does either. A catch-up follows a
/// preferred return, is faster than its target and at most one.
///
/// Errors: `limit_exceeded`, `tier_invalid`, `catch_up_not_above_target`.
pub fn check_tiers(tiers: &[Tier]) -> Result<(), Refusal> {
    if tiers.len() > WATERFALL_TIERS {
        let refusal = Refusal::new(Code::LimitExceeded).at("tiers").got(tiers.len());
        return Err(refusal.allow("at most 16 tiers"));
    }
    let invalid = |why: &'static str| Refusal::new(Code::TierInvalid).because(why).at("tiers");
    let (Some(Tier::ReturnOfCapital {}), Some(Tier::Split { .. })) = (tiers.first(), tiers.last())
    else {
        return Err(invalid("the first tier must return the capital and the last one split"));
    };
    let inner = tiers.len().saturating_sub(2);
    let mut previous = None;
    for (index, tier) in tiers.iter().enumerate() {
        let refuse = |refusal: Refusal| refusal.at(format!("tiers[{index}]"));
        tier.check().map_err(refuse)?;
        let outer = matches!(tier, Tier::ReturnOfCapital {} | Tier::Split { .. });
        if outer && (1..=inner).contains(&index) {
            return Err(invalid("capital returns first and once, and nothing follows a split"));
        }
        let after_preferred = matches!(previous, Some(Tier::Preferred { .. }));
        if matches!(tier, Tier::CatchUp { .. }) && !after_preferred {
            return Err(invalid("a catch-up follows a preferred return"));
        }
        previous = Some(*tier);
    }
    Ok(())
}

impl Tier {
    /// Whether the investors share their part by the weights of the profit, with that of all such tiers.
    pub(crate) const fn shares_by_weight(self) -> bool {
        matches!(self, Tier::CatchUp { .. } | Tier::Split { .. })
    }

    fn check(self) -> Result<(), Refusal> {
        let at_most_one = |rate: Rate, field: &'static str| {
            if rate > Rate::ONE {
                let refusal = Refusal::new(Code::TierInvalid).at(field).got(rate);
                return Err(refusal.because("a fraction is at most one").allow("at most 1"));
            }
            Ok(())
        };
        match self {
            Tier::ReturnOfCapital {} => Ok(()),
            Tier::Preferred { rate, days, .. } => {
                at_most_one(rate, "rate")?;
                days.map_or(Ok(()), |days| check_days(days.into()).map(|_| ()))
            }
            Tier::CatchUp { speed, target } => {
                at_most_one(speed, "speed")?;
                if speed > target {
                    return Ok(());
                }
                let refusal = Refusal::new(Code::CatchUpNotAboveTarget).at("speed").got(speed);
                Err(refusal.allow(format!("more than {target}")))
            }
            Tier::Split { owner } => at_most_one(owner, "owner"),
        }
    }
}

/// The number of days, if it can be counted. Errors: `limit_exceeded`.
fn check_days(days: i128) -> Result<u32, Refusal> {
    u32::try_from(days).ok().filter(|days| *days <= PREFERRED_DAYS).ok_or_else(|| {
        Refusal::new(Code::LimitExceeded).at("days").got(days).allow("at most 36600 days")
    })
}

/// A preferred return, apart from its days.
#[derive(Clone, Copy)]
struct Preference {
    rate: Rate,
    compounding: Compounding,
    year: u32,
}

impl Preference {
    /// What is due on `capital` after `days`. Errors: `amount_range`.
    fn due(self, capital: i128, days: u32) -> Result<i128, Refusal> {
        if self.compounding == Compounding::Simple {
            return accrued(capital, self.rate, days, self.year);
        }
        let years = days.checked_div(self.year).unwrap_or(0);
        let rest = days.checked_rem(self.year).unwrap_or(0);
        let mut base = capital;
        for _ in 0..years {
            let year = part(base, self.rate)?;
            base = base.checked_add(year).ok_or(Code::AmountRange)?;
        }
        let tail = accrued(base, self.rate, rest, self.year)?;
        base.checked_add(tail)
            .and_then(|all| all.checked_sub(capital))
            .ok_or(Code::AmountRange.into())
    }
}

/// What each preferred return of `tiers` owes each position, in minor units.
///
/// Errors: `length_mismatch` if the days of the positions are needed and missing, `limit_exceeded`, `amount_range`.
pub(crate) fn preferred_dues<N: Minor>(
    tiers: &[Tier],
    positions: &PositionColumns<'_, N>,
) -> Result<Vec<Vec<N>>, Refusal> {
    let mut dues = Vec::new();
    for tier in tiers {
        let Tier::Preferred { rate, compounding, day_count, days } = *tier else { continue };
        let preference = Preference { rate, compounding, year: day_count.year() };
        let due = |capital: &N, days: u32| fit(preference.due((*capital).into(), days)?);
        let column: Result<Vec<N>, Refusal> = match days {
            Some(days) => positions.capital.iter().map(|capital| due(capital, days)).collect(),
            None if positions.days.len() != positions.count() => {
                Err(Refusal::new(Code::LengthMismatch).at("days").got(positions.days.len()))
            }
            None => {
                let pairs = positions.capital.iter().zip(positions.days);
                pairs.map(|(capital, days)| due(capital, check_days((*days).into())?)).collect()
            }
        };
        dues.push(column?);
    }
    Ok(dues)
}

/// What one tier gives, in minor units.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Step {
    /// What the tier would take if there were enough; for a split what it got.
    pub(crate) due: i128,
    pub(crate) investors: i128,
    pub(crate) owner: i128,
}

/// Serves the tiers in order out of `distributable`. `preferred` is what each preferred return comes to.
pub(crate) fn steps(
    tiers: &[Tier],
    distributable: i128,
    capital: i128,
    preferred: &[i128],
) -> Result<Vec<Step>, Refusal> {
    let mut left = distributable;
    let (mut investors_profit, mut owner_profit) = (0_i128, 0_i128);
    let mut preferred = preferred.iter();
    let mut steps = Vec::with_capacity(tiers.len());
    for tier in tiers {
        let due = match tier {
            Tier::ReturnOfCapital {} => capital,
            Tier::Preferred { .. } => preferred.next().copied().unwrap_or(0),
            Tier::CatchUp { speed, target } => {
                catch_up(*speed, *target, investors_profit, owner_profit)?
            }
            Tier::Split { .. } => left,
        };
        let paid = due.min(left);
        let owner_rate = match tier {
            Tier::ReturnOfCapital {} | Tier::Preferred { .. } => Rate::ZERO,
            Tier::CatchUp { speed, .. } => *speed,
            Tier::Split { owner } => *owner,
        };
        let sides = in_two(paid, owner_rate)?;
        left = left.saturating_sub(paid);
        if !matches!(tier, Tier::ReturnOfCapital {}) {
            investors_profit = investors_profit.saturating_add(sides.investors);
            owner_profit = owner_profit.saturating_add(sides.owner);
        }
        steps.push(Step { due, investors: sides.investors, owner: sides.owner });
    }
    Ok(steps)
}

/// The size Z of a catch-up after which the owner has `target` of all profit: `owner + speed·Z = target·(all + Z)`, so
/// Z = (target·all − owner) / (speed − target), half up. Nothing if he has it already.
fn catch_up(speed: Rate, target: Rate, investors: i128, owner: i128) -> Result<i128, Refusal> {
    let times = |amount: i128, rate: u128| {
        U256::from(amount.unsigned_abs()).saturating_mul(U256::from(rate))
    };
    let wanted = times(investors.saturating_add(owner), target.scaled());
    let missing = wanted.saturating_sub(times(owner, Rate::ONE.scaled()));
    half_up(missing, U256::from(speed.scaled().saturating_sub(target.scaled())))
}

/// What one tier gave to whom.
#[value]
pub struct TierResult {
    /// The tier.
    pub tier: Tier,
    /// What it would have taken if there had been enough; for a split what it got.
    pub due: Money,
    /// What the owner got.
    pub owner: Money,
    /// What the investors got together.
    pub investors: Money,
    /// By what the investors' part was shared: capital, or the preferred return due to each. Empty for a catch-up and a
    /// split.
    pub dues: Vec<Money>,
    /// What each investor got. Empty for a catch-up and a split, whose investors' parts are shared together.
    pub parts: Vec<Money>,
}

/// What a waterfall gave to whom.
#[value]
pub struct Waterfall {
    /// The owner's part of all tiers.
    pub owner: Money,
    /// What each investor got of all tiers.
    pub investors: Vec<Money>,
    /// What each investor got of all catch-ups and the split together.
    pub shared: Vec<Money>,
    /// The tiers one by one.
    pub tiers: Vec<TierResult>,
}

/// Serves the tiers out of `distributable`, for positions of this `capital`, in order of seniority.
///
/// `days` are those of the positions; they may be empty if every preferred return names its own. What the investors get is
/// shared by largest remainder: a preferred return by what is due to each, capital by capital, and all catch-ups and the
/// split together by capital, so that they are rounded once. The owner's and the investors' part of a tier are split by
/// largest remainder too, a tie to the investors. Everything together is `distributable`.
///
/// Errors: those of [`check_tiers`]; `amount_range`, `currency_mismatch`, `length_mismatch`, `no_weights`, `zero_weights`.
///
/// ```
/// use tercero::project::waterfall::{Tier, waterfall};
/// use tercero::{Currency, Money, percent};
///
/// let yen = |minor| Money::from_minor(minor, Currency::parse("JPY")?);
/// let tiers = [Tier::ReturnOfCapital {}, Tier::Split { owner: percent("20")? }];
/// let paid = waterfall(&tiers, yen(1_500)?, &[yen(600)?, yen(400)?], &[])?;
/// assert_eq!(paid.owner, yen(100)?);
/// assert_eq!(paid.investors, [yen(840)?, yen(560)?]);
/// # Ok::<(), tercero::Refusal>(())
/// ```
pub fn waterfall(
    tiers: &[Tier],
    distributable: Money,
    capital: &[Money],
    days: &[u32],
) -> Result<Waterfall, Refusal> {
    check_tiers(tiers)?;
    let currency = distributable.currency();
    if distributable.minor() < 0 {
        let refusal = Refusal::new(Code::AmountRange).at("distributable");
        return Err(refusal.got(distributable.amount_text()));
    }
    capital.iter().try_for_each(|capital| distributable.same_currency(*capital))?;
    let capital: Vec<i128> = capital.iter().map(|capital| capital.minor()).collect();
    let days: Vec<i128> = days.iter().map(|days| (*days).into()).collect();
    let columns = PositionColumns { capital: &capital, days: &days, ..Default::default() };
    columns.check()?;
    let dues = preferred_dues(tiers, &columns)?;
    let totals: Vec<i128> = dues.iter().map(|dues| sum(dues)).collect();
    let steps = steps(tiers, distributable.minor(), sum(&capital), &totals)?;

    let money = |minor: i128| Money::from_minor(minor, currency);
    let monies = |minors: &[i128]| -> Result<Vec<Money>, Refusal> {
        minors.iter().map(|minor| money(*minor)).collect()
    };
    let mut dues = dues.into_iter();
    let (mut owner, mut shared_total) = (0_i128, 0_i128);
    let mut investors = vec![0_i128; capital.len()];
    let mut share = |total: i128, weights: &[i128]| -> Result<Vec<Money>, Refusal> {
        let mut parts = vec![0_i128; capital.len()];
        if total > 0 {
            allocate_wide_into(total, weights, &mut parts)?;
        }
        for (all, part) in investors.iter_mut().zip(&parts) {
            *all = all.saturating_add(*part);
        }
        monies(&parts)
    };
    let mut results = Vec::with_capacity(tiers.len());
    for (tier, step) in tiers.iter().zip(steps) {
        owner = owner.saturating_add(step.owner);
        let weights = match tier {
            Tier::ReturnOfCapital {} => capital.clone(),
            Tier::Preferred { .. } => dues.next().unwrap_or_default(),
            Tier::CatchUp { .. } | Tier::Split { .. } => Vec::new(),
        };
        let parts = if tier.shares_by_weight() {
            shared_total = shared_total.saturating_add(step.investors);
            Vec::new()
        } else {
            share(step.investors, &weights)?
        };
        results.push(TierResult {
            tier: *tier,
            due: money(step.due)?,
            owner: money(step.owner)?,
            investors: money(step.investors)?,
            dues: monies(&weights)?,
            parts,
        });
    }
    let shared = share(shared_total, &capital)?;
    if owner.saturating_add(sum(&investors)) != distributable.minor() {
        return Err(Refusal::new(Code::InvariantViolated).at("distributable"));
    }
    Ok(Waterfall { owner: money(owner)?, investors: monies(&investors)?, shared, tiers: results })
}
