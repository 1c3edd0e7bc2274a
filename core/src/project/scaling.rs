//! Scale-back of an oversubscribed round: whole steps by largest remainder, and nobody below the smallest ticket.
//! Who would fall below it is left out, one at a time, and the others share anew.

use super::funding::{Round, counted};
use crate::allocation::allocate_wide_into;
use crate::error::Refusal;
use crate::money::Money;
use ethnum::U256;
use tercero_macros::value;

/// A request as the scale-back sees it.
#[value]
#[derive(Copy)]
pub struct Asked {
    /// Its place in the order of acceptance.
    pub seq: u32,
    /// What it asks for.
    pub amount: Money,
}

/// What one request gets.
#[value]
#[derive(Copy)]
pub struct Allotment {
    /// The place of the request in the order of acceptance.
    pub seq: u32,
    /// What it gets: its whole amount, whole steps of at least the smallest ticket, or nothing.
    pub allotted: Money,
    /// What it does not get.
    pub released: Money,
}

/// A scaled-back round.
#[value]
pub struct ScaleBack {
    /// Every request, by `seq`.
    pub allotments: Vec<Allotment>,
    /// The `seq` of those that fell below the smallest ticket, in the order in which they were left out.
    pub left_out: Vec<u32>,
}

/// Shares the cap over requests that ask for more than it, in whole steps by largest remainder, ties to the lower `seq`.
///
/// While somebody would get less than the smallest ticket, the smallest such request (of several, the last) is left out
/// and all is shared anew; once what is left fits under the cap, everybody left gets what was asked for. Nobody ever gets
/// more than that. The order of `requests` does not matter.
///
/// Errors: those of [`Round::check`], `limit_exceeded`, `currency_mismatch`, `amount_range` for a negative amount.
///
/// Time: n log n, plus n for each request that is left out although rounding up might have kept it.
///
/// ```
/// use tercero::{Currency, Money};
/// use tercero::project::funding::{Asked, LastTicket, Mode, Oversubscription, Round, scale_back};
///
/// let mxn = |text| Money::parse(text, Currency::parse("MXN")?);
/// let round = Round {
///     target: mxn("1000")?,
///     hard_cap: mxn("1000")?,
///     mode: Mode::AllOrNothing {},
///     oversubscription: Oversubscription::ProRata,
///     min_ticket: mxn("300")?,
///     step: mxn("100")?,
///     max_per_investor: mxn("1000")?,
///     last_ticket: LastTicket::Exact,
/// };
/// let requests = [
///     Asked { seq: 1, amount: mxn("900")? },
///     Asked { seq: 2, amount: mxn("300")? },
///     Asked { seq: 3, amount: mxn("300")? },
/// ];
/// // First 600, 200, 200: the third is left out. Then 750 and 250, rounded to 800 and 200: so is the second.
/// let scaled = scale_back(&round, &requests)?;
/// assert_eq!(scaled.left_out, [3, 2]);
/// assert_eq!(scaled.allotments[0].allotted, mxn("900")?);
/// # Ok::<(), tercero::Refusal>(())
/// ```
pub fn scale_back(round: &Round, requests: &[Asked]) -> Result<ScaleBack, Refusal> {
    let mut scaling = Scaling::new(round, requests)?;
    let mut left_out = Vec::new();
    for index in scaling.smallest_first() {
        if !scaling.certainly_below(index) {
            scaling.share()?;
            if !scaling.below(index) {
                break;
            }
        }
        left_out.extend(scaling.leave_out(index));
    }
    scaling.share()?;
    Ok(ScaleBack { allotments: scaling.allotments()?, left_out })
}

/// One turn of [`scale_back`]: what everybody would get if only those in `left_out` were left out. With the first n of
/// [`ScaleBack::left_out`] it shows why the next one was. Errors: those of [`scale_back`].
pub fn share_without(
    round: &Round,
    requests: &[Asked],
    left_out: &[u32],
) -> Result<Vec<Allotment>, Refusal> {
    let mut scaling = Scaling::new(round, requests)?;
    let mut left_out = left_out.to_vec();
    left_out.sort_unstable();
    for index in 0..scaling.requests.len() {
        let seq = scaling.requests.get(index).map(|request| request.seq);
        if seq.is_some_and(|seq| left_out.binary_search(&seq).is_ok()) {
            scaling.leave_out(index);
        }
    }
    scaling.share()?;
    scaling.allotments()
}

struct Scaling<'a> {
    round: &'a Round,
    /// By `seq`.
    requests: Vec<Asked>,
    /// Whether each is still in.
    kept: Vec<bool>,
    /// Whole steps asked for, zero for those left out.
    steps: Vec<i128>,
    /// Minor units each would get.
    shares: Vec<i128>,
    /// What those not left out ask for, in minor units and in whole steps.
    asked: i128,
    asked_steps: i128,
}

impl<'a> Scaling<'a> {
    fn new(round: &'a Round, requests: &[Asked]) -> Result<Scaling<'a>, Refusal> {
        round.check()?;
        for request in requests {
            counted(request.amount, round.target, "requests")?;
        }
        let mut requests = requests.to_vec();
        requests.sort_by_key(|request| request.seq);
        let step = round.step.minor();
        let steps = |request: &Asked| request.amount.minor().checked_div(step).unwrap_or(0);
        let steps: Vec<i128> = requests.iter().map(steps).collect();
        Ok(Scaling {
            asked: requests.iter().map(|request| request.amount.minor()).sum(),
            asked_steps: steps.iter().sum(),
            shares: vec![0; steps.len()],
            kept: vec![true; steps.len()],
            round,
            requests,
            steps,
        })
    }

    fn fits(&self) -> bool {
        self.asked <= self.round.hard_cap.minor()
    }

    /// The steps that can be shared.
    fn there_are(&self) -> i128 {
        let cap = self.round.hard_cap.minor().checked_div(self.round.step.minor()).unwrap_or(0);
        cap.min(self.asked_steps)
    }

    /// The order in which requests are left out: of those that remain, the first always gets the least.
    fn smallest_first(&self) -> Vec<usize> {
        let mut order: Vec<(i128, std::cmp::Reverse<usize>)> =
            self.steps.iter().copied().zip((0..).map(std::cmp::Reverse)).collect();
        order.sort_unstable();
        order.into_iter().map(|(_, std::cmp::Reverse(index))| index).collect()
    }

    /// Whether even the exact share, rounded up, is below the smallest ticket.
    fn certainly_below(&self, index: usize) -> bool {
        let wide = |steps: i128| U256::from(steps.unsigned_abs());
        let steps = self.steps.get(index).copied().unwrap_or(0);
        let below_min = self.round.min_ticket.minor().saturating_sub(1);
        let too_few = below_min.checked_div(self.round.step.minor()).unwrap_or(0);
        let exact = wide(self.there_are()).saturating_mul(wide(steps));
        !self.fits() && exact <= wide(too_few).saturating_mul(wide(self.asked_steps))
    }

    fn below(&self, index: usize) -> bool {
        let share = self.shares.get(index).copied().unwrap_or(0);
        !self.fits() && share < self.round.min_ticket.minor()
    }

    fn leave_out(&mut self, index: usize) -> Option<u32> {
        let request = self.requests.get(index)?;
        let steps = self.steps.get_mut(index)?;
        *self.kept.get_mut(index)? = false;
        self.asked = self.asked.saturating_sub(request.amount.minor());
        self.asked_steps = self.asked_steps.saturating_sub(*steps);
        *steps = 0;
        Some(request.seq)
    }

    fn share(&mut self) -> Result<(), Refusal> {
        if self.fits() || self.steps.is_empty() {
            let all = self.requests.iter().zip(&self.kept).zip(&mut self.shares);
            all.for_each(|((request, kept), share)| {
                *share = if *kept { request.amount.minor() } else { 0 };
            });
            return Ok(());
        }
        allocate_wide_into(self.there_are(), &self.steps, &mut self.shares)?;
        let step = self.round.step.minor();
        self.shares.iter_mut().for_each(|share| *share = share.saturating_mul(step));
        Ok(())
    }

    fn allotments(&self) -> Result<Vec<Allotment>, Refusal> {
        let allotment = |(request, share): (&Asked, &i128)| {
            let allotted = Money::from_minor(*share, request.amount.currency())?;
            let released = request.amount.minus(allotted)?;
            Ok(Allotment { seq: request.seq, allotted, released })
        };
        self.requests.iter().zip(&self.shares).map(allotment).collect()
    }
}
