//! Money before and after the settlement: interim payments, advances, unspent capital, holdback, small amounts.
//! Interim money never takes back; what changes later is posted as a difference.

use super::columns::{Minor, Weighted, fit};
use super::commission::at_most_one;
use super::rounding::part_down;
use super::rules::not_negative;
use super::settlement::{Position, SettlementRules, Table, Weights};
use crate::error::{Code, Refusal};
use crate::id::Reference;
use crate::money::Money;
use crate::rate::Rate;
use tercero_macros::value;

/// What one position gets of an amount that was split.
#[value]
pub struct Portion {
    /// The participation.
    pub position: Reference,
    /// Its part.
    pub amount: Money,
}

/// Splits `amount` over the positions by largest remainder, a tie to the senior; the parts come in order of seniority.
///
/// By capital it splits a holdback, by capital-days the yield that waiting money earned.
///
/// Errors: those of [`settle`](super::settlement::settle) about positions; `no_weights`, `zero_weights`.
pub fn share(
    rules: &SettlementRules,
    amount: Money,
    weights: Weights,
    positions: &[Position],
) -> Result<Vec<Portion>, Refusal> {
    Money::zero(rules.currency()).same_currency(amount)?;
    let table = Table::of(rules, positions)?;
    let columns = table.columns();
    let weights = match weights {
        Weights::Capital => Weighted::given(columns.capital),
        Weights::CapitalDays => Weighted::capital_days(&columns)?,
    };
    let mut parts = vec![0_i128; positions.len()];
    weights.allocate(amount.minor(), &mut parts)?;
    let portion = |(position, part): (&&Position, i128)| {
        let amount = Money::from_minor(part, amount.currency())?;
        Ok(Portion { position: position.id.clone(), amount })
    };
    table.positions.iter().zip(parts).map(portion).collect()
}

/// Splits the yield of waiting money by capital-days. Errors: those of [`share`].
pub fn yield_split(
    rules: &SettlementRules,
    amount: Money,
    positions: &[Position],
) -> Result<Vec<Portion>, Refusal> {
    share(rules, amount, Weights::CapitalDays, positions)
}

/// Splits a holdback of the whole project by capital. Errors: those of [`share`].
pub fn holdback_split(
    rules: &SettlementRules,
    amount: Money,
    positions: &[Position],
) -> Result<Vec<Portion>, Refusal> {
    share(rules, amount, Weights::Capital, positions)
}

/// The cash of a project and what of it is spoken for. No amount is negative.
#[value]
pub struct Cash {
    /// What is in the escrow.
    pub cash: Money,
    /// Costs that are ordered and not paid.
    pub committed_costs: Money,
    /// What is kept for the unforeseen.
    pub reserve: Money,
}

impl Cash {
    /// What may be distributed: the cash above committed costs and reserve. Errors: `currency_mismatch`, `amount_range`.
    pub fn free(&self) -> Result<Money, Refusal> {
        for (money, field) in [
            (self.cash, "cash"),
            (self.committed_costs, "committed_costs"),
            (self.reserve, "reserve"),
        ] {
            not_negative(money, field)?;
        }
        let free = self.cash.minus(self.committed_costs)?.minus(self.reserve)?;
        Ok(free.max(Money::zero(free.currency())))
    }
}

/// What one position gets of an interim distribution.
#[value]
pub struct InterimLine {
    /// The participation.
    pub position: Reference,
    /// The payment, never negative.
    pub payment: Money,
    /// What of it is capital: all until the position has its capital back.
    pub capital: Money,
    /// What of it is profit, provisional until the settlement.
    pub profit: Money,
}

/// Distributes `amount` before the settlement, capital first.
///
/// With what was distributed before, each position has less than two minor units more or less than its share by capital of
/// everything; nobody pays back ([`allocate_increment`](crate::allocation::allocate_increment)). The owner's positions wait
/// for the settlement if their capital loses first. The lines come in order of seniority.
///
/// Errors: `cash_short` for more than the free cash, `amount_range`; those of [`settle`](super::settlement::settle) about
/// positions; `no_weights`, `zero_weights`.
pub fn interim(
    rules: &SettlementRules,
    cash: &Cash,
    amount: Money,
    positions: &[Position],
) -> Result<Vec<InterimLine>, Refusal> {
    Money::zero(rules.currency()).same_currency(amount)?;
    not_negative(amount, "amount")?;
    let free = cash.free()?;
    amount.same_currency(free)?;
    if amount > free {
        let refusal = Refusal::new(Code::CashShort).at("amount").got(amount.amount_text());
        return Err(refusal.allow(format!("at most {}", free.amount_text())));
    }
    let table = Table::of(rules, positions)?;
    let columns = table.columns();
    let taking = if rules.first_loss {
        columns.count().saturating_sub(columns.owners)
    } else {
        columns.count()
    };
    let paid = |position: &&Position| {
        position.distributed.minor().saturating_add(position.profit_distributed.minor())
    };
    let paid: Vec<i128> = table.positions.iter().take(taking).map(paid).collect();
    let weights = columns.capital.get(..taking).unwrap_or_default();
    let mut payments = vec![0_i128; taking];
    i128::increment(weights, &paid, amount.minor(), &mut payments)?;
    payments.resize(positions.len(), 0);
    let line = |(position, payment): (&&Position, i128)| {
        let payment = Money::from_minor(payment, amount.currency())?;
        let zero = Money::zero(amount.currency());
        let capital = position.capital.minus(position.distributed)?.max(zero).min(payment);
        let profit = payment.minus(capital)?;
        Ok(InterimLine { position: position.id.clone(), payment, capital, profit })
    };
    table.positions.iter().zip(payments).map(line).collect()
}

/// [`interim`] on columns of minor units: `paid` is all that was distributed before, `capital` receives what of the payment
/// is capital. The time is linear in the number of positions. The guard of the cash is the caller's.
///
/// Errors: `length_mismatch`, and those of [`allocate_increment_into`](crate::allocation::allocate_increment_into).
///
/// ```
/// use tercero::project::distribution::distribute_into;
///
/// let (mut payment, mut capital) = ([0_i64; 2], [0; 2]);
/// distribute_into(&[600, 400], &[590, 393], 100, &mut payment, &mut capital)?;
/// assert_eq!((payment, capital), ([60, 40], [10, 7]));
/// # Ok::<(), tercero::Refusal>(())
/// ```
pub fn distribute_into<N: Minor>(
    weights: &[N],
    paid: &[N],
    amount: N,
    payment: &mut [N],
    capital: &mut [N],
) -> Result<(), Refusal> {
    N::increment(weights, paid, amount, payment)?;
    if capital.len() != weights.len() {
        return Err(Refusal::new(Code::LengthMismatch).at("capital").got(capital.len()));
    }
    for (((place, payment), weight), paid) in
        capital.iter_mut().zip(payment.iter()).zip(weights).zip(paid)
    {
        let outstanding = (*weight).into().saturating_sub((*paid).into()).max(0);
        *place = fit((*payment).into().min(outstanding))?;
    }
    Ok(())
}

/// Capital that was not needed and goes back before anything is settled.
#[value]
pub struct Unspent {
    /// All capital less what was spent, at least nothing.
    pub unspent: Money,
    /// What each position gets back, in order of seniority.
    pub returned: Vec<Portion>,
}

/// Gives back the capital above what was `spent`, by capital. It is never profit: no commission is due on it, and the
/// settlement sets it off as `distributed`.
///
/// Errors: `amount_exceeds_available` if a position would get back more than the capital it has in; those of [`share`].
pub fn unspent_return(
    rules: &SettlementRules,
    spent: Money,
    positions: &[Position],
) -> Result<Unspent, Refusal> {
    not_negative(spent, "spent")?;
    let zero = Money::zero(rules.currency());
    let raised = positions.iter().try_fold(zero, |sum, position| sum.plus(position.capital))?;
    let unspent = raised.minus(spent)?.max(zero);
    let returned = share(rules, unspent, Weights::Capital, positions)?;
    let table = Table::of(rules, positions)?;
    for (position, portion) in table.positions.iter().zip(&returned) {
        let left = position.capital.minus(position.distributed)?;
        if portion.amount > left {
            let refusal = Refusal::new(Code::AmountExceedsAvailable).at(position.id.to_string());
            return Err(refusal.got(portion.amount.amount_text()).allow(left.amount_text()));
        }
    }
    Ok(Unspent { unspent, returned })
}

/// What a position may be advanced in all: its expected profit times `cap`, rounded down. Errors: `amount_range`,
/// `offer_invalid` for a cap above one.
pub fn advance_limit(expected_profit: Money, cap: Rate) -> Result<Money, Refusal> {
    at_most_one(cap, "advance_cap")?;
    not_negative(expected_profit, "expected_profit")?;
    Money::from_minor(part_down(expected_profit.minor(), cap)?, expected_profit.currency())
}

/// The advances of a position after a further `amount`. An advance is never paid from the capital of others, so all of
/// them together stay within [`advance_limit`].
///
/// Errors: `amount_exceeds_available`, and those of [`advance_limit`].
pub fn advance(
    position: &Position,
    amount: Money,
    expected_profit: Money,
    cap: Rate,
) -> Result<Money, Refusal> {
    not_negative(amount, "amount")?;
    let limit = advance_limit(expected_profit, cap)?;
    let advances = position.advance.plus(amount)?;
    limit.same_currency(advances)?;
    if advances > limit {
        let left = limit.minus(position.advance)?.max(Money::zero(limit.currency()));
        let refusal = Refusal::new(Code::AmountExceedsAvailable).at("amount");
        return Err(refusal.got(amount.amount_text()).allow(left.amount_text()));
    }
    Ok(advances)
}

/// Where money that has to come back comes from.
#[value]
pub struct Collected {
    /// From what was kept back.
    pub from_holdback: Money,
    /// From what is still to be paid.
    pub from_future: Money,
    /// What is left and has to be given back.
    pub receivable: Money,
    /// What of the holdback is free.
    pub released: Money,
}

/// Collects `due`: from the holdback, then from future payouts, and the rest is a receivable.
///
/// Errors: `currency_mismatch`; `amount_range` for a negative amount.
pub fn collect(due: Money, holdback: Money, future: Money) -> Result<Collected, Refusal> {
    due.same_currency(holdback)?;
    due.same_currency(future)?;
    for (money, field) in [(due, "due"), (holdback, "holdback"), (future, "future")] {
        not_negative(money, field)?;
    }
    let from_holdback = due.min(holdback);
    let rest = due.minus(from_holdback)?;
    let from_future = rest.min(future);
    Ok(Collected {
        from_holdback,
        from_future,
        receivable: rest.minus(from_future)?,
        released: holdback.minus(from_holdback)?,
    })
}

/// What is paid and what waits.
#[value]
pub struct Parked {
    /// Paid now.
    pub paid: Money,
    /// Still owed: added to the next payout, never income of the platform.
    pub parked: Money,
}

/// Pays what is `payable` with what was `parked` before, unless together it is below `threshold`.
///
/// Errors: `currency_mismatch`; `amount_range` for a negative amount.
pub fn pay_or_park(payable: Money, parked: Money, threshold: Money) -> Result<Parked, Refusal> {
    for (money, field) in [(payable, "payable"), (parked, "parked"), (threshold, "threshold")] {
        not_negative(money, field)?;
    }
    let all = payable.plus(parked)?;
    all.same_currency(threshold)?;
    let zero = Money::zero(all.currency());
    let (paid, parked) = if all < threshold { (zero, all) } else { (all, zero) };
    Ok(Parked { paid, parked })
}
