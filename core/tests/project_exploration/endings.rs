//! Ends: time alone before money is spent, staff alone afterwards, and books that close when everything is paid.
//! What has no end without a row is what that row is there for.

use crate::support::{digest, party, reference};
use crate::{Node, context, settle};
use std::collections::{BTreeMap, HashSet};
use std::hash::{DefaultHasher, Hash, Hasher};
use tercero::aggregate::{Aggregate, work};
use tercero::journal::Account;
use tercero::project::change_order::OrderState;
use tercero::project::command::EndedBy;
use tercero::project::table::{Row, rows};
use tercero::project::{Command, PayoutState, ProjectState, State};
use tercero::{Code, Refusal, Role, Timestamp};

/// Rows without which some state has no end, or a later one.
pub(crate) const LOAD_BEARING: [&str; 9] =
    ["T06b", "T12", "T15", "T30", "T32", "T33", "T34", "T24b", "P1"];

/// What was found out about ends.
#[derive(Default)]
pub(crate) struct Ends {
    by_time: HashSet<u64>,
    pub(crate) closed: HashSet<u64>,
    pub(crate) staff: usize,
    /// Of those that are completed: settled by staff, after the bank brought what was missing, and ended early only.
    pub(crate) completed: [usize; 3],
}

/// Money of investors is here and none was spent, or everything has ended.
fn time_decides(state: ProjectState) -> bool {
    !matches!(state, ProjectState::Draft | ProjectState::InExecution | ProjectState::Completed)
}

/// Nothing happens any more but payments.
fn is_over(state: &State) -> bool {
    let ended = matches!(state.state(), ProjectState::Settled | ProjectState::Cancelled);
    let open = state.orders().iter().any(|order| order.state == OrderState::Open);
    let owed = |account: &Account| match account {
        Account::Holdback(_) | Account::PayableFor(..) => true,
        Account::Payable(payee) => *payee != party("supplier"),
        _ => false,
    };
    let unpaid = |known: &tercero::journal::Balance| {
        let pending = state.payouts().iter().filter(|payout| payout.state == PayoutState::Pending);
        let sources = pending.flat_map(|payout| &payout.sources);
        let sources = sources.filter(|source| {
            source.account == known.account && source.amount.currency() == known.balance.currency()
        });
        sources.map(|source| source.amount.minor()).sum::<i128>() < known.balance.minor()
    };
    let waits = state.balances().iter().any(|known| owed(&known.account) && unpaid(known));
    ended && !open && (state.is_frozen() || !waits)
}

/// When time alone brings it to its end when only `rows` are there.
fn time_alone(
    node: &Node,
    rows: &[&'static Row],
    ends: &mut HashSet<u64>,
) -> Result<Timestamp, ProjectState> {
    let mut node = node.clone();
    let mut way = Vec::new();
    loop {
        let print = node.fingerprint();
        if is_over(&node.state) || !ends.insert(print) {
            return Ok(node.now);
        }
        way.push(print);
        if !step(&mut node, rows) {
            ends.retain(|print| !way.contains(print));
            return Err(node.state.state());
        }
    }
}

/// Applies the next reaction or timer there is among `rows`.
fn step(node: &mut Node, rows: &[&'static Row]) -> bool {
    let reaction = node.state.reaction_among(rows.iter().copied()).unwrap();
    let (at, events) = match reaction {
        Some(step) => (node.state.clock(), step.events),
        None => {
            let now = node.now;
            let timer = node.state.deadlines().into_iter().find_map(|deadline| {
                node.state.due_among(rows.iter().copied(), deadline.at.max(now)).unwrap()
            });
            match timer {
                Some((at, step)) => (at, step.events),
                None => return false,
            }
        }
    };
    for event in events {
        node.state.evolve(&event, at).unwrap();
    }
    node.now = node.now.max(at);
    true
}

/// Says something as somebody of the staff or the bank.
fn say(node: &mut Node, role: Role, command: &Command) -> Result<(), Refusal> {
    let ctx = context(node.now, role, crate::support::project::player(role), 0);
    let mut state = node.state.clone();
    work(&mut state, command, &ctx)?;
    node.state = state;
    Ok(())
}

impl Ends {
    /// There is an end, and behind it books that close.
    pub(crate) fn check(&mut self, node: &Node) {
        let state = node.state.state();
        if time_decides(state) {
            let all: Vec<&'static Row> = rows().collect();
            let end = time_alone(node, &all, &mut self.by_time);
            assert!(end.is_ok(), "time leads nowhere from {state:?}");
        }
        if matches!(state, ProjectState::InExecution | ProjectState::Completed) {
            self.staff += 1;
            if state == ProjectState::Completed {
                self.completed[settled_by_staff(&mut node.clone())] += 1;
            }
            let mut node = node.clone();
            ended_by_staff(&mut node);
            self.closes(&node);
        }
        if matches!(state, ProjectState::Settled | ProjectState::Cancelled) {
            self.closes(node);
        }
    }

    /// When everything is paid that is owed, nothing is left on any account.
    fn closes(&mut self, node: &Node) {
        let mut hasher = DefaultHasher::new();
        (node.state.balances(), node.state.payouts(), node.state.is_frozen()).hash(&mut hasher);
        if self.closed.insert(hasher.finish()) {
            let mut node = node.clone();
            close(&mut node);
            assert!(node.state.balances().is_empty(), "left: {:#?}", node.state.balances());
        }
    }

    /// Looks for a state that has no end, or a later one, without one of the load-bearing rows.
    pub(crate) fn strand(&self, node: &Node, stranded: &mut BTreeMap<&'static str, String>) {
        let state = node.state.state();
        if !time_decides(state) {
            return;
        }
        for missing in LOAD_BEARING {
            if stranded.contains_key(missing) || !concerns(missing, &node.state) {
                continue;
            }
            let all: Vec<&'static Row> = rows().collect();
            let rest: Vec<&'static Row> = rows().filter(|row| row.id != missing).collect();
            let punctual = time_alone(node, &all, &mut HashSet::new()).unwrap();
            match time_alone(node, &rest, &mut HashSet::new()) {
                Err(at) => drop(stranded.insert(missing, format!("{state:?} stops at {at:?}"))),
                Ok(end) if end > punctual => {
                    let why = format!("{state:?} ends at {end} instead of {punctual}");
                    stranded.insert(missing, why);
                }
                Ok(_) => {}
            }
        }
    }
}

/// Whether a row may matter in such a state; the others need not be tried.
fn concerns(row: &str, state: &State) -> bool {
    match row {
        "T24b" => state.orders().iter().any(|order| order.state == OrderState::Open),
        "T30" => state.balances().iter().any(|b| matches!(b.account, Account::Holdback(_))),
        "P1" => state.requests().iter().any(|request| request.received.is_positive()),
        "T15" => state.state() == ProjectState::FullyFunded,
        _ => true,
    }
}

/// How staff settles what is completed: 0 alone, 1 when the bank brings what is owed, 2 not at all.
fn settled_by_staff(node: &mut Node) -> usize {
    if node.state.is_frozen() {
        say(node, Role::Compliance, &Command::UnfreezeProject {}).unwrap();
    }
    if say(node, Role::Admin, &Command::RecomputeSettlement {}).is_err() {
        // Where all capital became goods nobody is left to share a profit: there is no draft.
        let Some(until) = node.state.drafts().last().map(|draft| draft.until) else { return 2 };
        node.now = node.now.max(until);
        settle(&mut node.state, node.now, &mut Vec::new());
    }
    for how in [0, 1] {
        let settlement = node.state.drafts().last().unwrap().number;
        match say(node, Role::Admin, &Command::PostSettlement { settlement }) {
            Ok(()) => return how,
            Err(refusal) => assert_eq!(refusal.code, Code::CashShort, "{refusal:?}"),
        }
        while let Some((role, command)) = next(&node.state) {
            if matches!(command, Command::PaySupplier { .. }) || say(node, role, &command).is_err()
            {
                break;
            }
        }
    }
    2
}

/// Staff ends the execution without owner, investors and bank.
fn ended_by_staff(node: &mut Node) {
    if node.state.is_frozen() {
        say(node, Role::Compliance, &Command::UnfreezeProject {}).unwrap();
    }
    if node.state.state() == ProjectState::Completed {
        let reason = digest("it does not settle");
        say(node, Role::Admin, &Command::ReopenExecution { reason }).unwrap();
    }
    let (fault, report) = (EndedBy::Nobody, digest("the report"));
    say(node, Role::Admin, &Command::TerminateProject { fault, report }).unwrap();
    assert_eq!(node.state.state(), ProjectState::Cancelled);
}

/// Everybody pays what he owes and is paid what he is owed.
fn close(node: &mut Node) {
    if node.state.is_frozen() {
        say(node, Role::Compliance, &Command::UnfreezeProject {}).unwrap();
    }
    for _ in 0..100 {
        let Some((role, command)) = next(&node.state) else {
            let Some(deadline) = node.state.deadlines().into_iter().find(|d| d.at > node.now)
            else {
                return;
            };
            node.now = deadline.at;
            settle(&mut node.state, deadline.at, &mut Vec::new());
            continue;
        };
        say(node, role, &command).unwrap_or_else(|refusal| panic!("{refusal:?} to {command:?}"));
    }
    panic!("it does not close");
}

/// The next thing that brings the books nearer to their end: what comes in first.
fn next(state: &State) -> Option<(Role, Command)> {
    let reference = reference(&format!("close{}", state.version()));
    for known in state.balances().iter() {
        let amount = known.balance;
        let command = match &known.account {
            Account::Receivable(party) => {
                let party = party.clone();
                (Role::Bank, Command::CollectReceivable { party, amount, reference })
            }
            Account::CreditableTax => (Role::Bank, Command::RecoverTax { amount, reference }),
            Account::Unapplied(reference) => {
                let (reference, payer) = (reference.clone(), party("paula"));
                (Role::Treasurer, Command::ReturnDeposit { reference, payer })
            }
            _ => continue,
        };
        return Some(command);
    }
    let pending = state.payouts().iter().find(|payout| payout.state == PayoutState::Pending);
    if let Some(payout) = pending {
        let payout = payout.id.clone();
        return Some((Role::Bank, Command::ConfirmPayout { payout, reference }));
    }
    state.balances().iter().find_map(|known| match &known.account {
        Account::TaxCharged | Account::IncomeTaxWithheld => {
            Some((Role::Treasurer, Command::RemitTaxes {}))
        }
        Account::Payable(payee) if *payee == party("supplier") => {
            Some((Role::Treasurer, Command::PaySupplier { amount: known.balance }))
        }
        Account::Unclaimed(parked) => {
            Some((Role::Treasurer, Command::PayUnclaimed { party: parked.clone() }))
        }
        _ => None,
    })
}
