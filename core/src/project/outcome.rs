//! The one computation behind every settlement: what the project earned or lost, and how that is split.
//! It works on columns of any width in linear time; the figures of the whole stay in 128 bits of minor units.

use super::columns::{Minor, PositionColumns, Weighted, fit, sum};
use super::commission::{Charge, CommissionBase, CommissionPayer, InvoiceColumns};
use super::rounding::{InTwo, in_two, part};
use super::settlement::{Actuals, Overrun, ProfitSplit, SettlementRules, Weights};
use super::waterfall::{Step, Tier, preferred_dues, steps};
use crate::error::Refusal;

/// What the costs were more than planned, and who bears it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Excess {
    pub(crate) overrun: i128,
    pub(crate) absorbed: i128,
    pub(crate) owner_debt: i128,
}

impl Excess {
    /// Errors: `amount_range`.
    pub(crate) fn of(overrun: &Overrun, actuals: &Actuals) -> Result<Excess, Refusal> {
        let planned = actuals.snapshot_costs.minor();
        let excess = actuals.costs.minor().saturating_sub(planned).max(0);
        let absorbed = match overrun {
            Overrun::Pool {} => excess,
            Overrun::Owner {} => 0,
            Overrun::CapThenOwner { cap } => excess.min(part(planned, *cap)?),
        };
        let owner_debt = excess.saturating_sub(absorbed);
        Ok(Excess { overrun: excess, absorbed, owner_debt })
    }
}

/// An amount that is split over the positions as a part of their profit.
#[derive(Debug)]
pub(crate) struct Piece<N> {
    /// The preferred return it is; without one it is shared by the weights of the profit.
    pub(crate) tier: Option<u32>,
    pub(crate) total: i128,
    /// What each position is due of the preferred return.
    pub(crate) dues: Option<Vec<N>>,
}

/// A project's result and its split, before it reaches the positions. All amounts in minor units.
#[derive(Debug)]
pub(crate) struct Outcome<'a, N: Minor> {
    pub(crate) capital: i128,
    pub(crate) excess: Excess,
    /// The costs that count: all but what the owner bears.
    pub(crate) costs: i128,
    pub(crate) result: i128,
    /// What the commission was computed on.
    pub(crate) base: i128,
    pub(crate) charge: Charge,
    /// What owner and investors share, before a commission that one of them pays alone.
    pub(crate) shared: i128,
    pub(crate) owner_share: i128,
    pub(crate) investor_pool: i128,
    pub(crate) weights: Weighted<'a, N>,
    pub(crate) pieces: Vec<Piece<N>>,
    /// Taken from the profits in proportion to them: a commission that investors pay out of tiers.
    pub(crate) deduction: i128,
    pub(crate) owner_loss: i128,
    pub(crate) investor_loss: i128,
    /// What was lost above all capital.
    pub(crate) liability: i128,
}

/// Owner's and investors' part of what they share, and by tiers if there are any.
struct Sharing {
    sides: InTwo,
    steps: Vec<Step>,
}

impl<'a, N: Minor> Outcome<'a, N> {
    /// Computes everything that concerns the whole; `invoices` receives the invoices of the positions.
    pub(crate) fn of(
        rules: &SettlementRules,
        actuals: &Actuals,
        positions: &PositionColumns<'a, N>,
        invoices: InvoiceColumns<'_, N>,
    ) -> Result<Outcome<'a, N>, Refusal> {
        let excess = Excess::of(&rules.overrun, actuals)?;
        let costs = actuals.costs.minor().saturating_sub(excess.owner_debt);
        let mut outcome = Outcome {
            capital: sum(positions.capital),
            excess,
            costs,
            result: actuals.revenue.minor().saturating_sub(costs),
            base: 0,
            charge: Charge::default(),
            shared: 0,
            owner_share: 0,
            investor_pool: 0,
            weights: Weighted::given(positions.capital),
            pieces: Vec::new(),
            deduction: 0,
            owner_loss: 0,
            investor_loss: 0,
            liability: 0,
        };
        if outcome.result > 0 {
            outcome.gain(rules, actuals, positions, invoices)?;
        } else {
            outcome.lose(rules, positions);
        }
        Ok(outcome)
    }

    fn gain(
        &mut self,
        rules: &SettlementRules,
        actuals: &Actuals,
        positions: &PositionColumns<'a, N>,
        invoices: InvoiceColumns<'_, N>,
    ) -> Result<(), Refusal> {
        if rules.weights == Weights::CapitalDays {
            self.weights = Weighted::capital_days(positions)?;
        }
        let dues = match &rules.split {
            ProfitSplit::Simple {} => Vec::new(),
            ProfitSplit::Waterfall { tiers, .. } => preferred_dues(tiers, positions)?,
        };
        let preferred: Vec<i128> = dues.iter().map(|dues| sum(dues)).collect();
        let whole = self.share(rules, self.result, &preferred)?;
        self.base = match rules.commission.base {
            CommissionBase::GrossProfit => self.result,
            CommissionBase::InvestorProfit => whole.sides.investors,
            CommissionBase::FundedAmount => self.capital,
            CommissionBase::Proceeds => actuals.revenue.minor(),
        };
        let payer = rules.commission.payer;
        let available = match payer {
            CommissionPayer::Pool => self.result,
            CommissionPayer::Investors => whole.sides.investors,
            CommissionPayer::Owner => whole.sides.owner,
        };
        let count = positions.count();
        self.charge =
            rules.commission.charge(self.base, available, count, &self.weights, invoices)?;
        let gross = self.charge.gross();
        let sharing = match payer {
            CommissionPayer::Pool => {
                self.shared = self.result.saturating_sub(gross);
                self.share(rules, self.shared, &preferred)?
            }
            CommissionPayer::Investors | CommissionPayer::Owner => {
                self.shared = self.result;
                whole
            }
        };
        self.owner_share = sharing.sides.owner;
        self.investor_pool = sharing.sides.investors;
        match payer {
            CommissionPayer::Pool => {}
            CommissionPayer::Investors => {
                self.investor_pool = self.investor_pool.saturating_sub(gross);
            }
            CommissionPayer::Owner => self.owner_share = self.owner_share.saturating_sub(gross),
        }
        match &rules.split {
            ProfitSplit::Simple {} => {
                self.pieces.push(Piece { tier: None, total: self.investor_pool, dues: None });
            }
            ProfitSplit::Waterfall { tiers, .. } => {
                self.tier_pieces(tiers, &sharing.steps, dues);
                let by_tiers = sharing.sides.investors;
                self.deduction = by_tiers.saturating_sub(self.investor_pool);
            }
        }
        Ok(())
    }

    /// Splits a profit between owner and investors.
    fn share(
        &self,
        rules: &SettlementRules,
        profit: i128,
        preferred: &[i128],
    ) -> Result<Sharing, Refusal> {
        let ProfitSplit::Waterfall { tiers, .. } = &rules.split else {
            let sides = in_two(profit, rules.owner_share)?;
            return Ok(Sharing { sides, steps: Vec::new() });
        };
        let steps = steps(tiers, self.capital.saturating_add(profit), self.capital, preferred)?;
        let mut sides = InTwo::default();
        for step in steps.iter().skip(1) {
            sides.investors = sides.investors.saturating_add(step.investors);
            sides.owner = sides.owner.saturating_add(step.owner);
        }
        Ok(Sharing { sides, steps })
    }

    /// One piece for each preferred return, and one for all other tiers together.
    fn tier_pieces(&mut self, tiers: &[Tier], steps: &[Step], dues: Vec<Vec<N>>) {
        let mut dues = dues.into_iter();
        let mut shared = 0_i128;
        for (number, (tier, step)) in (0_u32..).zip(tiers.iter().zip(steps)) {
            if tier.shares_by_weight() {
                shared = shared.saturating_add(step.investors);
            } else if matches!(tier, Tier::Preferred { .. }) {
                let dues = dues.next();
                self.pieces.push(Piece { tier: Some(number), total: step.investors, dues });
            }
        }
        self.pieces.push(Piece { tier: None, total: shared, dues: None });
    }

    /// The owner's capital first if it is to lose first; nobody loses more than his capital.
    fn lose(&mut self, rules: &SettlementRules, positions: &PositionColumns<'a, N>) {
        let (_, owners) = by_side(positions);
        let loss = self.result.saturating_neg();
        let borne = loss.min(self.capital);
        self.owner_loss = if rules.first_loss { borne.min(sum(owners)) } else { 0 };
        self.investor_loss = borne.saturating_sub(self.owner_loss);
        self.liability = loss.saturating_sub(borne);
    }

    /// Splits the pieces of the profit over the positions.
    pub(crate) fn profit_into(&self, out: &mut [N]) -> Result<(), Refusal> {
        out.fill(N::default());
        let mut scratch = Vec::new();
        let mut first = true;
        for piece in self.pieces.iter().filter(|piece| piece.total > 0) {
            if std::mem::take(&mut first) {
                self.piece_into(piece, out)?;
                continue;
            }
            scratch.resize(out.len(), N::default());
            self.piece_into(piece, &mut scratch)?;
            for (all, part) in out.iter_mut().zip(&scratch) {
                *all = fit((*all).into().saturating_add((*part).into()))?;
            }
        }
        if self.deduction > 0 {
            scratch.resize(out.len(), N::default());
            N::allocate(self.deduction, out, &mut scratch)?;
            for (all, part) in out.iter_mut().zip(&scratch) {
                *all = fit((*all).into().saturating_sub((*part).into()))?;
            }
        }
        Ok(())
    }

    fn piece_into(&self, piece: &Piece<N>, out: &mut [N]) -> Result<(), Refusal> {
        match &piece.dues {
            Some(dues) => N::allocate(piece.total, dues, out),
            None => self.weights.allocate(piece.total, out),
        }
    }

    /// Splits the loss over the positions by capital: always by capital, whatever the weights of the profit.
    pub(crate) fn loss_into(
        &self,
        rules: &SettlementRules,
        positions: &PositionColumns<'_, N>,
        out: &mut [N],
    ) -> Result<(), Refusal> {
        out.fill(N::default());
        if !rules.first_loss {
            return allocate_some(self.investor_loss, positions.capital, out);
        }
        let (investors, owners) = by_side(positions);
        let (investor_losses, owner_losses) =
            out.split_at_mut_checked(investors.len()).unwrap_or_default();
        allocate_some(self.owner_loss, owners, owner_losses)?;
        allocate_some(self.investor_loss, investors, investor_losses)
    }
}

/// The capital of the investors and that of the owner.
pub(crate) fn by_side<'a, N: Minor>(positions: &PositionColumns<'a, N>) -> (&'a [N], &'a [N]) {
    let investors = positions.count().saturating_sub(positions.owners);
    positions.capital.split_at_checked(investors).unwrap_or_default()
}

fn allocate_some<N: Minor>(total: i128, weights: &[N], out: &mut [N]) -> Result<(), Refusal> {
    if total == 0 { Ok(()) } else { N::allocate(total, weights, out) }
}
