//! Payments: whatever is owed to somebody becomes a payment by itself, and the bank says what became of it.
//! Small amounts and payments that fail again and again are parked for their payee, never dropped.

use crate::error::{Code, Refusal};
use crate::id::{LegId, PartyId};
use crate::journal::{Account, Balance, Posting};
use crate::machine::misplaced;
use crate::money::{Currency, Money};
use crate::project::command::{Command, Uncollectable};
use crate::project::customs::Remittance;
use crate::project::decide::Scene;
use crate::project::event::Event;
use crate::project::lifecycle::or_refuse;
use crate::project::table::Guard;
use crate::project::{Payout, PayoutState, ProjectState, State};
use std::collections::BTreeMap;

type Effect = Result<Vec<Event>, Refusal>;

/// Failures after which a payment is parked.
const FAILURES: u32 = 3;

pub(crate) const SOMETHING_PAYABLE: Guard = Guard::state("something is payable", |scene| {
    or_refuse(!scene.state.payables()?.is_empty(), Code::IllegalTransition)
});
pub(crate) const SOMETHING_TO_NET: Guard = Guard::state("owed both ways", |scene| {
    or_refuse(scene.state.nettable()?.is_some(), Code::IllegalTransition)
});
pub(crate) const PROJECT_SETTLED: Guard = Guard::state("settled", |scene| {
    or_refuse(scene.state.state == ProjectState::Settled, Code::IllegalTransition)
});
pub(crate) const PROJECT_CANCELLED: Guard = Guard::state("cancelled", |scene| {
    or_refuse(scene.state.state == ProjectState::Cancelled, Code::IllegalTransition)
});
pub(crate) const PROJECT_RUNS: Guard = Guard::state("still running", |scene| {
    or_refuse(!scene.state.has_ended(), Code::IllegalTransition)
});
pub(crate) const IS_UNCLAIMED: Guard = Guard::arguments("something is parked for him", |scene| {
    or_refuse(unclaimed(scene)?.1.is_positive(), Code::AmountExceedsAvailable)
        .map_err(|refusal| refusal.at("party"))
});
pub(crate) const TAXES_OWED: Guard = Guard::state("taxes are owed", |scene| {
    or_refuse(scene.state.taxes()?.paid_or_cleared(), Code::IllegalTransition)
});
pub(crate) const CASH_FOR_TAXES: Guard = Guard::state("the money is there", |scene| {
    // No money comes in any more once a project has ended: what rounding adds then is the platform's.
    let Taxes { exact, paid, .. } = scene.state.taxes()?;
    let needed = if scene.state.has_ended() { exact } else { paid };
    or_refuse(needed <= scene.state.balance(&Account::Cash), Code::CashShort)
});
pub(crate) const IS_OWED: Guard = Guard::arguments("0 < amount ≤ owed", |scene| {
    let Some(Command::CollectReceivable { party, .. }) = scene.command else {
        return Err(misplaced());
    };
    // Money that was never converted is owed in its own currency.
    let amount = scene.command.and_then(Command::amount).ok_or_else(misplaced)?;
    let account = Account::Receivable(scene.state.in_books(party));
    within(amount, scene.state.balances.of(&account, amount.currency()))
});
pub(crate) const IS_CREDITABLE: Guard = Guard::arguments("0 < amount ≤ to come back", |scene| {
    within(scene.amount()?, scene.state.balance(&Account::CreditableTax))
});
pub(crate) const STANDS_IN_THE_BOOKS: Guard = Guard::arguments("it stands in the books", |scene| {
    or_refuse(uncollectable(scene)?.1.is_positive(), Code::AmountExceedsAvailable)
        .map_err(|refusal| refusal.at("what"))
});

pub(crate) const HE_OWES: Guard = Guard::arguments("he owes something", |scene| {
    or_refuse(debt(scene)?.1.is_positive(), Code::AmountExceedsAvailable)
        .map_err(|refusal| refusal.at("party"))
});

fn within(amount: Money, most: Money) -> Result<(), Refusal> {
    if amount.is_positive() && amount <= most {
        return Ok(());
    }
    Err(Refusal::new(Code::AmountExceedsAvailable)
        .at("amount")
        .got(amount.amount_text())
        .allow(most.amount_text()))
}

fn unclaimed<'a>(scene: &Scene<'a>) -> Result<(&'a PartyId, Money), Refusal> {
    let Some(Command::PayUnclaimed { party }) = scene.command else { return Err(misplaced()) };
    let parked = Account::Unclaimed(party.clone());
    for known in scene.state.balances.iter().filter(|known| known.account == parked) {
        let waiting = scene.state.pending_on(&parked, Money::zero(known.balance.currency()))?;
        let free = known.balance.minus(waiting)?;
        if free.is_positive() {
            return Ok((party, free));
        }
    }
    Ok((party, scene.state.zero()))
}

/// What an investor owes; the owner's debt is another command's.
fn debt<'a>(scene: &Scene<'a>) -> Result<(&'a PartyId, Money), Refusal> {
    let Some(Command::ChargeOffDebt { party }) = scene.command else { return Err(misplaced()) };
    Ok((party, scene.state.balance(&Account::Receivable(party.clone()))))
}

fn uncollectable(scene: &Scene<'_>) -> Result<(Uncollectable, Money), Refusal> {
    let Some(Command::ChargeOff { what }) = scene.command else { return Err(misplaced()) };
    Ok((*what, scene.state.balance(&what.account())))
}

impl Uncollectable {
    /// The account it stands on.
    pub(crate) fn account(self) -> Account {
        match self {
            Uncollectable::CreditableTax => Account::CreditableTax,
            Uncollectable::Owner => Account::Receivable(PartyId::owner()),
            Uncollectable::Advances => Account::Advances,
        }
    }
}

pub(crate) fn order_payouts(scene: &Scene<'_>) -> Effect {
    let state = scene.state;
    let mut n = u32::try_from(state.payouts.len()).unwrap_or(u32::MAX);
    let mut events = Vec::new();
    for Payable { payee, amount, sources, parked } in state.payables()? {
        events.push(if parked {
            Event::UnclaimedMoved { payee, payout: None, amount, sources }
        } else {
            n = n.saturating_add(1);
            let payout = LegId::new(state.id, payee.as_str(), n);
            Event::PayoutOrdered { payout, payee, amount, sources }
        });
    }
    Ok(events)
}

pub(crate) fn net(scene: &Scene<'_>) -> Effect {
    scene.state.nettable()?.map(|event| vec![event]).ok_or_else(misplaced)
}

pub(crate) fn confirm_payout(scene: &Scene<'_>) -> Effect {
    let Some(Command::ConfirmPayout { payout, reference }) = scene.command else {
        return Err(misplaced());
    };
    let sources = scene.state.settled_by(scene.payout()?)?;
    let (payout, reference) = (payout.clone(), reference.clone());
    Ok(vec![Event::PayoutConfirmed { payout, reference, sources }])
}

pub(crate) fn fail_payout(scene: &Scene<'_>) -> Effect {
    let Some(Command::FailPayout { payout, reference }) = scene.command else {
        return Err(misplaced());
    };
    let known = scene.payout()?;
    let came_back = known.state == PayoutState::Confirmed;
    let returned = if came_back { scene.state.restored(known)? } else { Vec::new() };
    let (payout, reference) = (payout.clone(), reference.clone());
    let mut events = vec![Event::PayoutFailed { payout, reference, returned }];
    if known.failed.saturating_add(1) >= FAILURES {
        events.push(parked(known));
    }
    Ok(events)
}

fn parked(payout: &Payout) -> Event {
    Event::UnclaimedMoved {
        payee: payout.payee.clone(),
        payout: Some(payout.id.clone()),
        amount: payout.amount,
        sources: payout.sources.clone(),
    }
}

pub(crate) fn move_unclaimed(scene: &Scene<'_>) -> Effect {
    Ok(vec![parked(scene.payout()?)])
}

pub(crate) fn pay_unclaimed(scene: &Scene<'_>) -> Effect {
    let (party, amount) = unclaimed(scene)?;
    let state = scene.state;
    let n = u32::try_from(state.payouts.len()).unwrap_or(u32::MAX).saturating_add(1);
    Ok(vec![Event::PayoutOrdered {
        payout: LegId::new(state.id, party.as_str(), n),
        payee: party.clone(),
        amount,
        sources: vec![Posting { account: Account::Unclaimed(party.clone()), amount }],
    }])
}

pub(crate) fn remit(scene: &Scene<'_>) -> Effect {
    let Taxes { withheld, charged, kept, creditable, exact, paid } = scene.state.taxes()?;
    let rounding = scene.state.balance(&Account::TaxRounding).plus(paid.minus(exact)?)?;
    let mut events =
        vec![Event::TaxesRemitted { withheld, charged, third_party: kept, creditable, paid }];
    // Before the end the rounding is a cost of the project; afterwards nobody shares it any more.
    if scene.state.has_ended() && !rounding.is_zero() {
        events.push(Event::RoundingCleared { amount: rounding });
    }
    Ok(events)
}

pub(crate) fn charge_off(scene: &Scene<'_>) -> Effect {
    let (what, amount) = uncollectable(scene)?;
    Ok(vec![Event::ChargedOff { what, amount }])
}

pub(crate) fn charge_off_debt(scene: &Scene<'_>) -> Effect {
    let (party, amount) = debt(scene)?;
    Ok(vec![Event::DebtChargedOff { party: party.clone(), amount }])
}

pub(crate) fn collect(scene: &Scene<'_>) -> Effect {
    let Some(Command::CollectReceivable { party, amount, reference }) = scene.command else {
        return Err(misplaced());
    };
    let party = scene.state.in_books(party);
    Ok(vec![Event::ReceivableCollected { party, amount: *amount, reference: reference.clone() }])
}

pub(crate) fn recover_tax(scene: &Scene<'_>) -> Effect {
    let Some(Command::RecoverTax { amount, reference }) = scene.command else {
        return Err(misplaced());
    };
    Ok(vec![Event::TaxRecovered { amount: *amount, reference: reference.clone() }])
}

pub(crate) fn record_yield(scene: &Scene<'_>) -> Effect {
    let Some(Command::RecordYield { amount, reference }) = scene.command else {
        return Err(misplaced());
    };
    Ok(vec![Event::YieldRecorded { amount: *amount, reference: reference.clone() }])
}

/// What somebody can be paid, or what is too little to be paid and is parked.
struct Payable {
    payee: PartyId,
    amount: Money,
    sources: Vec<Posting>,
    parked: bool,
}

/// What the tax office gets now.
struct Taxes {
    withheld: Money,
    charged: Money,
    kept: Money,
    creditable: Money,
    exact: Money,
    paid: Money,
}

impl Taxes {
    fn paid_or_cleared(&self) -> bool {
        self.withheld.is_positive() || self.charged.is_positive()
    }
}

impl State {
    /// How somebody is called in the books: the owner is `owner`.
    pub(crate) fn in_books(&self, party: &PartyId) -> PartyId {
        if *party == self.offer.owner { PartyId::owner() } else { party.clone() }
    }

    /// Who is paid from an account.
    fn payee_of(&self, account: &Account) -> Option<PartyId> {
        match account {
            Account::Payable(party) if *party == PartyId::owner() => Some(self.offer.owner.clone()),
            Account::Payable(party) if *party == PartyId::supplier() => None,
            Account::Payable(party) | Account::PayableFor(party, _) => Some(party.clone()),
            _ => None,
        }
    }

    /// What pending payments take from an account.
    fn pending_on(&self, account: &Account, zero: Money) -> Result<Money, Refusal> {
        let pending = self.payouts.iter().filter(|payout| payout.state == PayoutState::Pending);
        let sources = pending.flat_map(|payout| &payout.sources);
        let own = sources.filter(|source| {
            source.account == *account && source.amount.currency() == zero.currency()
        });
        own.map(|source| source.amount).try_fold(zero, Money::plus)
    }

    /// What pending payments take from every account.
    fn pending(&self) -> Result<BTreeMap<(&Account, Currency), Money>, Refusal> {
        let mut pending: BTreeMap<(&Account, Currency), Money> = BTreeMap::new();
        let payouts = self.payouts.iter().filter(|payout| payout.state == PayoutState::Pending);
        for source in payouts.flat_map(|payout| &payout.sources) {
            let currency = source.amount.currency();
            let taken = pending.entry((&source.account, currency)).or_insert(Money::zero(currency));
            *taken = taken.plus(source.amount)?;
        }
        Ok(pending)
    }

    /// Everybody who can be paid, with all that is owed to him in one currency and not on its way yet. What comes to less
    /// than the threshold, with what is parked already, is parked.
    fn payables(&self) -> Result<Vec<Payable>, Refusal> {
        let pending = self.pending()?;
        let free = |known: &Balance| {
            let taken = pending.get(&(&known.account, known.balance.currency()));
            taken.map_or(Ok(known.balance), |taken| known.balance.minus(*taken))
        };
        let mut payables: BTreeMap<(PartyId, Currency), Payable> = BTreeMap::new();
        for known in self.balances.iter() {
            let Some(payee) = self.payee_of(&known.account) else { continue };
            let amount = free(known)?;
            if !amount.is_positive() {
                continue;
            }
            let source = Posting { account: known.account.clone(), amount };
            let empty = Payable {
                payee: payee.clone(),
                amount: Money::zero(amount.currency()),
                sources: Vec::new(),
                parked: false,
            };
            let payable = payables.entry((payee, amount.currency())).or_insert(empty);
            payable.amount = payable.amount.plus(amount)?;
            payable.sources.push(source);
        }
        let threshold = self.offer.settlement.payout_threshold;
        for payable in payables.values_mut() {
            if payable.amount.same_currency(threshold).is_err() {
                continue;
            }
            let account = Account::Unclaimed(payable.payee.clone());
            let mut parked = self.balances.iter().filter(|known| {
                known.account == account && known.balance.same_currency(threshold).is_ok()
            });
            let parked = parked.next().map(free).transpose()?.unwrap_or(self.zero());
            if payable.amount.plus(parked)? < threshold {
                payable.parked = true;
            } else if parked.is_positive() {
                payable.amount = payable.amount.plus(parked)?;
                payable.sources.push(Posting { account, amount: parked });
            }
        }
        Ok(payables.into_values().collect())
    }

    /// What a payment that has arrived settles: what it was ordered for, or what was parked of it. What was paid again in the
    /// meantime its payee owes.
    fn settled_by(&self, payout: &Payout) -> Result<Vec<Posting>, Refusal> {
        if payout.state == PayoutState::Pending {
            return Ok(payout.sources.clone());
        }
        let zero = Money::zero(payout.amount.currency());
        let account = Account::Unclaimed(payout.payee.clone());
        let waiting = self.pending_on(&account, zero)?;
        let here = self.balances.of(&account, zero.currency()).minus(waiting)?.positive_part();
        let parked = payout.amount.at_most(here)?;
        let owed = Account::Receivable(self.in_books(&payout.payee));
        let sources = [
            Posting { account, amount: parked },
            Posting { account: owed, amount: payout.amount.minus(parked)? },
        ];
        Ok(sources.into_iter().filter(|source| source.amount.is_positive()).collect())
    }

    /// Where the money of a payment goes that came back: to where it was paid from. A debt that was settled in the meantime
    /// is none any more, and what was to settle it waits for its payee.
    fn restored(&self, payout: &Payout) -> Result<Vec<Posting>, Refusal> {
        let mut restored = Vec::new();
        for Posting { account, amount } in payout.sources.iter().cloned() {
            let zero = Money::zero(amount.currency());
            let back = match &account {
                Account::Receivable(_) => {
                    amount.at_most(self.balances.of(&account, zero.currency()))?
                }
                _ => amount,
            };
            let waits = Account::Unclaimed(payout.payee.clone());
            restored.push(Posting { account, amount: back });
            restored.push(Posting { account: waits, amount: amount.minus(back)? });
        }
        restored.retain(|posting| posting.amount.is_positive());
        Ok(restored)
    }

    /// Somebody who owes and is owed: the smaller of the two is set off.
    pub(crate) fn nettable(&self) -> Result<Option<Event>, Refusal> {
        for known in self.balances.iter() {
            let Account::Receivable(debtor) = &known.account else { continue };
            for owed in self.balances.iter() {
                let owes_him = match &owed.account {
                    Account::Payable(party)
                    | Account::PayableFor(party, _)
                    | Account::Unclaimed(party) => self.in_books(party) == *debtor,
                    _ => false,
                };
                if !owes_him || owed.balance.same_currency(known.balance).is_err() {
                    continue;
                }
                let zero = Money::zero(owed.balance.currency());
                let free = owed.balance.minus(self.pending_on(&owed.account, zero)?)?;
                let amount = free.at_most(known.balance)?;
                if amount.is_positive() {
                    let from = Posting { account: owed.account.clone(), amount };
                    return Ok(Some(Event::Netted { party: debtor.clone(), from }));
                }
            }
        }
        Ok(None)
    }

    /// What the tax office gets: what was withheld, and what was charged less what is credited against it.
    fn taxes(&self) -> Result<Taxes, Refusal> {
        let withheld = self.balance(&Account::IncomeTaxWithheld);
        let charged = self.balance(&Account::TaxCharged);
        let kept = self.balance(&Account::TaxKept).at_most(charged)?;
        let creditable = self.balance(&Account::CreditableTax).at_most(charged.minus(kept)?)?;
        let exact = withheld.plus(charged)?.minus(kept)?.minus(creditable)?;
        let paid = Remittance::of(exact, self.offer.tax_rounding)?.paid;
        Ok(Taxes { withheld, charged, kept, creditable, exact, paid })
    }
}
