//! Change orders: other costs, quantities or dates once the figures are frozen, with what that means for everybody.
//! A change that is large enough is voted on by capital, unless the owner bears it; silence leaves things as they are.

use crate::error::{Code, Refusal};
use crate::id::{Digest, PartyId, Reference};
use crate::machine::misplaced;
use crate::money::Money;
use crate::project::command::Command;
use crate::project::costs::CostLine;
use crate::project::decide::Scene;
use crate::project::event::Event;
use crate::project::lifecycle::or_refuse;
use crate::project::offer::Offer;
use crate::project::snapshot::{Snapshot, planned};
use crate::project::table::Guard;
use crate::project::timers::Timer;
use crate::project::{ProjectState, Spent, State};
use crate::rate::Rate;
use crate::time::{Timestamp, Window};
use crate::wire::to_json;
use ethnum::U256;
use tercero_macros::value;

type Effect = Result<Vec<Event>, Refusal>;

/// Another number of units.
#[value]
pub struct Quantity {
    /// The product.
    pub sku: Reference,
    /// How many units now.
    pub quantity: u32,
}

/// What a change order changes.
#[value(name = "ProjectChange")]
pub struct Change {
    /// New cost lines, and lines that supersede others. None is ever edited.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub costs: Vec<CostLine>,
    /// Other quantities.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub quantities: Vec<Quantity>,
    /// How much longer it takes.
    pub delay: Window,
    /// Whether the owner bears what it costs more.
    pub owner_bears: bool,
}

/// One line of a JSON patch (RFC 6902) from one snapshot's offer and quantities to the next.
#[value]
pub struct PatchLine {
    /// `add` or `replace`.
    pub op: String,
    /// The place, as a JSON pointer.
    pub path: String,
    /// The value, as canonical JSON text.
    pub value: String,
}

/// What a change means for one participation: its expected profit before and after. An estimate.
#[value]
pub struct Difference {
    /// The participation.
    pub request: Reference,
    /// Before.
    pub before: Money,
    /// After, which may be a loss.
    pub after: Money,
}

/// Where a change order stands.
#[value]
pub enum OrderState {
    /// Not decided.
    Open,
    /// It applies.
    Accepted,
    /// It does not.
    Rejected,
}

/// An answer to a change order.
#[value]
pub struct Vote {
    /// Whose.
    pub party: PartyId,
    /// Yes or no.
    pub accept: bool,
}

/// A change order.
#[value]
pub struct ChangeOrder {
    /// Its number, from 1.
    pub number: u32,
    /// Who proposed it.
    pub by: PartyId,
    /// What would change.
    pub change: Change,
    /// The same as a patch.
    pub patch: Vec<PatchLine>,
    /// What it means for everybody.
    pub differences: Vec<Difference>,
    /// What the goods cost more, or less if below zero.
    pub rise: Money,
    /// Whether everybody is asked.
    pub material: bool,
    /// Why.
    pub reason: Digest,
    /// Until when answers count.
    pub until: Timestamp,
    /// The answers.
    pub votes: Vec<Vote>,
    /// Where it stands.
    pub state: OrderState,
}

pub(crate) const NO_OPEN_ORDER: Guard = Guard::state("no open change order", |scene| {
    let open = scene.state.orders.iter().any(|order| order.state == OrderState::Open);
    or_refuse(!open, Code::ChangeOrderOpen)
});
pub(crate) const CHANGE_FITS: Guard = Guard::arguments("the change is consistent", |scene| {
    next(scene, change(scene)?).map(|_| ()).map_err(|refusal| refusal.at("change"))
});
pub(crate) const ORDER_RUNS: Guard = Guard::state("the project still works", |scene| {
    let works = matches!(scene.state.state, ProjectState::Approved | ProjectState::InExecution);
    or_refuse(works, Code::IllegalTransition)
});
pub(crate) const ASKS_EVERYBODY: Guard = Guard::state("everybody is asked", |scene| {
    or_refuse(scene.order()?.material, Code::IllegalTransition)
});
pub(crate) const IS_HOLDER: Guard = Guard::state("holds a participation", |scene| {
    let holds = scene.state.holders().any(|holder| holder.investor == *scene.actor);
    or_refuse(holds, Code::NotAllowed)
});
pub(crate) const NOT_VOTED: Guard = Guard::state("not answered yet", |scene| {
    let answered = scene.order()?.votes.iter().any(|vote| vote.party == *scene.actor);
    or_refuse(!answered, Code::AlreadyExists)
});
pub(crate) const IS_ACCEPTED: Guard =
    Guard::arguments("decided for it", |scene| or_refuse(verdict(scene)?, Code::IllegalTransition));
pub(crate) const IS_REFUSED: Guard = Guard::arguments("decided against it", |scene| {
    or_refuse(!verdict(scene)?, Code::ReconfirmationOpen)
});
pub(crate) const IS_AGREED: Guard =
    Guard::state("small, borne by the owner, or voted for", |scene| {
        let order = scene.order()?;
        if !order.material || order.change.owner_bears || scene.state.carries(order)? {
            return Ok(());
        }
        Err(Refusal::new(Code::ReconfirmationOpen).until(order.until))
    });

fn change<'a>(scene: &Scene<'a>) -> Result<&'a Change, Refusal> {
    match scene.command {
        Some(Command::ProposeChangeOrder { change, .. }) => Ok(change),
        _ => Err(misplaced()),
    }
}

fn verdict(scene: &Scene<'_>) -> Result<bool, Refusal> {
    match scene.command {
        Some(Command::DecideChangeOrder { accept, .. }) => Ok(*accept),
        _ => Err(misplaced()),
    }
}

/// The snapshot a change would lead to.
fn next(scene: &Scene<'_>, change: &Change) -> Result<Snapshot, Refusal> {
    let Some(snapshot) = &scene.state.snapshot else { return Err(Code::NoSnapshot.into()) };
    let (offer, quantities) = scene.state.changed(change)?;
    let by = vec![scene.actor.clone()];
    let mut borne = snapshot.borne;
    if change.owner_bears {
        let rise = planned(&offer, &quantities).landed()?.total.minus(snapshot.landed.total)?;
        borne = borne.plus(rise.positive_part())?;
    }
    let next = snapshot.succeed(offer, quantities, borne, by, scene.at)?;
    next.verify()?;
    Ok(next)
}

pub(crate) fn propose_order(scene: &Scene<'_>) -> Effect {
    let Some(Command::ProposeChangeOrder { change, reason }) = scene.command else {
        return Err(misplaced());
    };
    let (state, next) = (scene.state, next(scene, change)?);
    let Some(before) = &state.snapshot else { return Err(misplaced()) };
    let shares = before.positions.iter().zip(&before.expected.shares).zip(&next.expected.shares);
    let differences = shares.map(|((position, was), now)| Difference {
        request: position.id.clone(),
        before: was.profit,
        after: now.profit,
    });
    let differences: Vec<Difference> = differences.collect();
    let rise = next.landed.total.minus(before.landed.total)?;
    let (drop, more) = (state.offer.materiality.profit_drop, state.offer.materiality.cost_rise);
    let falls = |known: &Difference| {
        known.before.minus(known.after).map(|fall| exceeds(fall, drop, known.before))
    };
    let falls: Vec<bool> = differences.iter().map(falls).collect::<Result<_, Refusal>>()?;
    let material = falls.contains(&true)
        || exceeds(rise, more, before.landed.total)
        || change.delay > state.offer.material_delay
        || !change.quantities.is_empty();
    Ok(vec![Event::ChangeOrderProposed {
        number: u32::try_from(state.orders.len()).unwrap_or(u32::MAX).saturating_add(1),
        by: scene.actor.clone(),
        change: change.clone(),
        patch: state.patch(change)?,
        differences,
        rise,
        material,
        reason: *reason,
        until: scene.at.after(state.offer.window(Timer::Reconfirm)),
    }])
}

/// Whether `part` is more than this fraction of `whole`, exactly.
fn exceeds(part: Money, fraction: Rate, whole: Money) -> bool {
    let times = |amount: Money, by: u128| {
        U256::from(amount.positive_part().minor().unsigned_abs()).saturating_mul(by.into())
    };
    times(part, Rate::ONE.scaled()) > times(whole, fraction.scaled())
}

pub(crate) fn vote(scene: &Scene<'_>) -> Effect {
    let Some(Command::VoteChangeOrder { order, accept }) = scene.command else {
        return Err(misplaced());
    };
    let party = scene.actor.clone();
    Ok(vec![Event::ChangeOrderVoted { number: *order, party, accept: *accept }])
}

pub(crate) fn accept_order(scene: &Scene<'_>) -> Effect {
    let order = scene.order()?;
    let snapshot = next(scene, &order.change)?;
    Ok(vec![
        Event::ChangeOrderAccepted { number: order.number },
        Event::SnapshotFrozen { snapshot: Box::new(snapshot) },
    ])
}

pub(crate) fn reject_order(scene: &Scene<'_>) -> Effect {
    Ok(vec![Event::ChangeOrderRejected { number: scene.order()?.number }])
}

impl State {
    /// The offer and the quantities a change leads to.
    pub(crate) fn changed(&self, change: &Change) -> Result<(Offer, Vec<u32>), Refusal> {
        let mut offer = Offer::clone(&self.offer);
        let mut quantities = self.planned.clone();
        offer.costs.extend(change.costs.iter().cloned());
        for wanted in &change.quantities {
            let at = self.offer.products.iter().position(|product| product.sku == wanted.sku);
            let received = self.stock.iter().find(|stock| stock.sku == wanted.sku);
            let known = at.and_then(|at| quantities.get_mut(at));
            let (Some(known), Some(received)) = (known, received) else {
                return Err(Refusal::new(Code::NotFound).at("quantities").got(&wanted.sku));
            };
            if wanted.quantity < received.received {
                return Err(Refusal::new(Code::UnitsExceeded)
                    .at("quantities")
                    .got(wanted.quantity)
                    .allow(format!("at least {}", received.received)));
            }
            *known = wanted.quantity;
        }
        let superseded = |line: &&CostLine| {
            let spent = line.supersedes.as_ref().and_then(|old| self.spent_on(old).ok());
            spent.is_some_and(Spent::has_moved)
        };
        if let Some(line) = change.costs.iter().find(superseded) {
            return Err(Refusal::new(Code::OfferInvalid)
                .at("costs")
                .got(&line.id)
                .because("the line it replaces has been paid"));
        }
        Ok((offer, quantities))
    }

    fn patch(&self, change: &Change) -> Result<Vec<PatchLine>, Refusal> {
        let mut patch = Vec::new();
        for line in &change.costs {
            let (op, path) = ("add".to_owned(), "/offer/costs/-".to_owned());
            patch.push(PatchLine { op, path, value: to_json(line)? });
        }
        for wanted in &change.quantities {
            let at = self.offer.products.iter().position(|product| product.sku == wanted.sku);
            let path = format!("/quantities/{}", at.unwrap_or_default());
            let value = wanted.quantity.to_string();
            patch.push(PatchLine { op: "replace".to_owned(), path, value });
        }
        Ok(patch)
    }

    /// Whether more than half of the capital has said yes.
    fn carries(&self, order: &ChangeOrder) -> Result<bool, Refusal> {
        let zero = self.zero();
        let all = self.holders().map(|holder| holder.base).try_fold(zero, Money::plus)?;
        let yes = self.holders().filter(|holder| {
            order.votes.iter().any(|vote| vote.accept && vote.party == holder.investor)
        });
        let yes = yes.map(|holder| holder.base).try_fold(zero, Money::plus)?;
        Ok(yes.plus(yes)? > all)
    }
}
