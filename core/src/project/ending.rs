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
use crate::project::liquidation::{Dividend, Fault, liquidate};
use crate::project::offer::{Kind, YieldPolicy};
use crate::project::profile::withholding_rate;
use crate::project::settlement::{Actuals, Position, settle};
use crate::project::supplementary::{
    PositionReserve, Reserve, Reserves, Supplementary, supplementary,
};
use crate::project::table::Guard;
use crate::project::timers::Timer;
use crate::project::{Drafted, Request, State, Stock};
use crate::rate::Rate;
use crate::time::Timestamp;

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

pub(crate) const DRAFT_IS_MISSING: Guard = Guard::state("no draft of these facts", |scene| {
    let state = scene.state;
    let drafted = state.draft(scene.at, Timer::Objection)?;
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
    let objected = scene.state.objections.iter().any(|known| known.by == *scene.actor);
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
    let (cash, owed) = (after.balance(&Account::Cash), after.obligations()?);
    if owed <= cash {
        return Ok(());
    }
    Err(Refusal::new(Code::CashShort).got(owed).allow(cash.to_string()))
});

pub(crate) fn draft(scene: &Scene<'_>) -> Effect {
    let drafted = Box::new(scene.state.draft(scene.at, Timer::Objection)?);
    Ok(vec![Event::SettlementDrafted { drafted }])
}

/// A draft that answers objections is final at once.
pub(crate) fn redraft(scene: &Scene<'_>) -> Effect {
    let drafted = scene.state.draft(scene.at, Timer::Objection)?;
    let drafted = Box::new(Drafted { until: scene.at, ..drafted });
    Ok(vec![Event::SettlementDrafted { drafted }])
}

pub(crate) fn object(scene: &Scene<'_>) -> Effect {
    let Some(Command::ObjectSettlement { settlement, reason }) = scene.command else {
        return Err(misplaced());
    };
    let (by, reason) = (scene.actor.clone(), reason.clone());
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
        evidence: evidence.clone(),
        drafted: Box::new(drafted),
        movement,
    }])
}

// The end before its time.

pub(crate) fn terminate(scene: &Scene<'_>) -> Effect {
    let Some(Command::TerminateProject { fault, report }) = scene.command else {
        return Err(misplaced());
    };
    let mut events = vec![Event::ProjectTerminated { fault: *fault, report: report.clone() }];
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
                withholding: self.withholding(&holder.investor, at)?,
                advance: holder.advance,
                distributed: holder.returned,
                profit_distributed: holder.on_account,
            });
        }
        Ok(positions)
    }

    /// The rate withheld from somebody's profit: that of the day, or that of the approval where none is known for the day.
    fn withholding(&self, party: &PartyId, at: Timestamp) -> Result<Rate, Refusal> {
        let Some(person) = self.person(party) else { return Ok(Rate::ZERO) };
        let (profile, instrument) = (self.offer.profile, self.offer.instrument);
        let approved = self.snapshot.as_ref().map_or(at, |snapshot| snapshot.approved_at);
        withholding_rate(profile, instrument, person.tax, at)
            .or_else(|_| withholding_rate(profile, instrument, person.tax, approved))
    }

    /// What accepted change orders add that the owner bears.
    fn borne_by_owner(&self) -> Result<Money, Refusal> {
        let accepted = self.orders.iter().filter(|order| {
            order.change.owner_bears && order.state == crate::project::OrderState::Accepted
        });
        accepted.map(|order| order.rise.positive_part()).try_fold(self.zero(), Money::plus)
    }

    /// A settlement from the books as they are now.
    fn draft(&self, at: Timestamp, window: Timer) -> Result<Drafted, Refusal> {
        let Some(snapshot) = &self.snapshot else { return Err(Code::NoSnapshot.into()) };
        let zero = self.zero();
        let (pool, fx) = (self.balance(&Account::Pool), self.balance(&Account::Fx));
        let revenue = self.balance(&Account::Revenue);
        let cost = pool.plus(fx)?;
        let borne = self.borne_by_owner()?.at_most(cost.positive_part())?;
        let cost = cost.minus(borne)?;
        let delivered = self
            .entitlements
            .iter()
            .filter(|known| self.request(&known.request).is_some_and(|request| request.delivered));
        let delivered = delivered.map(|known| known.value).try_fold(zero, Money::plus)?;
        let planned = snapshot.landed.total.minus(delivered)?.minus(borne)?;
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
            rules: snapshot.offer.settlement.clone(),
            result: settle(&snapshot.offer.settlement, &actuals, &positions)?,
            actuals,
            positions,
            revenue,
            pool,
            fx,
            borne,
            drafted_at: at,
            until: at.after(self.offer.window(window)),
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
        let holders: Vec<&Request> = self.holders().collect();
        // Where all capital has gone back already, what is left is shared by what everybody had put in.
        let over = holders.iter().all(|holder| holder.capital.is_zero());
        let weight = |holder: &&Request| if over { holder.base } else { holder.capital };
        let capital: Vec<Money> = holders.iter().map(weight).collect();
        let all = capital.iter().copied().try_fold(zero, Money::plus)?;
        let supplier = self.owed_to_supplier();
        let others = self.obligations()?.minus(supplier)?;
        let cash = self.balance(&Account::Cash).minus(others)?;
        let fault = match fault {
            EndedBy::Nobody => Fault::None,
            EndedBy::Owner => Fault::Owner,
        };
        let share = |cash: Money| {
            let spent = all.minus(cash)?.positive_part();
            let recovered = cash.minus(all)?.positive_part();
            liquidate(&capital, spent, recovered, supplier, fault)
        };
        // Who owes something is paid less by that, as far as his share goes; the others share it.
        let first = share(cash)?;
        let mut set_off = zero;
        for (holder, line) in holders.iter().zip(&first.lines) {
            let unit = Money::from_minor(1, zero.currency())?;
            let owes = self.balance(&Account::Receivable(self.in_books(&holder.investor)));
            set_off = set_off.plus(owes.at_most(line.payout.minus(unit)?.positive_part())?)?;
        }
        let shared = share(cash.plus(set_off)?)?;
        let mut movement = Movement::new();
        let (mut payouts, mut losses) = (Vec::new(), Vec::new());
        for (holder, Dividend { payout, .. }) in holders.iter().zip(shared.lines) {
            let back = payout.at_most(holder.capital)?;
            let of = |purpose| Account::PayableFor(holder.investor.clone(), purpose);
            movement = movement
                .debit(Account::Capital(holder.id.clone()), holder.capital)
                .credit(of(Owed::Capital), back)
                .credit(of(Owed::Profit), payout.minus(back)?);
            payouts.push(holder.part(payout));
            losses.push(holder.part(holder.capital.minus(payout)?.positive_part()));
        }
        let mut left = set_off;
        for known in self.balances.iter() {
            let (account, balance) = (known.account.clone(), known.balance);
            if balance.same_currency(zero).is_err() {
                continue;
            }
            movement = match &account {
                Account::Revenue => movement.debit(account, balance),
                Account::Fx => movement.signed(account, zero.minus(balance)?)?,
                Account::Costs(_)
                | Account::Pool
                | Account::Advances
                | Account::CreditableTax
                | Account::AdvanceOnProfit(_) => movement.credit(account, balance),
                Account::Receivable(_) => {
                    let kept = left.at_most(balance)?;
                    left = left.minus(kept)?;
                    movement.credit(account, balance.minus(kept)?)
                }
                _ => movement,
            };
        }
        let movement = movement.debit(Account::Receivable(PartyId::owner()), shared.unpaid);
        let indemnity = if over { zero } else { shared.owner_indemnity };
        Ok(Event::LiquidationPosted { payouts, losses, indemnity, movement })
    }
}
