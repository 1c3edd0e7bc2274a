//! How a project ends early: what goes back in which state, and the dividend of one that has spent money already.
//! The owner's fault adds a claim beside the dividend and changes nothing in the arithmetic.

use super::funding::counted;
use crate::allocation::allocate_wide_into;
use crate::error::{Code, Refusal};
use crate::money::Money;
use tercero_macros::value;

/// The state of a project, as far as its early end depends on it.
#[value]
pub enum Stage {
    /// Being written.
    Draft,
    /// Visible, without requests.
    Published,
    /// Taking requests.
    Funding,
    /// The target is approved.
    FullyFunded,
    /// The target is there as money.
    ReadyForApproval,
    /// Approved, and nothing released.
    Approved,
    /// Money was released.
    InExecution,
    /// Everything is delivered, sold or written off.
    Completed,
    /// The settlement is posted.
    Settled,
}

/// How a project of some state ends.
#[value]
pub enum Ending {
    /// It holds no money.
    NothingHeld,
    /// All of it goes back, in the currency it was paid in.
    FullRefund,
    /// What is there is shared, in the base currency: [`liquidate`].
    Liquidation,
    /// It is settled, with its profit or loss.
    Settlement,
    /// Only differences are settled.
    SupplementarySettlement,
}

/// What becomes of goods for those who wanted goods.
#[value]
pub enum GoodsEnding {
    /// There are none.
    NoGoods,
    /// Units in stock are delivered at what they cost if the offer allows it, else sold.
    DeliverOrSell,
    /// They are delivered.
    Deliver,
}

/// One row of the table of endings.
#[value]
#[derive(Copy)]
pub struct EndingRow {
    /// The state.
    pub stage: Stage,
    /// What investors get.
    pub ending: Ending,
    /// Whether the platform earns its commission.
    pub commission: bool,
    /// What becomes of goods.
    pub goods: GoodsEnding,
}

const fn row(stage: Stage, ending: Ending, commission: bool, goods: GoodsEnding) -> EndingRow {
    EndingRow { stage, ending, commission, goods }
}

/// How a project ends early, state by state.
pub const ENDINGS: [EndingRow; 9] = [
    row(Stage::Draft, Ending::NothingHeld, false, GoodsEnding::NoGoods),
    row(Stage::Published, Ending::NothingHeld, false, GoodsEnding::NoGoods),
    row(Stage::Funding, Ending::FullRefund, false, GoodsEnding::NoGoods),
    row(Stage::FullyFunded, Ending::FullRefund, false, GoodsEnding::NoGoods),
    row(Stage::ReadyForApproval, Ending::FullRefund, false, GoodsEnding::NoGoods),
    row(Stage::Approved, Ending::FullRefund, false, GoodsEnding::NoGoods),
    row(Stage::InExecution, Ending::Liquidation, false, GoodsEnding::DeliverOrSell),
    row(Stage::Completed, Ending::Settlement, true, GoodsEnding::Deliver),
    row(Stage::Settled, Ending::SupplementarySettlement, false, GoodsEnding::NoGoods),
];

/// Who bears what the payment provider keeps of a payment that goes back.
#[value]
#[derive(Default)]
pub enum FeeBearer {
    /// The platform.
    #[default]
    Platform,
    /// The owner, for cancelling without cause.
    Owner,
}

/// What one request gets back.
#[value]
#[derive(Copy)]
pub struct Refund {
    /// All that was paid in, in its own currency.
    pub amount: Money,
    /// What the platform bears; it is never taken from the money of investors.
    pub platform_expense: Money,
    /// What the owner owes for it.
    pub owner_expense: Money,
}

/// Gives back all of `held`, whatever exchange rates do: money stays in its currency until the first release.
///
/// Errors: `amount_range` for a negative amount; `illegal_transition` in execution, when [`liquidate`] applies;
/// `settle_instead` for a completed project and `project_ended` for a settled one.
///
/// ```
/// use tercero::{Code, Currency, Money};
/// use tercero::project::liquidation::{FeeBearer, Stage, refund};
///
/// let usd = |text| Money::parse(text, Currency::parse("USD")?);
/// let back = refund(Stage::Funding, usd("3333.33")?, usd("112.50")?, FeeBearer::Platform)?;
/// assert_eq!((back.amount, back.platform_expense), (usd("3333.33")?, usd("112.50")?));
/// let refusal = refund(Stage::Completed, usd("1")?, usd("0")?, FeeBearer::Platform).unwrap_err();
/// assert_eq!(refusal.code, Code::SettleInstead);
/// # Ok::<(), tercero::Refusal>(())
/// ```
pub fn refund(
    stage: Stage,
    held: Money,
    provider_fee: Money,
    bearer: FeeBearer,
) -> Result<Refund, Refusal> {
    counted(held, held, "held")?;
    counted(provider_fee, provider_fee, "provider_fee")?;
    match stage.ending() {
        Ending::NothingHeld | Ending::FullRefund => {}
        Ending::Liquidation => {
            return Err(Refusal::new(Code::IllegalTransition).allow("liquidation"));
        }
        Ending::Settlement => return Err(Code::SettleInstead.into()),
        Ending::SupplementarySettlement => return Err(Code::ProjectEnded.into()),
    }
    let nothing = Money::zero(provider_fee.currency());
    let (platform_expense, owner_expense) = match bearer {
        FeeBearer::Platform => (provider_fee, nothing),
        FeeBearer::Owner => (nothing, provider_fee),
    };
    Ok(Refund { amount: held, platform_expense, owner_expense })
}

impl Stage {
    /// How a project of this state ends early.
    pub fn ending(self) -> Ending {
        let row = ENDINGS.iter().find(|row| row.stage == self);
        row.map_or(Ending::NothingHeld, |row| row.ending)
    }
}

/// Whether the owner is to blame for the end.
#[value]
#[derive(Default)]
pub enum Fault {
    /// Nobody is.
    #[default]
    None,
    /// The owner is, and owes investors their loss.
    Owner,
}

/// What one position gets of what is left.
#[value]
#[derive(Copy)]
pub struct Dividend {
    /// Its share.
    pub payout: Money,
    /// What it lacks of the capital, never more than all of it.
    pub loss: Money,
}

/// The end of a project in execution. No commission is due.
#[value]
pub struct Liquidation {
    /// What is shared: never less than nothing.
    pub distributable: Money,
    /// One for each position, in their order.
    pub lines: Vec<Dividend>,
    /// Debts that the money did not suffice for; investors do not owe them.
    pub unpaid: Money,
    /// What the owner owes investors: the whole loss, or nothing without fault. A claim, not money that is there.
    pub owner_indemnity: Money,
}

/// Shares what is left of a project in proportion to capital, by largest remainder, ties to the earlier position.
///
/// That is `capital` (by `seq`, less what was returned before), less what was `spent`, plus `recoveries` such as goods sold,
/// less what is owed and not yet paid; debts above that leave nothing to share.
///
/// Errors: `currency_mismatch`, `amount_range` for a negative amount, `no_weights`, `zero_weights`, `limit_exceeded`.
///
/// ```
/// use tercero::{Currency, Money};
/// use tercero::project::liquidation::{Fault, liquidate};
///
/// let eur = |text| Money::parse(text, Currency::parse("EUR")?);
/// let capital = [eur("100")?, eur("50")?];
/// let end = liquidate(&capital, eur("60")?, eur("5")?, eur("20")?, Fault::Owner)?;
/// assert_eq!((end.distributable, end.owner_indemnity), (eur("75")?, eur("75")?));
/// assert_eq!((end.lines[0].payout, end.lines[1].loss), (eur("50")?, eur("25")?));
/// # Ok::<(), tercero::Refusal>(())
/// ```
pub fn liquidate(
    capital: &[Money],
    spent: Money,
    recoveries: Money,
    accrued_unpaid: Money,
    fault: Fault,
) -> Result<Liquidation, Refusal> {
    for (field, amount) in
        [("spent", spent), ("recoveries", recoveries), ("accrued_unpaid", accrued_unpaid)]
    {
        counted(amount, spent, field)?;
    }
    let nothing = Money::zero(spent.currency());
    let mut all = nothing;
    for capital in capital {
        counted(*capital, spent, "capital")?;
        all = all.plus(*capital)?;
    }
    let left = all.plus(recoveries)?.minus(spent)?.minus(accrued_unpaid)?;
    let distributable = left.max(nothing);
    let unpaid = nothing.minus(left.min(nothing))?;
    let weights: Vec<i128> = capital.iter().map(|capital| capital.minor()).collect();
    let mut payouts = vec![0; weights.len()];
    allocate_wide_into(distributable.minor(), &weights, &mut payouts)?;
    let (mut lines, mut lost) = (Vec::with_capacity(payouts.len()), nothing);
    for (capital, payout) in capital.iter().zip(payouts) {
        let payout = Money::from_minor(payout, spent.currency())?;
        let loss = capital.minus(payout)?.max(nothing);
        lost = lost.plus(loss)?;
        lines.push(Dividend { payout, loss });
    }
    let owner_indemnity = match fault {
        Fault::None => nothing,
        Fault::Owner => lost,
    };
    Ok(Liquidation { distributable, lines, unpaid, owner_indemnity })
}
