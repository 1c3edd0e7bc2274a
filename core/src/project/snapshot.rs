//! The figures of a project as they were approved: everything a settlement is computed from later, in one document.
//! Whoever holds the file can recompute all of it; each snapshot names the hash of the one before.

use crate::error::{Code, Refusal};
use crate::id::{Hash, PartyId, ProjectId, Reference};
use crate::money::Money;
use crate::project::costs::{ExpectedResult, FundingNeed, Landed, expected_with_price};
use crate::project::fx::{Quote, base_amount};
use crate::project::offer::{Kind, Offer};

use crate::project::settlement::{Position, Settlement};
use crate::project::simulation::{Forecast, Scenario, simulate};
use crate::project::{MoneyState, State};
use crate::rate::Rate;
use crate::time::Timestamp;
use crate::wire::to_json;
use tercero_macros::value;

/// The rules by which figures are computed; another name means other rules.
pub const ENGINE: &str = "tercero-project-1";

/// A participation as it was approved.
#[value(null)]
pub struct Approved {
    /// Its name.
    pub id: Reference,
    /// Who held it then.
    pub holder: PartyId,
    /// Its place in the order of acceptance, the owner's behind all others.
    pub seq: u32,
    /// Goods or a share.
    pub kind: Kind,
    /// What was paid in, in its own currency.
    pub paid: Money,
    /// The exchange rate frozen for it.
    pub quote: Option<Quote>,
    /// What it counts, in the currency of the offer.
    pub capital: Money,
}

/// An approved set of figures.
#[value(name = "ProjectSnapshot")]
pub struct Snapshot {
    /// The project.
    pub project: ProjectId,
    /// Its number, from 1.
    pub version: u32,
    /// The hash of the one before; zeros for the first.
    pub previous: Hash,
    /// The rules it is computed by.
    pub engine: String,
    /// The offer, with its rules of settlement.
    pub offer: Offer,
    /// Units of each product, in the order of the offer.
    pub quantities: Vec<u32>,
    /// What the goods are expected to cost.
    pub landed: Landed,
    /// What they were expected to cost in the first snapshot, which set the expected sales.
    pub baseline: Money,
    /// What of the cost the owner bears by change orders.
    pub borne: Money,
    /// What had to be raised.
    pub need: FundingNeed,
    /// Who holds how much.
    pub positions: Vec<Approved>,
    /// What is expected: an estimate, never a debt.
    pub expected: ExpectedResult,
    /// Who approved it.
    pub approved_by: Vec<PartyId>,
    /// When.
    pub approved_at: Timestamp,
}

impl Snapshot {
    /// The figures of a project that is about to be approved. Errors: those of the figures.
    pub(crate) fn freeze(
        state: &State,
        approved_by: Vec<PartyId>,
        at: Timestamp,
    ) -> Result<Snapshot, Refusal> {
        let held = state.requests.iter().filter(|r| r.money == MoneyState::Held);
        let (owner, investors): (Vec<_>, Vec<_>) =
            held.partition(|request| request.kind == Kind::Owner);
        let mut positions = Vec::new();
        for (request, seq) in investors.into_iter().chain(owner).zip(1..) {
            positions.push(Approved {
                id: request.id.clone(),
                holder: request.investor.clone(),
                seq,
                kind: request.kind,
                paid: request.received,
                quote: request.quote.clone(),
                capital: request.base,
            });
        }
        let offer = Offer::clone(&state.offer);
        let quantities = state.planned.clone();
        let landed = planned(&offer, &quantities).landed()?;
        Ok(Snapshot {
            project: state.id,
            version: 1,
            previous: Hash::ZERO,
            engine: ENGINE.to_owned(),
            need: offer.need()?,
            expected: expected(&offer, landed.total, landed.total, &positions)?,
            baseline: landed.total,
            borne: state.zero(),
            landed,
            offer,
            quantities,
            positions,
            approved_by,
            approved_at: at,
        })
    }

    /// The next snapshot, for a changed offer; everybody keeps what he holds.
    pub(crate) fn succeed(
        &self,
        offer: Offer,
        quantities: Vec<u32>,
        borne: Money,
        approved_by: Vec<PartyId>,
        at: Timestamp,
    ) -> Result<Snapshot, Refusal> {
        Snapshot::compute(Snapshot {
            borne,
            version: self.version.saturating_add(1),
            previous: self.hash()?,
            offer,
            quantities,
            approved_by,
            approved_at: at,
            ..self.clone()
        })
    }

    /// The same with every figure computed anew.
    fn compute(snapshot: Snapshot) -> Result<Snapshot, Refusal> {
        let landed = planned(&snapshot.offer, &snapshot.quantities).landed()?;
        let need = snapshot.offer.need()?;
        let (baseline, cost) = (snapshot.baseline, landed.total.minus(snapshot.borne)?);
        let expected = expected(&snapshot.offer, baseline, cost, &snapshot.positions)?;
        Ok(Snapshot { landed, need, expected, ..snapshot })
    }

    /// SHA-256 of the snapshot in canonical form.
    pub fn hash(&self) -> Result<Hash, Refusal> {
        Ok(Hash::of(&[b"tercero.snapshot.v1\0", to_json(self)?.as_bytes()]))
    }

    /// What would come of it: the expected sales and the planned costs, settled under a scenario. Nothing is stored.
    ///
    /// Sales are the expected prices where all products have one, else cost and expected profit. `foreign_costs` is what of
    /// the costs is paid in another currency; `days` is how long the money works. Nothing is withheld, because rates are
    /// those of the day. Errors: those of [`simulate`].
    pub fn simulate(
        &self,
        foreign_costs: Money,
        days: u32,
        scenario: &Scenario,
    ) -> Result<Settlement, Refusal> {
        let zero = self.offer.zero();
        let mut priced = self.offer.products.iter().zip(&self.quantities);
        let sales = priced.try_fold(Some(zero), |sum, (product, quantity)| {
            let price = product.expected_price.map(|price| price.times(*quantity)).transpose()?;
            sum.zip(price).map(|(sum, price)| sum.plus(price)).transpose()
        })?;
        let revenue = match sales {
            Some(sales) => sales,
            None => self.landed.total.plus(self.expected.profit)?,
        };
        let positions = self.positions.iter().map(|approved| Position {
            id: approved.id.clone(),
            holder: approved.holder.clone(),
            seq: approved.seq,
            owner: approved.kind == Kind::Owner,
            capital: approved.capital,
            days,
            withholding: Rate::ZERO,
            advance: zero,
            distributed: zero,
            profit_distributed: zero,
        });
        let (costs, positions) = (self.landed.total, positions.collect());
        let forecast = Forecast { revenue, costs, foreign_costs, positions };
        simulate(&self.offer.settlement, &forecast, scenario)
    }

    /// Whether the figures follow from the rest of the file and balance: from nothing but the file itself.
    ///
    /// Errors: `snapshot_unbalanced` naming the figure, and those of the figures.
    pub fn verify(&self) -> Result<(), Refusal> {
        let unbalanced = |field: &'static str| Refusal::new(Code::SnapshotUnbalanced).at(field);
        if self.engine != ENGINE {
            return Err(unbalanced("engine").got(&self.engine).allow(ENGINE));
        }
        self.offer.check()?;
        let own = self.offer.zero().currency();
        for position in &self.positions {
            // A request that was scaled back counts what the round gave it, within one minor unit of what it paid.
            let counts = |paid: Money| base_amount(paid, own, position.quote.as_ref());
            let unit = Money::from_minor(1, position.paid.currency())?;
            let least = counts(position.paid)?;
            let foreign = position.paid.currency() != own;
            let most = if foreign { counts(position.paid.plus(unit)?)? } else { least };
            if position.capital < least || position.capital > most {
                return Err(unbalanced("positions").got(&position.id));
            }
        }
        let computed = Snapshot::compute(self.clone())?;
        if computed.landed != self.landed {
            return Err(unbalanced("landed"));
        }
        if computed.need != self.need {
            return Err(unbalanced("need"));
        }
        if computed.expected != self.expected {
            return Err(unbalanced("expected"));
        }
        Ok(())
    }
}

/// The offer with the quantities that are really planned.
pub(crate) fn planned(offer: &Offer, quantities: &[u32]) -> Offer {
    let mut offer = offer.clone();
    for (product, quantity) in offer.products.iter_mut().zip(quantities) {
        product.quantity = *quantity;
    }
    offer.products.retain(|product| product.quantity > 0);
    offer
}

/// What the approved participations may expect: an estimate. The sales stay those of the first snapshot; what the goods
/// cost more since then comes out of the profit.
fn expected(
    offer: &Offer,
    baseline: Money,
    cost: Money,
    positions: &[Approved],
) -> Result<ExpectedResult, Refusal> {
    let capital: Vec<Money> = positions.iter().map(|position| position.capital).collect();
    let fixed = expected_with_price(baseline, offer.margin, cost, &capital)?;
    let shares = fixed.changes.into_iter().map(|change| change.share).collect();
    Ok(ExpectedResult { cost, margin: offer.margin, profit: fixed.profit, shares })
}
