//! What holds in every state: balanced books, full custody, units, capacity, and settlements that add up.
//! Figures are summed up here again, from the books and the facts alone.

use crate::Node;
use crate::moves::balance;
use crate::support::party;
use crate::worlds::World;
use std::collections::BTreeSet;
use tercero::Money;
use tercero::aggregate::Aggregate;
use tercero::journal::Account;
use tercero::project::funding::Oversubscription;
use tercero::project::{
    Drafted, Kind, MoneyState, PayoutState, ProjectState, Request, RequestStatus, State,
};

pub(crate) fn check(world: &World, node: &Node) {
    let state = &node.state;
    state.check().unwrap();
    balanced(state);
    capacity(world, state);
    limited_losses(state);
    units(state);
    payments(state);
    refunds(state);
    for drafted in state.drafts() {
        settlement(drafted);
    }
    if matches!(state.state(), ProjectState::Settled | ProjectState::Cancelled) {
        nothing_held(state);
    }
}

/// I1 and I2: debits are credits in every currency, and cash is missing only where a bank took it back.
fn balanced(state: &State) {
    let currencies: BTreeSet<_> = state.balances().iter().map(|b| b.balance.currency()).collect();
    for currency in currencies {
        let (debit, credit) = state.balances().trial_balance(currency).unwrap();
        assert_eq!(debit, credit);
        let taken = state.requests().iter().any(|r| r.money == MoneyState::ChargedBack);
        let cash = state.balances().of(&Account::Cash, currency);
        assert!(taken || cash.minor() >= 0, "money was paid out that is not there: {cash}");
    }
}

fn sum<'a>(requests: impl Iterator<Item = &'a Request>) -> i128 {
    requests.map(|request| request.base.minor()).sum()
}

/// I5: places kept and taken are never more than the cap, but where the round is scaled back later.
fn capacity(world: &World, state: &State) {
    if world.offer.round.oversubscription == Oversubscription::ProRata {
        return;
    }
    let places = state.requests().iter().filter(|request| {
        matches!(request.status, RequestStatus::Reserved | RequestStatus::Approved)
    });
    let own = state.requests().iter().filter(|r| r.kind == Kind::Owner && r.status.is_live());
    let taken = sum(places) - sum(own).min(state.offer().owner_capital.minor());
    assert!(taken <= state.offer().round.hard_cap.minor(), "{taken} taken");
}

/// I6: nobody has less than nothing, and goods that wait are paid for by the capital of who gets them.
fn limited_losses(state: &State) {
    for request in state.requests() {
        assert!(request.capital.minor() >= 0 && request.received.minor() >= 0, "{request:?}");
        assert!(request.returned.minor() >= 0 && request.on_account.minor() >= 0, "{request:?}");
        let own = state.requests().iter().filter(|known| known.payer == request.payer);
        let taken: i128 = own
            .filter(|known| known.money == MoneyState::ChargedBack)
            .map(|known| known.received.minor())
            .sum();
        let owes = balance(state, &Account::Receivable(request.payer.clone()));
        let before = state.drafts().next().is_none();
        assert!(!before || owes.minor() <= taken, "owes {owes}, but a bank took {taken}");
    }
}

/// I7: units that came are handed over, sold, lost or here.
fn units(state: &State) {
    for stock in state.stock() {
        let gone = stock.in_kind + stock.sold + stock.written_off;
        assert_eq!(stock.received, gone + stock.on_hand(), "{stock:?}");
    }
}

/// What is owed to somebody is on its way, and nothing else is.
fn payments(state: &State) {
    for known in state.balances().iter() {
        let owed = match &known.account {
            Account::PayableFor(..) => true,
            Account::Payable(payee) => *payee != party("supplier"),
            _ => false,
        };
        let pending = state.payouts().iter().filter(|payout| payout.state == PayoutState::Pending);
        let sources = pending.flat_map(|payout| &payout.sources);
        let sources = sources.filter(|source| {
            source.account == known.account && source.amount.currency() == known.balance.currency()
        });
        let sent: i128 = sources.map(|source| source.amount.minor()).sum();
        assert!(sent <= known.balance.minor().max(0), "more is on its way than is owed: {known:?}");
        let all = !owed || state.is_frozen() || sent == known.balance.minor();
        assert!(all, "owed and not on its way: {known:?}");
    }
}

/// Whoever left before money was spent gets back all he paid, in his currency.
fn refunds(state: &State) {
    let before = matches!(
        state.state(),
        ProjectState::Published
            | ProjectState::Funding
            | ProjectState::FullyFunded
            | ProjectState::ReadyForApproval
    );
    if !before {
        return;
    }
    for request in state.requests() {
        if request.money == MoneyState::ChargedBack || request.status.is_live() {
            continue;
        }
        let others = state
            .requests()
            .iter()
            .any(|known| known.investor == request.investor && known.id != request.id);
        let waits = state.balances().iter().any(|known| match &known.account {
            Account::PayableFor(party, _) | Account::Unclaimed(party) => {
                *party == request.investor
                    && known.balance.currency() == request.received.currency()
            }
            _ => false,
        });
        let arrived = request.money == MoneyState::Refunded;
        assert!(!arrived || others || !waits, "{request:?} waits for its refund");
        let currency = request.received.currency();
        let own = state.requests().iter().filter(|r| {
            r.investor == request.investor
                && !r.status.is_live()
                && r.money != MoneyState::ChargedBack
                && r.received.currency() == currency
        });
        let paid_in: i128 = own.map(|r| r.received.minor()).sum();
        let out = state.payouts().iter().filter(|payout| {
            payout.payee == request.investor
                && payout.amount.currency() == currency
                && payout.state == PayoutState::Confirmed
        });
        let out: i128 = out.map(|payout| payout.amount.minor()).sum();
        let owed = state.balances().iter().filter(|known| match &known.account {
            Account::PayableFor(party, _) | Account::Unclaimed(party) => *party == request.investor,
            _ => false,
        });
        let owed = owed.filter(|known| known.balance.currency() == currency);
        let owed: i128 = owed.map(|known| known.balance.minor()).sum();
        assert!(out + owed >= paid_in, "{request:?} gets back less than he paid");
    }
}

/// I3, I4, I6, I9: the parts of a settlement are its totals, and the totals are what came in less what it cost.
fn settlement(drafted: &Drafted) {
    let (totals, lines) = (&drafted.result.totals, &drafted.result.lines);
    let minor = |money: &Money| money.minor();
    let over = |of: fn(&tercero::project::settlement::SettlementLine) -> Money| -> i128 {
        lines.iter().map(|line| of(line).minor()).sum()
    };
    assert_eq!(over(|line| line.profit), minor(&totals.investor_pool));
    assert_eq!(over(|line| line.loss), minor(&totals.loss));
    assert_eq!(over(|line| line.withheld), minor(&totals.withheld));
    assert_eq!(over(|line| line.holdback), minor(&totals.holdback));
    assert_eq!(over(|line| line.payout), minor(&totals.payout));
    assert_eq!(over(|line| line.receivable), minor(&totals.receivable));
    for line in lines {
        let position = drafted.positions.iter().find(|p| p.id == line.position).unwrap();
        assert!(line.loss <= position.capital && line.loss.minor() >= 0, "{line:?}");
        assert!(line.payout.minor() >= 0 && line.holdback.minor() >= 0, "{line:?}");
    }
    let out = [
        totals.payout,
        totals.parked,
        totals.withheld,
        totals.holdback,
        totals.advances,
        totals.distributed,
        totals.owner_payout,
        totals.owner_holdback,
        totals.owner_paid,
        totals.commission,
        totals.commission_tax,
    ];
    let came = [
        drafted.actuals.revenue,
        totals.capital,
        totals.owner_receivable,
        totals.receivable,
        totals.owner_excess_liability,
    ];
    let add = |parts: &[Money]| -> i128 { parts.iter().map(|part| part.minor()).sum() };
    assert_eq!(add(&out), add(&came) - drafted.actuals.costs.minor(), "{totals:?}");
    assert!(totals.result.is_positive() || totals.commission.is_zero(), "{totals:?}");
}

/// After the end nothing is promised or capital any more.
fn nothing_held(state: &State) {
    for known in state.balances().iter() {
        let held = matches!(
            known.account,
            Account::Reserve(_)
                | Account::Capital(_)
                | Account::Costs(_)
                | Account::Pool
                | Account::Advances
                | Account::Revenue
                | Account::AdvanceOnProfit(_)
                | Account::Yield(_)
                | Account::Fx
        );
        assert!(!held, "still there after the end: {known:?}");
    }
    assert_eq!(balance(state, &Account::Revenue).minor(), 0);
}
