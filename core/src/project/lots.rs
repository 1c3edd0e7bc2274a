//! An owner's promote taken lot by lot: what each lot gave him, what the whole project entitles him to, what comes back.
//! A lot that was too good is clawed back from the holdback first, then from future payouts, then as a receivable.

use super::columns::PositionColumns;
use super::distribution::{Collected, collect};
use super::rounding::part;
use super::waterfall::{Tier, check_tiers, preferred_dues, steps};
use crate::allocation::allocate_wide_into;
use crate::error::{Code, Refusal};
use crate::id::Reference;
use crate::money::Money;
use crate::project::commission::at_most_one;
use crate::rate::Rate;
use std::collections::BTreeSet;
use tercero_macros::value;

/// A part of the project that is paid out by itself.
#[value]
pub struct Lot {
    /// Names the lot.
    pub id: Reference,
    /// The capital that went into it.
    pub capital: Money,
    /// What it brought, costs deducted.
    pub proceeds: Money,
    /// How long the capital was in it, for a preferred return without days of its own.
    #[serde(default)]
    pub days: u32,
}

/// What the owner got lot by lot, and what of it comes back.
#[value]
pub struct ByLot {
    /// The owner's part of each lot, in the order of the lots.
    pub promotes: Vec<Money>,
    /// The owner's part of the whole project.
    pub entitlement: Money,
    /// What was kept back of the promotes: each times the holdback rate, half up.
    pub held: Money,
    /// By how much the promotes exceed the entitlement.
    pub clawback: Money,
    /// Where the clawback comes from.
    pub collected: Collected,
    /// The clawback, split over the investors by their capital.
    pub to_investors: Vec<Money>,
}

/// Compares the owner's part lot by lot with his part of the whole.
///
/// `future` is what the owner is still to be paid, `capital` that of the investors in order of seniority.
///
/// Errors: those of [`check_tiers`]; `offer_invalid` for a rate above one, `already_exists` for a lot named twice,
/// `amount_range`, `currency_mismatch`, `no_weights`, `zero_weights`.
///
/// ```
/// use tercero::project::{lots::{Lot, by_lot}, waterfall::Tier};
/// use tercero::{Currency, Money, Rate, Reference, percent};
///
/// let yen = |minor| Money::from_minor(minor, Currency::parse("JPY")?);
/// let tiers = [Tier::ReturnOfCapital {}, Tier::Split { owner: percent("20")? }];
/// let lot = |id, proceeds| Ok::<_, tercero::Refusal>(Lot {
///     id: Reference::parse(id)?, capital: yen(1_000)?, proceeds: yen(proceeds)?, days: 0,
/// });
/// let lots = [lot("a", 1_500)?, lot("b", 800)?];
/// let result = by_lot(&tiers, &lots, percent("30")?, yen(0)?, &[yen(2_000)?])?;
/// assert_eq!(result.clawback, yen(40)?);
/// assert_eq!((result.collected.from_holdback, result.collected.receivable), (yen(30)?, yen(10)?));
/// # Ok::<(), tercero::Refusal>(())
/// ```
pub fn by_lot(
    tiers: &[Tier],
    lots: &[Lot],
    holdback: Rate,
    future: Money,
    capital: &[Money],
) -> Result<ByLot, Refusal> {
    check_tiers(tiers)?;
    at_most_one(holdback, "holdback")?;
    let currency = future.currency();
    let money = |minor: i128| Money::from_minor(minor, currency);
    let mut names = BTreeSet::new();
    for (index, lot) in lots.iter().enumerate() {
        let at = |refusal: Refusal| refusal.at(format!("lots[{index}]"));
        if !names.insert(&lot.id) {
            return Err(at(Refusal::new(Code::AlreadyExists).at("id").got(&lot.id)));
        }
        future.same_currency(lot.proceeds).map_err(at)?;
        future.same_currency(lot.capital).map_err(at)?;
        if lot.proceeds.minor() < 0 {
            let refusal = Refusal::new(Code::AmountRange).at("proceeds");
            return Err(at(refusal.got(lot.proceeds.amount_text())));
        }
    }
    let invested: Vec<i128> = lots.iter().map(|lot| lot.capital.minor()).collect();
    let days: Vec<i128> = lots.iter().map(|lot| lot.days.into()).collect();
    let columns = PositionColumns { capital: &invested, days: &days, ..Default::default() };
    columns.check()?;
    let dues = preferred_dues(tiers, &columns)?;

    let owner_of = |proceeds: i128, capital: i128, preferred: &[i128]| -> Result<i128, Refusal> {
        let steps = steps(tiers, proceeds, capital, preferred)?;
        Ok(steps.iter().fold(0_i128, |owner, step| owner.saturating_add(step.owner)))
    };
    let mut promotes = Vec::with_capacity(lots.len());
    let (mut all, mut all_invested, mut taken, mut held) = (0_i128, 0_i128, 0_i128, 0_i128);
    let mut all_due = vec![0_i128; dues.len()];
    for (index, lot) in lots.iter().enumerate() {
        let due: Vec<i128> =
            dues.iter().map(|column| column.get(index).copied().unwrap_or(0)).collect();
        let promote = owner_of(lot.proceeds.minor(), lot.capital.minor(), &due)?;
        all = all.saturating_add(lot.proceeds.minor());
        all_invested = all_invested.saturating_add(lot.capital.minor());
        taken = taken.saturating_add(promote);
        held = held.saturating_add(part(promote, holdback)?);
        all_due.iter_mut().zip(due).for_each(|(all, due)| *all = all.saturating_add(due));
        promotes.push(money(promote)?);
    }
    let entitlement = owner_of(all, all_invested, &all_due)?;
    let clawback = money(taken.saturating_sub(entitlement).max(0))?;
    let held = money(held)?;
    capital.iter().try_for_each(|capital| future.same_currency(*capital))?;
    let weights: Vec<i128> = capital.iter().map(|capital| capital.minor()).collect();
    let mut parts = vec![0; weights.len()];
    allocate_wide_into(clawback.minor(), &weights, &mut parts)?;
    Ok(ByLot {
        promotes,
        entitlement: money(entitlement)?,
        held,
        clawback,
        collected: collect(clawback, held, future)?,
        to_investors: parts.into_iter().map(money).collect::<Result<_, _>>()?,
    })
}
