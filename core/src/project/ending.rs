//! How a project ends: completion, settlement with its objections, late facts, and the end before its time.
//! A settlement is drafted from the books, can be objected to, and is posted as it was drafted.

use crate::allocation::allocate_wide_into;
use crate::error::{Code, Refusal};
use crate::id::{PartyId, Reference};
use crate::journal::{Account, Movement, Owed};
use crate::machine::misplaced;
use crate::money::Money;
use crate::project::command::{Command, EndedBy};
use crate::project::decide::Scene;
use crate::project::event::{Event, Part};
use crate::project::lifecycle::{or_refuse, reason};
use crate::project::offer::{Kind, YieldPolicy};
use crate::project::profile::withholding_rate;
use crate::project::settlement::{Actuals, Position, Weights, settle};
use crate::project::supplementary::{
    PositionReserve, Reserve, Reserves, Supplementary, supplementary,
};
use crate::project::table::Guard;
use crate::project::timers::Timer;
use crate::project::{Drafted, Request, State, Stock};
use crate::rate::Rate;
use crate::time::Timestamp;
use std::collections::BTreeMap;

type Effect = Result<Vec<Event>, Refusal>;

/// Milliseconds of a day.
const DAY: i64 = 86_400_000;

// Completion.

pub(crate) const UNITS_CLOSED: Guard = Guard::state("no units left", |scene| {
    let open = |stock: &&Stock| stock.on_hand() > 0;
    match scene.state.stock.iter().find(open) {
        Some(stock) => Err(Refusal::new(Code::UnitsOpen)
            .at("stock")
            .got(&stock.sku)
            .allow(format!("{} units to close", stock.on_hand()))),
        None => Ok(()),
    }
});
pub(crate) const COSTS_CLOSED: Guard =
    Guard::state("every cost is recorded", |scene| {
        match scene.state.spent.iter().find(|spent| !spent.recorded) {
            Some(spent) => Err(Refusal::new(Code::CostsOpen).at("line").got(&spent.line)),
            None => Ok(()),
        }
    });

pub(crate) fn complete(scene: &Scene<'_>) -> Effect {
    let unaccounted = scene.state.balance(&Account::Advances);
    let accrued = scene.state.open_costs()?;
    Ok(vec![Event::ProjectCompleted { unaccounted, accrued }])
}

pub(crate) fn reopen_execution(scene: &Scene<'_>) -> Effect {
    Ok(vec![Event::ProjectReopened { reason: reason(scene)? }])
}

// Settlement.

pub(crate) const OWNER_OWES_MORE: Guard = Guard::state("the owner bears more", |scene| {
    or_refuse(scene.state.owner_owes(scene.at)?.is_positive(), Code::IllegalTransition)
});
pub(crate) const DRAFT_IS_MISSING: Guard = Guard::state("no draft of these facts", |scene| {
    let state = scene.state;
    let drafted = state.draft(scene.at)?;
    let same = |known: &Drafted| {
        known.drafted_at >= state.since
            && known.actuals == drafted.actuals
            && known.positions.len() == drafted.positions.len()
            && known
                .positions
                .iter()
                .zip(&drafted.positions)
                .all(|(known, now)| Position { days: now.days, ..known.clone() } == *now)
    };
    or_refuse(!state.drafts().last().is_some_and(same), Code::IllegalTransition)
});
pub(crate) const LATEST_DRAFT: Guard = Guard::arguments("read this draft", |scene| {
    let read = match scene.command {
        Some(
            Command::PostSettlement { settlement } | Command::ObjectSettlement { settlement, .. },
        ) => *settlement,
        _ => return Err(misplaced()),
    };
    let latest = scene.state.drafts().last();
    match latest.filter(|draft| draft.drafted_at >= scene.state.since) {
        Some(draft) if draft.number == read => Ok(()),
        latest => Err(Refusal::new(Code::SettlementMissing)
            .at("settlement")
            .got(read)
            .allow(latest.map_or("a draft".to_owned(), |draft| draft.number.to_string()))),
    }
});
pub(crate) const OBJECTION_IS_OPEN: Guard = Guard::state("within the window", |scene| {
    let until = scene.state.objections_until();
    or_refuse(scene.at < until, Code::WindowClosed).map_err(|refusal| refusal.until(until))
});
pub(crate) const NOT_OBJECTED: Guard = Guard::state("not objected yet", |scene| {
    let latest = scene.state.drafts().last().map(|draft| draft.number);
    let objected = scene
        .state
        .objections
        .iter()
        .any(|known| known.by == *scene.actor && Some(known.settlement) == latest);
    or_refuse(!objected, Code::AlreadyExists)
});
pub(crate) const IS_OBJECTED: Guard = Guard::state("somebody objected", |scene| {
    or_refuse(scene.state.is_objected(), Code::IllegalTransition)
});
pub(crate) const OBJECTIONS_ARE_OVER: Guard = Guard::state("no objection, window over", |scene| {
    let until = scene.state.objections_until();
    let over = !scene.state.is_objected() && scene.at >= until;
    or_refuse(over, Code::ObjectionOpen).map_err(|refusal| refusal.until(until))
});
pub(crate) const CASH_COVERS_SETTLEMENT: Guard = Guard::state("the money is there", |scene| {
    let mut after = scene.state.clone();
    for event in posted(scene)? {
        after.evolve_event(&event, scene.at)?;
    }
    while let Some(event) = after.nettable()? {
        after.evolve_event(&event, scene.at)?;
    }
    // The supplier may have to wait for what the owner owes; those who take part may not.
    let owner = after.balance(&Account::Receivable(PartyId::owner()));
    let waits = after.owed_to_supplier().at_most(owner)?;
    let (cash, owed) = (after.balance(&Account::Cash), after.obligations()?.minus(waits)?);
    if owed <= cash {
        return Ok(());
    }
    Err(Refusal::new(Code::CashShort).got(owed).allow(cash.to_string()))
});

pub(crate) fn charge_owner(scene: &Scene<'_>) -> Effect {
    Ok(vec![Event::OwnerCharged { amount: scene.state.owner_owes(scene.at)? }])
}

pub(crate) fn draft(scene: &Scene<'_>) -> Effect {
    let drafted = Box::new(scene.state.draft(scene.at)?);
    Ok(vec![Event::SettlementDrafted { drafted }])
}

/// A draft that answers objections is final at once.
pub(crate) fn redraft(scene: &Scene<'_>) -> Effect {
    let drafted = scene.state.draft(scene.at)?;
    let drafted = Box::new(Drafted { until: scene.at, ..drafted });
    Ok(vec![Event::SettlementDrafted { drafted }])
}

pub(crate) fn object(scene: &Scene<'_>) -> Effect {
    let Some(Command::ObjectSettlement { settlement, reason }) = scene.command else {
        return Err(misplaced());
    };
    let (by, reason) = (scene.actor.clone(), *reason);
    Ok(vec![Event::SettlementObjected { settlement: *settlement, by, reason }])
}

fn posted(scene: &Scene<'_>) -> Effect {
    let state = scene.state;
    let Some(draft) = state.drafts().last() else { return Err(Code::SettlementMissing.into()) };
    let settlement = draft.number;
    let mut events =
        vec![Event::SettlementPosted { settlement }, Event::CapitalReturned { settlement }];
    let totals = &draft.result.totals;
    let held = totals.holdback.plus(totals.owner_holdback)?;
    if held.plus(totals.advances)?.plus(totals.distributed)?.is_positive() {
        let until = scene.at.after(state.offer.window(Timer::Holdback));
        events.push(Event::HoldbackTaken { settlement, until });
    }
    events.extend(state.share_yield(scene.at)?);
    Ok(events)
}

pub(crate) fn post(scene: &Scene<'_>) -> Effect {
    posted(scene)
}

// After the settlement.

pub(crate) const SOMETHING_HELD_BACK: Guard = Guard::state("something is held back", |scene| {
    or_refuse(scene.state.holdback_until.is_some(), Code::IllegalTransition)
});
pub(crate) const WITHIN_ADJUSTMENT: Guard = Guard::state("within the adjustment window", |scene| {
    let state = scene.state;
    let until =
        state.settled_at.unwrap_or(state.since).after(state.offer.window(Timer::Adjustment));
    or_refuse(scene.at < until, Code::WindowClosed).map_err(|refusal| refusal.until(until))
});

pub(crate) fn release_holdback(scene: &Scene<'_>) -> Effect {
    Ok(vec![Event::HoldbackReleased { parts: scene.state.held_back()? }])
}

pub(crate) fn supplement(scene: &Scene<'_>) -> Effect {
    let Some(Command::SupplementarySettlement { line, amount, gain, evidence }) = scene.command
    else {
        return Err(misplaced());
    };
    let state = scene.state;
    let Some(before) = state.drafts().last() else { return Err(Code::SettlementMissing.into()) };
    let mut now = before.actuals.clone();
    if *gain {
        now.revenue = now.revenue.plus(*amount)?;
    } else {
        now.costs = now.costs.plus(*amount)?;
    }
    let rules = &before.rules;
    let reserves = state.reserves(before)?;
    let late = supplementary(rules, &before.actuals, &now, &before.positions, &reserves)?;
    let movement = state.late(&late, *amount, *gain)?;
    let drafted = Drafted {
        number: before.number.saturating_add(1),
        result: settle(rules, &now, &before.positions)?,
        actuals: now,
        drafted_at: scene.at,
        until: scene.at,
        ..before.clone()
    };
    Ok(vec![Event::SupplementaryPosted {
        line: line.clone(),
        amount: *amount,
        gain: *gain,
        evidence: *evidence,
        drafted: Box::new(drafted),
        movement,
    }])
}

// The end before its time.

pub(crate) fn terminate(scene: &Scene<'_>) -> Effect {
    let Some(Command::TerminateProject { fault, report }) = scene.command else {
        return Err(misplaced());
    };
    let mut events = vec![Event::ProjectTerminated { fault: *fault, report: *report }];
    events.push(scene.state.liquidated(*fault)?);
    events.extend(scene.state.share_yield(scene.at)?);
    Ok(events)
}

impl State {
    /// The participations as a settlement sees them.
    pub(crate) fn positions(&self, at: Timestamp) -> Result<Vec<Position>, Refusal> {
        let mut positions = Vec::new();
        for holder in self.holders() {
            let since = holder.active_since.unwrap_or(at);
            let days = at.since(since).checked_div(DAY).unwrap_or(0);
            positions.push(Position {
                id: holder.id.clone(),
                holder: holder.investor.clone(),
                seq: holder.seq,
                owner: holder.kind == Kind::Owner,
                capital: holder.capital.plus(holder.returned)?,
                days: u32::try_from(days).unwrap_or(u32::MAX),
                withholding: self.withholding(holder, at)?,
                advance: holder.advance,
                distributed: holder.returned,
                profit_distributed: holder.on_account,
            });
        }
        // Where nobody's capital was in for a whole day, all of it was in for equally long.
        let by_days = self.offer.settlement.weights == Weights::CapitalDays;
        if by_days && positions.iter().all(|position| position.days == 0) {
            positions.iter_mut().for_each(|position| position.days = 1);
        }
        Ok(positions)
    }

    /// The rate withheld from somebody's profit: that of the day, or that of the approval where none is known for the day.
    fn withholding(&self, holder: &Request, at: Timestamp) -> Result<Rate, Refusal> {
        let Some(person) = self.person(&holder.investor) else { return Ok(Rate::ZERO) };
        let (profile, instrument) = (self.offer.profile, self.offer.instrument);
        let approved = holder.active_since.unwrap_or(at);
        withholding_rate(profile, instrument, person.tax, at)
            .or_else(|_| withholding_rate(profile, instrument, person.tax, approved))
    }

    /// What the owner bears of the costs and was not charged yet: what change orders laid on him, and his part of an overrun.
    fn owner_owes(&self, at: Timestamp) -> Result<Money, Refusal> {
        let debt = self.draft(at)?.result.totals.owner_debt;
        let borne = self.snapshot.as_ref().map_or(self.zero(), |snapshot| snapshot.borne);
        let left = debt.max(borne.minus(self.charged)?.positive_part());
        left.at_most(self.balance(&Account::Pool))
    }

    /// A settlement from the books as they are now.
    fn draft(&self, at: Timestamp) -> Result<Drafted, Refusal> {
        let Some(snapshot) = &self.snapshot else { return Err(Code::NoSnapshot.into()) };
        let zero = self.zero();
        let (pool, fx) = (self.balance(&Account::Pool), self.balance(&Account::Fx));
        let rounding = self.balance(&Account::TaxRounding);
        let revenue = self.balance(&Account::Revenue);
        let cost = pool.plus(fx)?.plus(rounding)?;
        let delivered = self
            .entitlements
            .iter()
            .filter(|known| self.request(&known.request).is_some_and(|request| request.delivered));
        let delivered = delivered.map(|known| known.value).try_fold(zero, Money::plus)?;
        // What became a cost by a conversion, by rounding or because it was given up is nobody's overrun.
        let planned = snapshot
            .landed
            .total
            .minus(snapshot.borne)?
            .minus(delivered)?
            .plus(self.charged_off)?
            .plus(fx.plus(rounding)?.positive_part())?;
        let actuals = Actuals {
            revenue: revenue.plus(zero.minus(cost)?.positive_part())?,
            costs: cost.positive_part(),
            snapshot_costs: planned.positive_part(),
            owner_paid: None,
        };
        let positions = self.positions(at)?;
        Ok(Drafted {
            number: u32::try_from(self.drafts.len()).unwrap_or(u32::MAX).saturating_add(1),
            snapshot: snapshot.version,
            result: settle(&snapshot.offer.settlement, &actuals, &positions)?,
            rules: snapshot.offer.settlement.clone(),
            actuals,
            positions,
            revenue,
            pool,
            fx,
            rounding,
            drafted_at: at,
            until: at.after(self.offer.window(Timer::Objection)),
        })
    }

    fn objections_until(&self) -> Timestamp {
        self.drafts().last().map_or(self.since, |draft| draft.until)
    }

    /// Whether somebody objected to the latest draft.
    fn is_objected(&self) -> bool {
        let latest = self.drafts().last().map(|draft| draft.number);
        self.objections.iter().any(|known| Some(known.settlement) == latest)
    }

    /// What is held back, of each participation and of the owner's share.
    fn held_back(&self) -> Result<Vec<Part>, Refusal> {
        let mut parts = Vec::new();
        for known in self.balances.iter() {
            let Account::Holdback(request) = &known.account else { continue };
            let holder = self
                .request(request)
                .map_or_else(|| self.offer.owner.clone(), |request| request.investor.clone());
            parts.push(Part { request: request.clone(), holder, amount: known.balance });
        }
        Ok(parts)
    }

    /// What can be collected from everybody: what is held back. What is payable is set off by itself.
    fn reserves(&self, settled: &Drafted) -> Result<Reserves, Refusal> {
        let of = |request: &Reference| Reserve {
            holdback: self.balance(&Account::Holdback(request.clone())),
            future: self.zero(),
        };
        let positions = settled.positions.iter().map(|position| PositionReserve {
            position: position.id.clone(),
            reserve: of(&position.id),
        });
        Ok(Reserves { owner: of(&Reference::owner()), positions: positions.collect() })
    }

    /// JE-19: a late fact, and what it changes for everybody.
    fn late(&self, late: &Supplementary, amount: Money, gain: bool) -> Result<Movement, Refusal> {
        let (zero, platform) = (self.zero(), PartyId::platform());
        let owner = PartyId::owner();
        let mut movement = Movement::new();
        movement = if gain {
            movement.debit(Account::Cash, amount)
        } else {
            movement.credit(Account::Payable(PartyId::supplier()), amount)
        };
        for (change, purpose) in
            [(&late.commission, Owed::Commission), (&late.commission_tax, Owed::Iva)]
        {
            let back = zero.minus(change.difference)?.positive_part();
            movement = movement
                .credit(
                    Account::PayableFor(platform.clone(), purpose),
                    change.difference.positive_part(),
                )
                .debit(Account::Receivable(platform.clone()), back);
        }
        let mut withheld = zero;
        for line in &late.lines {
            withheld = withheld.plus(line.withheld.difference)?;
            let collected = &line.collected;
            movement = movement
                .credit(Account::PayableFor(line.holder.clone(), Owed::Profit), line.payable)
                .debit(Account::Holdback(line.position.clone()), collected.from_holdback)
                .debit(Account::Receivable(self.in_books(&line.holder)), collected.receivable);
        }
        // Tax that was withheld too much and is already paid comes back from the tax office.
        let back = zero.minus(withheld)?.positive_part();
        let here = back.at_most(self.balance(&Account::IncomeTaxWithheld))?;
        Ok(movement
            .credit(Account::IncomeTaxWithheld, withheld.positive_part())
            .debit(Account::IncomeTaxWithheld, here)
            .debit(Account::CreditableTax, back.minus(here)?)
            .credit(Account::Payable(owner.clone()), late.owner_payable)
            .debit(Account::Holdback(Reference::owner()), late.owner_collected.from_holdback)
            .debit(Account::Receivable(owner), late.owner_collected.receivable))
    }

    /// The interest on waiting money goes to whom the offer says.
    pub(crate) fn share_yield(&self, at: Timestamp) -> Effect {
        let earned = self.balance(&Account::Yield(self.id));
        if !earned.is_positive() {
            return Ok(Vec::new());
        }
        let paid: Vec<&Request> = self
            .requests
            .iter()
            .filter(|request| request.status.is_live() && request.paid_at.is_some())
            .collect();
        let by_days = self.offer.yields == YieldPolicy::InvestorsByCapitalDays;
        let mut weights = Vec::with_capacity(paid.len());
        for request in &paid {
            let days = at.since(request.paid_at.unwrap_or(at)).checked_div(DAY).unwrap_or(0);
            weights.push(request.base.minor().saturating_mul(days.into()));
        }
        if !by_days || weights.iter().all(|weight| *weight == 0) {
            return Ok(vec![Event::YieldShared { parts: Vec::new(), platform: earned }]);
        }
        let mut shares = vec![0; weights.len()];
        allocate_wide_into(earned.minor(), &weights, &mut shares)?;
        let mut parts = Vec::new();
        for (request, share) in paid.iter().zip(shares) {
            parts.push(request.part(Money::from_minor(share, earned.currency())?));
        }
        parts.retain(|part| part.amount.is_positive());
        Ok(vec![Event::YieldShared { parts, platform: self.zero() }])
    }

    /// The participations share what is there: cash, less what is owed to others.
    fn liquidated(&self, fault: EndedBy) -> Result<Event, Refusal> {
        let zero = self.zero();
        let unit = Money::from_minor(1, zero.currency())?;
        let holders: Vec<&Request> = self.holders().collect();
        // Tax that comes back is set off against tax that was charged; the rest of it is lost to the project.
        let charged = self.balance(&Account::TaxCharged);
        let kept = self.balance(&Account::TaxKept).at_most(charged)?;
        let credited = self.balance(&Account::CreditableTax).at_most(charged.minus(kept)?)?;
        let there = self.balance(&Account::Cash).minus(self.obligations()?)?.plus(credited)?;
        let unpaid = zero.minus(there)?.positive_part();
        // Who owes something, or had profit on account, is paid less by that as far as his share goes; all share it.
        let mut set_off: BTreeMap<&PartyId, SetOff> = BTreeMap::new();
        let first = self.dividends(&holders, there.positive_part())?;
        for (holder, dividend) in holders.iter().zip(first) {
            let debtor = set_off.entry(&holder.investor).or_insert(SetOff::nothing(zero));
            debtor.most = debtor.most.plus(dividend.minus(unit)?.positive_part())?;
            debtor.advances = debtor.advances.plus(holder.advance)?.plus(holder.on_account)?;
            debtor.debt = self.balance(&Account::Receivable(self.in_books(&holder.investor)));
        }
        let mut shared = there.positive_part();
        for debtor in set_off.values_mut() {
            debtor.advances = debtor.advances.at_most(debtor.most)?;
            debtor.debt = debtor.debt.at_most(debtor.most.minus(debtor.advances)?)?;
            shared = shared.plus(debtor.advances)?.plus(debtor.debt)?;
        }
        let debts: BTreeMap<PartyId, Money> =
            set_off.iter().map(|(party, known)| (self.in_books(party), known.debt)).collect();
        let mut movement = Movement::new();
        let (mut payouts, mut losses) = (Vec::new(), Vec::new());
        let mut lost = zero;
        for (holder, dividend) in holders.iter().zip(self.dividends(&holders, shared)?) {
            let advances = set_off.get_mut(&holder.investor).map(|known| &mut known.advances);
            let taken = match advances {
                Some(left) => {
                    let taken = left.at_most(dividend)?;
                    *left = left.minus(taken)?;
                    taken
                }
                None => zero,
            };
            let payout = dividend.minus(taken)?;
            let back = payout.at_most(holder.capital)?;
            let of = |purpose| Account::PayableFor(holder.investor.clone(), purpose);
            movement = movement
                .debit(Account::Capital(holder.id.clone()), holder.capital)
                .credit(of(Owed::Capital), back)
                .credit(of(Owed::Profit), payout.minus(back)?);
            let loss = holder.capital.minus(dividend)?.positive_part();
            if holder.kind != Kind::Owner {
                lost = lost.plus(loss)?;
            }
            payouts.push(holder.part(payout));
            losses.push(holder.part(loss));
        }
        for known in self.balances.iter() {
            let (account, balance) = (known.account.clone(), known.balance);
            if balance.same_currency(zero).is_err() {
                continue;
            }
            movement = match &account {
                Account::Revenue => movement.debit(account, balance),
                Account::Fx | Account::TaxRounding => {
                    movement.signed(account, zero.minus(balance)?)?
                }
                Account::Costs(_)
                | Account::Pool
                | Account::Advances
                | Account::AdvanceOnProfit(_) => movement.credit(account, balance),
                Account::CreditableTax => movement.credit(account, balance.minus(credited)?),
                Account::Receivable(party) => {
                    let stays = debts.get(party).copied().unwrap_or(zero);
                    movement.credit(account, balance.minus(stays)?)
                }
                _ => movement,
            };
        }
        let movement = movement.debit(Account::Receivable(PartyId::owner()), unpaid);
        let indemnity = if fault == EndedBy::Owner { lost } else { zero };
        Ok(Event::LiquidationPosted { payouts, losses, indemnity, movement })
    }

    /// How the participations share `there`: by capital, up to the capital of each; the owner's comes last where it is to
    /// lose first. What is above all capital is shared by what everybody had put in.
    fn dividends(&self, holders: &[&Request], there: Money) -> Result<Vec<Money>, Refusal> {
        let zero = self.zero();
        let sum = |owners: bool| {
            let own = holders.iter().filter(|holder| (holder.kind == Kind::Owner) == owners);
            own.map(|holder| holder.capital).try_fold(zero, Money::plus)
        };
        let (investors, owner) = (sum(false)?, sum(true)?);
        let all = investors.plus(owner)?;
        let within = there.at_most(all)?;
        let last = self.offer.settlement.first_loss;
        let of_owner = if last { within.minus(investors)?.positive_part() } else { zero };
        let weights = |owners: bool| -> Vec<i128> {
            let weight = |holder: &&Request| {
                let counts = !last || (holder.kind == Kind::Owner) == owners;
                if counts { holder.capital.minor() } else { 0 }
            };
            holders.iter().map(weight).collect()
        };
        let put_in: Vec<i128> = holders.iter().map(|holder| holder.base.minor()).collect();
        let surplus = there.minus(within)?;
        let mut dividends = vec![zero; holders.len()];
        for (amount, weights) in [
            (within.minus(of_owner)?, weights(false)),
            (of_owner, weights(true)),
            (surplus, put_in),
        ] {
            let mut parts = vec![0; weights.len()];
            allocate_wide_into(amount.minor(), &weights, &mut parts)?;
            for (dividend, part) in dividends.iter_mut().zip(parts) {
                *dividend = dividend.plus(Money::from_minor(part, zero.currency())?)?;
            }
        }
        Ok(dividends)
    }
}

/// What is set off against somebody's share when a project ends early.
struct SetOff {
    most: Money,
    advances: Money,
    debt: Money,
}

impl SetOff {
    const fn nothing(zero: Money) -> SetOff {
        SetOff { most: zero, advances: zero, debt: zero }
    }
}
