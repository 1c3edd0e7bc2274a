//! What each event of a project posts: the table of journal entries, one arm for one line of it.
//! Debits equal credits per currency; when everything is paid every account is at zero.

use crate::error::{Code, Refusal};
use crate::id::{PartyId, Reference};
use crate::journal::{Account, Movement, Owed, Posting};
use crate::money::Money;
use crate::project::command::PaidTo;
use crate::project::event::{Event, Part};
use crate::project::settlement::{Position, SettlementLine};
use crate::project::{Drafted, MoneyState, State};

/// What is owed to a holder for a purpose.
fn owed(part: &Part, purpose: Owed) -> Account {
    Account::PayableFor(part.holder.clone(), purpose)
}

fn payable(party: PartyId) -> Account {
    Account::Payable(party)
}

fn refund(holder: &PartyId) -> Account {
    Account::PayableFor(holder.clone(), Owed::Refund)
}

fn commission() -> Account {
    Account::PayableFor(PartyId::platform(), Owed::Commission)
}

fn iva() -> Account {
    Account::PayableFor(PartyId::platform(), Owed::Iva)
}

impl Movement {
    /// Debits what is above zero, credits what is below.
    pub(crate) fn signed(self, account: Account, amount: Money) -> Result<Movement, Refusal> {
        let zero = Money::zero(amount.currency());
        let back = zero.minus(amount)?.positive_part();
        Ok(self.debit(account.clone(), amount.positive_part()).credit(account, back))
    }
}

impl State {
    /// Whether the books say what the machines say. Errors: `invariant_violated`.
    pub(crate) fn books_agree(&self) -> Result<(), Refusal> {
        let broken = |why: &'static str| Refusal::new(Code::InvariantViolated).because(why);
        for known in self.balances.iter() {
            let (debit, credit) = self.balances.trial_balance(known.balance.currency())?;
            if debit != credit {
                return Err(broken("the books do not balance").at(known.account.to_string()));
            }
        }
        for request in &self.requests {
            let zero = Money::zero(request.received.currency());
            let reserve = self.balances.of(&Account::Reserve(request.id.clone()), zero.currency());
            let kept = matches!(
                request.money,
                MoneyState::None | MoneyState::Authorized | MoneyState::Held
            ) && request.status.is_live();
            if reserve != if kept { request.received } else { zero } {
                return Err(broken("a request does not hold what it should").got(&request.id));
            }
            let capital = self.balance(&Account::Capital(request.id.clone()));
            let converted = request.received.currency() == self.zero().currency();
            if converted && capital != request.capital {
                return Err(broken("a participation has another capital").got(&request.id));
            }
        }
        for stock in &self.stock {
            let gone = stock.in_kind.saturating_add(stock.sold).saturating_add(stock.written_off);
            if gone > stock.received {
                return Err(broken("more units left than arrived").got(&stock.sku));
            }
        }
        Ok(())
    }

    /// The balanced movement `event` makes; most events move nothing. It uses only what never changes once the event is
    /// possible, so any later state of the same project gives the same answer.
    pub(crate) fn movement(&self, event: &Event) -> Result<Movement, Refusal> {
        let none = Movement::new();
        let supplier = || payable(PartyId::supplier());
        let reserve = |request: &Reference| Account::Reserve(request.clone());
        let capital = |request: &Reference| Account::Capital(request.clone());
        let cost = |line: &Reference, recoverable: bool| {
            if recoverable { Account::CreditableTax } else { self.account_of(line) }
        };
        Ok(match event {
            // JE-01, JE-02, JE-05
            Event::DepositConfirmed { request, holder, amount, excess, .. } => none
                .debit(Account::Cash, *amount)
                .credit(reserve(request), amount.minus(*excess)?)
                .credit(refund(holder), *excess),
            // JE-03, JE-04
            Event::DepositUnmatched { reference, amount } => none
                .debit(Account::Cash, *amount)
                .credit(Account::Unapplied(reference.clone()), *amount),
            Event::DepositMatched { reference, request, holder, amount, excess } => none
                .debit(Account::Unapplied(reference.clone()), *amount)
                .credit(reserve(request), amount.minus(*excess)?)
                .credit(refund(holder), *excess),
            Event::DepositReturned { reference, payer, amount } => none
                .debit(Account::Unapplied(reference.clone()), *amount)
                .credit(Account::PayableFor(payer.clone(), Owed::Refund), *amount),
            // JE-05, JE-06
            Event::ScaleBackApplied { request, holder, refund: back, .. }
            | Event::ParticipationLeft { request, holder, refund: back, .. } => {
                none.debit(reserve(request), *back).credit(refund(holder), *back)
            }
            // JE-07 and its reverse
            Event::ParticipationsActivated { parts } => {
                let movement = parts.iter().fold(none, |movement, part| {
                    movement.debit(reserve(&part.request), part.amount)
                });
                parts.iter().fold(movement, |movement, part| {
                    movement.credit(capital(&part.request), part.amount)
                })
            }
            Event::ParticipationsReversed { parts } => {
                let movement = parts.iter().fold(none, |movement, part| {
                    movement.debit(capital(&part.request), part.amount)
                });
                parts.iter().fold(movement, |movement, part| {
                    movement.credit(reserve(&part.request), part.amount)
                })
            }
            // JE-08
            Event::FxConverted { parts, .. } => {
                let mut movement = none;
                for part in parts {
                    movement = movement
                        .debit(capital(&part.request), part.from)
                        .credit(Account::Cash, part.from)
                        .debit(Account::Cash, part.got)
                        .signed(Account::Fx, part.counts.minus(part.got)?)?
                        .credit(capital(&part.request), part.counts);
                }
                movement
            }
            // JE-09
            Event::FundsReleased { line, amount, to, recoverable } => {
                let spent = match to {
                    PaidTo::Supplier => cost(line, *recoverable),
                    PaidTo::Owner => Account::Advances,
                };
                none.debit(spent, *amount).credit(Account::Cash, *amount)
            }
            Event::CostRecorded { line, owed, from_pool, recoverable, .. } => {
                let back = self.zero().minus(*owed)?.positive_part();
                none.debit(cost(line, *recoverable), owed.positive_part())
                    .credit(supplier(), owed.positive_part())
                    .debit(supplier(), back)
                    .credit(cost(line, *recoverable), back.minus(*from_pool)?)
                    .credit(Account::Pool, *from_pool)
            }
            Event::SupplierPaid { amount } => {
                none.debit(supplier(), *amount).credit(Account::Cash, *amount)
            }
            Event::AdvanceJustified { line, amount, tax, .. } => none
                .debit(self.account_of(line), *amount)
                .debit(Account::CreditableTax, *tax)
                .credit(Account::Advances, amount.plus(*tax)?),
            Event::RecoveryRecorded { line, amount, from_pool, .. } => none
                .debit(Account::Cash, *amount)
                .credit(self.account_of(line), amount.minus(*from_pool)?)
                .credit(Account::Pool, *from_pool),
            // JE-10
            Event::CostsAllocated { costs, .. }
            | Event::ProjectCompleted { accrued: costs, .. } => {
                let mut movement = none;
                let mut sum = self.zero();
                for known in costs {
                    sum = sum.plus(known.amount)?;
                    let account = Account::parse(&format!("costs:{}", known.line))?;
                    movement = movement.credit(account, known.amount);
                }
                movement = movement.debit(Account::Pool, sum);
                match event {
                    Event::ProjectCompleted { unaccounted, .. } => movement
                        .debit(Account::Receivable(PartyId::owner()), *unaccounted)
                        .credit(Account::Advances, *unaccounted),
                    _ => movement,
                }
            }
            // JE-11
            Event::UnitsDelivered { request, value, .. } => {
                none.debit(capital(request), *value).credit(Account::Pool, *value)
            }
            // JE-12
            Event::RevenueRecorded { revenue, tax, income_tax_withheld, tax_withheld, .. } => none
                .debit(
                    Account::Cash,
                    revenue.plus(*tax)?.minus(*income_tax_withheld)?.minus(*tax_withheld)?,
                )
                .debit(Account::Receivable(PartyId::owner()), *income_tax_withheld)
                .debit(Account::TaxKept, *tax_withheld)
                .credit(Account::Revenue, *revenue)
                .credit(Account::TaxCharged, *tax),
            // JE-17, JE-18
            Event::InterimDistributed { capital: back, profit } => {
                let mut movement = none;
                for part in back {
                    movement = movement
                        .debit(capital(&part.request), part.amount)
                        .credit(owed(part, Owed::Capital), part.amount);
                }
                for part in profit {
                    movement = movement
                        .debit(Account::AdvanceOnProfit(part.request.clone()), part.amount)
                        .credit(owed(part, Owed::Profit), part.amount);
                }
                movement
            }
            Event::AdvancePaid { part } => none
                .debit(Account::AdvanceOnProfit(part.request.clone()), part.amount)
                .credit(owed(part, Owed::Profit), part.amount),
            Event::UnspentCapitalReturned { parts } => parts.iter().fold(none, |movement, part| {
                movement
                    .debit(capital(&part.request), part.amount)
                    .credit(owed(part, Owed::Capital), part.amount)
            }),
            // JE-13, JE-14, JE-20
            Event::SettlementPosted { settlement } => self.result_of(self.drafted(*settlement)?)?,
            Event::CapitalReturned { settlement } => self.capital_of(self.drafted(*settlement)?)?,
            Event::HoldbackTaken { settlement, .. } => {
                self.holdback_of(self.drafted(*settlement)?)?
            }
            Event::HoldbackReleased { parts } => parts.iter().fold(none, |movement, part| {
                movement
                    .debit(Account::Holdback(part.request.clone()), part.amount)
                    .credit(owed(part, Owed::Profit), part.amount)
            }),
            // JE-19, JE-21
            Event::SupplementaryPosted { movement, .. }
            | Event::LiquidationPosted { movement, .. } => movement.clone(),
            // JE-15, JE-16, JE-23
            Event::PayoutConfirmed { sources, .. } => {
                let movement = sources.iter().fold(none, |movement, source| {
                    movement.debit(source.account.clone(), source.amount)
                });
                movement.credit(Account::Cash, self.in_all(sources)?)
            }
            Event::PayoutFailed { returned, .. } => {
                let movement = none.debit(Account::Cash, self.in_all(returned)?);
                returned.iter().fold(movement, |movement, source| {
                    movement.credit(source.account.clone(), source.amount)
                })
            }
            Event::UnclaimedMoved { payee, sources, .. } => {
                let parked = Account::Unclaimed(payee.clone());
                sources.iter().filter(|source| source.account != parked).fold(
                    none,
                    |movement, source| {
                        movement
                            .debit(source.account.clone(), source.amount)
                            .credit(parked.clone(), source.amount)
                    },
                )
            }
            // JE-22
            Event::TaxesRemitted { withheld, charged, third_party, creditable, paid } => {
                let exact = withheld.plus(*charged)?.minus(*third_party)?.minus(*creditable)?;
                none.debit(Account::IncomeTaxWithheld, *withheld)
                    .debit(Account::TaxCharged, *charged)
                    .credit(Account::TaxKept, *third_party)
                    .credit(Account::CreditableTax, *creditable)
                    .signed(Account::TaxRounding, paid.minus(exact)?)?
                    .credit(Account::Cash, *paid)
            }
            // JE-25
            Event::ChargebackReceived { amount, from, .. } => {
                none.debit(from.clone(), *amount).credit(Account::Cash, *amount)
            }
            // JE-26
            Event::Netted { party, from } => none
                .debit(from.account.clone(), from.amount)
                .credit(Account::Receivable(party.clone()), from.amount),
            Event::ChargedOff { what, amount } => {
                none.debit(Account::Pool, *amount).credit(what.account(), *amount)
            }
            Event::DebtChargedOff { party, amount } => none
                .debit(Account::Pool, *amount)
                .credit(Account::Receivable(party.clone()), *amount),
            Event::OwnerCharged { amount } => none
                .debit(Account::Receivable(PartyId::owner()), *amount)
                .credit(Account::Pool, *amount),
            Event::RoundingCleared { amount } => none
                .signed(Account::TaxRounding, self.zero().minus(*amount)?)?
                .debit(Account::Receivable(PartyId::platform()), amount.positive_part())
                .credit(payable(PartyId::platform()), self.zero().minus(*amount)?.positive_part()),
            Event::ReceivableCollected { party, amount, .. } => none
                .debit(Account::Cash, *amount)
                .credit(Account::Receivable(party.clone()), *amount),
            Event::TaxRecovered { amount, .. } => {
                none.debit(Account::Cash, *amount).credit(Account::CreditableTax, *amount)
            }
            // JE-28
            Event::YieldRecorded { amount, .. } => {
                none.debit(Account::Cash, *amount).credit(Account::Yield(self.id), *amount)
            }
            Event::YieldShared { parts, platform } => {
                let mut movement = none.credit(payable(PartyId::platform()), *platform);
                let mut sum = *platform;
                for part in parts {
                    sum = sum.plus(part.amount)?;
                    movement = movement.credit(owed(part, Owed::Profit), part.amount);
                }
                movement.debit(Account::Yield(self.id), sum)
            }
            Event::ProjectCreated { .. }
            | Event::ProjectEdited { .. }
            | Event::ProjectPublished {}
            | Event::ProjectUnpublished {}
            | Event::FundingOpened {}
            | Event::ProjectCancelled { .. }
            | Event::OfferVersioned { .. }
            | Event::DeadlineExtended { .. }
            | Event::ProjectFullyFunded { .. }
            | Event::FundingClosed { .. }
            | Event::FundingFailed { .. }
            | Event::FundingShortfall { .. }
            | Event::StatementReported { .. }
            | Event::ProjectReadyForApproval {}
            | Event::ProjectReturned { .. }
            | Event::ReviewEnded {}
            | Event::ProjectApproved { .. }
            | Event::SnapshotFrozen { .. }
            | Event::ProjectRejected { .. }
            | Event::ExecutionStarted { .. }
            | Event::GoodsReceived { .. }
            | Event::UnitsWrittenOff { .. }
            | Event::ChangeOrderProposed { .. }
            | Event::ChangeOrderVoted { .. }
            | Event::ChangeOrderAccepted { .. }
            | Event::ChangeOrderRejected { .. }
            | Event::ProjectTerminated { .. }
            | Event::ProjectReopened { .. }
            | Event::SettlementDrafted { .. }
            | Event::SettlementObjected { .. }
            | Event::PayoutOrdered { .. }
            | Event::ProjectFrozen { .. }
            | Event::ProjectUnfrozen {}
            | Event::PartyVerified { .. }
            | Event::ParticipationRequested { .. }
            | Event::CapacityReserved { .. }
            | Event::PaymentAuthorized { .. }
            | Event::ParticipationApproved { .. }
            | Event::ParticipationReconfirmed { .. }
            | Event::ParticipationTransferred { .. } => none,
        })
    }

    /// What a payment comes to: its sources are of one currency.
    fn in_all(&self, sources: &[Posting]) -> Result<Money, Refusal> {
        let zero =
            sources.first().map_or(self.zero(), |source| Money::zero(source.amount.currency()));
        sources.iter().map(|source| source.amount).try_fold(zero, Money::plus)
    }

    pub(crate) fn drafted(&self, number: u32) -> Result<&Drafted, Refusal> {
        self.drafts().find(|draft| draft.number == number).ok_or_else(crate::machine::misfit)
    }

    /// JE-13 and JE-13L: revenue pays for the goods; what is left is shared, what is missing comes out of capital.
    fn result_of(&self, drafted: &Drafted) -> Result<Movement, Refusal> {
        let result = &drafted.result;
        let totals = &result.totals;
        let owner_owes = totals.owner_debt.plus(totals.owner_excess_liability)?;
        let mut movement = Movement::new()
            .debit(Account::Revenue, drafted.revenue)
            .debit(Account::Receivable(PartyId::owner()), owner_owes)
            .credit(Account::Pool, drafted.pool)
            .signed(Account::Fx, self.zero().minus(drafted.fx)?)?
            .signed(Account::TaxRounding, self.zero().minus(drafted.rounding)?)?
            .credit(commission(), totals.commission)
            .credit(iva(), totals.commission_tax)
            .credit(payable(PartyId::owner()), totals.owner_share);
        let mut withheld = self.zero();
        for (line, position) in drafted.rows() {
            withheld = withheld.plus(line.withheld)?;
            let lost = line.loss.at_most(still_in(line, position)?)?;
            movement = movement
                .debit(Account::Capital(line.position.clone()), lost)
                .debit(Account::Receivable(self.in_books(&line.holder)), line.loss.minus(lost)?)
                .credit(
                    Account::PayableFor(line.holder.clone(), Owed::Profit),
                    line.profit.minus(line.withheld)?,
                );
        }
        Ok(movement.credit(Account::IncomeTaxWithheld, withheld))
    }

    /// JE-14: the capital that is left goes back.
    fn capital_of(&self, drafted: &Drafted) -> Result<Movement, Refusal> {
        let mut movement = Movement::new();
        for (line, position) in drafted.rows() {
            let back = back(line, position)?;
            movement = movement
                .debit(Account::Capital(line.position.clone()), back)
                .credit(Account::PayableFor(line.holder.clone(), Owed::Capital), back);
        }
        Ok(movement)
    }

    /// JE-20, and what was paid on account: set off against profit, then capital, then owed.
    fn holdback_of(&self, drafted: &Drafted) -> Result<Movement, Refusal> {
        let of_owner = drafted.result.totals.owner_holdback;
        let mut movement = Movement::new()
            .debit(payable(PartyId::owner()), of_owner)
            .credit(Account::Holdback(Reference::owner()), of_owner);
        for (line, position) in drafted.rows() {
            // A holdback larger than the profit that is left is kept back from the capital that returns.
            let profit = line.profit.minus(line.withheld)?;
            let held = line.holdback.at_most(profit)?;
            let net = profit.minus(held)?;
            let before = line.advance.plus(position.profit_distributed)?;
            let from_profit = before.at_most(net)?;
            let rest = before.minus(from_profit)?;
            let lost = line.loss.minus(line.loss.at_most(still_in(line, position)?)?)?;
            let owes = line.receivable.minus(lost)?;
            let of = |purpose| Account::PayableFor(line.holder.clone(), purpose);
            movement = movement
                .debit(of(Owed::Profit), held)
                .debit(of(Owed::Capital), line.holdback.minus(held)?)
                .debit(of(Owed::Profit), from_profit)
                .debit(of(Owed::Capital), rest.minus(owes)?)
                .debit(Account::Receivable(self.in_books(&line.holder)), owes)
                .credit(Account::Holdback(line.position.clone()), line.holdback)
                .credit(Account::AdvanceOnProfit(line.position.clone()), before);
        }
        Ok(movement)
    }
}

/// The capital that was in the project until now.
fn still_in(line: &SettlementLine, position: &Position) -> Result<Money, Refusal> {
    line.capital.plus(line.loss)?.minus(position.distributed)
}

/// The capital that goes back now.
fn back(line: &SettlementLine, position: &Position) -> Result<Money, Refusal> {
    Ok(line.capital.minus(position.distributed)?.positive_part())
}

impl Drafted {
    /// Each line with its participation: both are in the order of seniority.
    pub(crate) fn rows(&self) -> impl Iterator<Item = (&SettlementLine, &Position)> {
        self.result.lines.iter().zip(&self.positions)
    }
}
