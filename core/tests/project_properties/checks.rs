//! What must be true of a project, computed here once more and compared: its books, its settlements and what it keeps.
//! The journal is read as the postings it consists of; nothing of the engine but the entries is believed.
#![allow(dead_code, reason = "each test binary uses its own part of it")]

use crate::support::commands::Choices;
use std::collections::BTreeMap;
use tercero::history::{Body, Entry};
use tercero::journal::{Account, JournalEntry, Owed, Posting};
use tercero::project::funding::Oversubscription;
use tercero::project::settlement::{SettlementLine, settle};
use tercero::project::{Drafted, Event, Kind, MoneyState, Project, RequestStatus, State};
use tercero::{Currency, PartyId};

/// What each account has come to, in minor units, as its normal side counts.
pub(crate) type Folded = BTreeMap<(Account, Currency), i128>;

/// What must be true at all times. `forgiven` says whether a debt was charged off before.
pub(crate) fn check_books(state: &State, forgiven: impl Fn() -> bool) {
    let own = state.offer().zero().currency();
    // A bank may take back what is spent already, even if nobody is asked for it any more.
    let owed = state.balances().iter().any(|known| matches!(known.account, Account::Receivable(_)))
        || state.requests().iter().any(|request| request.money == MoneyState::ChargedBack);
    let rounded = state.balances().of(&Account::TaxRounding, own).minor();
    for known in state.balances().iter() {
        let overdrawn = match known.account {
            Account::Cash => known.balance.minor() + rounded.max(0) < 0 && !owed && !forgiven(),
            Account::Fx | Account::TaxRounding => false,
            _ => known.balance.minor() <= 0,
        };
        assert!(!overdrawn, "{known:?} of {:?}", state.balances());
        let (debit, credit) = state.balances().trial_balance(known.balance.currency()).unwrap();
        assert_eq!(debit, credit);
    }
    let round = &state.offer().round;
    let counts = |status| matches!(status, RequestStatus::Reserved | RequestStatus::Approved);
    let taken = state.requests().iter().filter(|request| counts(request.status));
    let taken: i128 = taken.map(|request| request.base.minor()).sum();
    let most = round.hard_cap.minor() + state.offer().owner_capital.minor();
    let pro_rata = round.oversubscription == Oversubscription::ProRata;
    assert!(taken <= most || pro_rata, "{taken} taken of {most}");
    for request in state.requests() {
        assert!(request.capital.minor() >= 0 && request.received.minor() >= 0, "{request:?}");
        assert!(request.advance.minor() >= 0 && request.on_account.minor() >= 0);
    }
    for stock in state.stock() {
        let gone = stock.in_kind + stock.sold + stock.written_off;
        assert_eq!(stock.received, gone + stock.on_hand());
    }
}

/// The events of a project with the version of each.
pub(crate) fn events(project: &Project) -> Vec<(u32, Event)> {
    let body = |entry: &tercero::history::Entry| entry.body::<Event>().unwrap();
    let bodies = project.history().entries().iter().map(body);
    bodies.map(|body: Body<Event>| (body.version, body.event)).collect()
}

/// The journal, refolded, is what the project says its balances are, and nothing was overdrawn on the way.
pub(crate) fn check_journal(project: &Project) -> Vec<JournalEntry> {
    let journal = project.journal().unwrap();
    let mut folded = Folded::new();
    for entry in &journal {
        let mut sums: BTreeMap<Currency, i128> = BTreeMap::new();
        post(entry, &mut folded);
        for (side, sign) in [(&entry.movement.debits, 1), (&entry.movement.credits, -1)] {
            for Posting { amount, .. } in side {
                assert!(amount.is_positive(), "{entry:?}");
                *sums.entry(amount.currency()).or_default() += sign * amount.minor();
            }
        }
        assert!(sums.values().all(|sum| *sum == 0), "unbalanced: {entry:?}");
    }
    folded.retain(|_, balance| *balance != 0);
    let found: Folded = project
        .state()
        .balances()
        .iter()
        .map(|known| ((known.account.clone(), known.balance.currency()), known.balance.minor()))
        .collect();
    assert_eq!(found, folded);
    journal
}

fn post(entry: &JournalEntry, folded: &mut Folded) {
    for (side, sign) in [(&entry.movement.debits, 1), (&entry.movement.credits, -1)] {
        for Posting { account, amount } in side {
            let normal = if account.is_debit_normal() { sign } else { -sign };
            *folded.entry((account.clone(), amount.currency())).or_default() +=
                normal * amount.minor();
        }
    }
}

/// What some entries did to each account of the project's own currency.
struct Moved {
    folded: Folded,
    own: Currency,
}

impl Moved {
    fn by(journal: &[JournalEntry], versions: &[u32], own: Currency) -> Moved {
        let mut folded = Folded::new();
        for entry in journal.iter().filter(|entry| versions.contains(&entry.version)) {
            post(entry, &mut folded);
        }
        Moved { folded, own }
    }

    fn of(&self, account: Account) -> i128 {
        self.folded.get(&(account, self.own)).copied().unwrap_or_default()
    }

    /// All accounts that `wanted` names.
    fn all(&self, wanted: impl Fn(&Account) -> bool) -> i128 {
        self.folded.iter().filter(|((account, _), _)| wanted(account)).map(|(_, sum)| sum).sum()
    }

    /// What a person is owed more, less what he owes more.
    fn to(&self, person: &PartyId, owner: &PartyId) -> i128 {
        let own =
            |party: &PartyId| party == person || (person == owner && party.as_str() == "owner");
        let owed = self.all(|account| match account {
            Account::Payable(party) | Account::PayableFor(party, _) => own(party),
            _ => false,
        });
        owed - self.all(|account| matches!(account, Account::Receivable(party) if own(party)))
    }
}

/// Everything a settlement must keep, whoever asks for it and in whatever order the participations are named.
pub(crate) fn check_drafts(state: &State, choices: &mut Choices) -> u32 {
    let mut checked = 0;
    for draft in state.drafts() {
        let rules = &draft.rules;
        let mut shuffled = draft.positions.clone();
        for n in (1..shuffled.len()).rev() {
            shuffled.swap(n, choices.below(n + 1));
        }
        let again = settle(rules, &draft.actuals, &shuffled).unwrap();
        assert_eq!(again, draft.result, "another order, another settlement");
        check_sums(draft);
        checked += 1;
    }
    checked
}

/// What everybody gets is revenue plus capital less the costs of the pool, with what is owed on both sides.
fn check_sums(draft: &Drafted) {
    let totals = &draft.result.totals;
    let (mut given, mut capital, mut claims) = (0, 0, 0);
    for (line, position) in draft.result.lines.iter().zip(&draft.positions) {
        let amounts = [
            line.payout,
            line.parked,
            line.withheld,
            line.holdback,
            line.advance,
            line.distributed,
        ];
        for amount in amounts.iter().chain([&line.profit, &line.loss, &line.receivable]) {
            assert!(amount.minor() >= 0, "below zero: {line:?}");
        }
        assert!(line.loss <= position.capital, "more lost than put in: {line:?}");
        assert!(line.profit.is_zero() || line.loss.is_zero());
        given += amounts.iter().map(|amount| amount.minor()).sum::<i128>();
        capital += position.capital.minor();
        claims += line.receivable.minor();
    }
    let of_owner = [totals.owner_payout, totals.owner_holdback, totals.owner_paid];
    given += of_owner.iter().map(|amount| amount.minor()).sum::<i128>();
    given += totals.commission.minor() + totals.commission_tax.minor();
    claims += totals.owner_receivable.minor() + totals.owner_excess_liability.minor();
    let there = draft.actuals.revenue.minor() + capital - draft.actuals.costs.minor();
    assert_eq!(given, there + claims, "{draft:?}");
    let books =
        draft.revenue.minor() - draft.pool.minor() - draft.fx.minor() - draft.rounding.minor();
    let late = draft.actuals.revenue.minor() - draft.actuals.costs.minor();
    if draft.until > draft.drafted_at || draft.number == 1 {
        assert_eq!(late, books, "the draft is of other books");
    }
    if totals.result.minor() <= 0 {
        assert_eq!(totals.commission.minor(), 0, "a commission without a profit");
    }
}

/// What a line gives its holder in all, less what he has to give back.
fn due(line: &SettlementLine) -> i128 {
    line.payout.minor() + line.parked.minor() - line.receivable.minor()
}

/// What a line came to before tax at the source was set off against anything.
fn entitlement(line: &SettlementLine) -> i128 {
    line.capital.minor() + line.profit.minor() - line.withheld.minor()
}

fn people(draft: &Drafted, owner: &PartyId) -> Vec<PartyId> {
    let mut people: Vec<PartyId> =
        draft.result.lines.iter().map(|line| line.holder.clone()).collect();
    people.push(owner.clone());
    people.sort();
    people.dedup();
    people
}

/// Posted settlements moved what was drafted, and late facts moved the differences of a full recomputation.
pub(crate) fn check_posted(project: &Project, journal: &[JournalEntry]) -> u32 {
    let state = project.state();
    let own = state.offer().zero().currency();
    let drafted = |number: u32| state.drafts().find(|draft| draft.number == number).unwrap();
    let events = events(project);
    let mut late = 0;
    for (version, event) in &events {
        match event {
            Event::SettlementPosted { settlement } => {
                let parts = events.iter().filter(|(_, event)| {
                    matches!(
                        event,
                        Event::SettlementPosted { .. }
                            | Event::CapitalReturned { .. }
                            | Event::HoldbackTaken { .. }
                    )
                });
                let versions: Vec<u32> = parts.map(|(version, _)| *version).collect();
                let moved = Moved::by(journal, &versions, own);
                check_settlement(state, drafted(*settlement), &moved);
            }
            Event::SupplementaryPosted { amount, gain, drafted: after, .. } => {
                let moved = Moved::by(journal, &[*version], own);
                let before = drafted(after.number - 1);
                let change = amount.minor() * if *gain { 1 } else { -1 };
                check_late(state, before, after, change, &moved);
                late += 1;
            }
            _ => {}
        }
    }
    late
}

fn check_settlement(state: &State, draft: &Drafted, moved: &Moved) {
    let (owner, totals) = (&state.offer().owner, &draft.result.totals);
    for person in people(draft, owner) {
        let lines = draft.result.lines.iter().filter(|line| line.holder == person);
        let mut want: i128 = lines.map(due).sum();
        if person == *owner {
            want += totals.owner_payout.minor() - totals.owner_receivable.minor();
            want -= totals.owner_excess_liability.minor();
        }
        assert_eq!(moved.to(&person, owner), want, "{person}: {draft:?}");
    }
    let platform = |purpose| Account::PayableFor(PartyId::platform(), purpose);
    assert_eq!(moved.of(platform(Owed::Commission)), totals.commission.minor());
    assert_eq!(moved.of(platform(Owed::Iva)), totals.commission_tax.minor());
    assert_eq!(moved.of(Account::IncomeTaxWithheld), totals.withheld.minor());
    let held = moved.all(|account| matches!(account, Account::Holdback(_)));
    assert_eq!(held, totals.holdback.minor() + totals.owner_holdback.minor());
    // The same from the journal alone: all that is given is revenue plus capital less the goods.
    let given = moved.all(|account| {
        matches!(
            account,
            Account::Payable(_)
                | Account::PayableFor(..)
                | Account::IncomeTaxWithheld
                | Account::Holdback(_)
        )
    });
    let owed = moved.all(|account| matches!(account, Account::Receivable(_)));
    let before = -moved.all(|account| matches!(account, Account::AdvanceOnProfit(_)));
    let capital = -moved.all(|account| matches!(account, Account::Capital(_)));
    let costs = -moved.of(Account::Pool) - moved.of(Account::Fx) - moved.of(Account::TaxRounding);
    assert_eq!(given, -moved.of(Account::Revenue) + capital + owed - costs - before);
    let returned: i128 = draft.positions.iter().map(|known| known.distributed.minor()).sum();
    assert_eq!(capital + returned, totals.capital.minor(), "no capital stays behind");
}

fn check_late(state: &State, before: &Drafted, after: &Drafted, change: i128, moved: &Moved) {
    let (owner, rules) = (&state.offer().owner, &before.rules);
    let result = |draft: &Drafted| draft.actuals.revenue.minor() - draft.actuals.costs.minor();
    assert_eq!(result(after) - result(before), change);
    let again = settle(rules, &after.actuals, &before.positions).unwrap();
    assert_eq!(again, after.result, "a late settlement is a full recomputation");
    let owner_side = |draft: &Drafted| {
        let totals = &draft.result.totals;
        totals.owner_share.minor()
            - totals.owner_debt.minor()
            - totals.owner_excess_liability.minor()
    };
    let mut sum = 0;
    for person in people(after, owner) {
        let of = |draft: &Drafted| -> i128 {
            let lines = draft.result.lines.iter().filter(|line| line.holder == person);
            lines.map(entitlement).sum()
        };
        let mut want = of(after) - of(before);
        if person == *owner {
            want += owner_side(after) - owner_side(before);
        }
        sum += want;
        let positions = after.positions.iter().filter(|known| known.holder == person);
        let mut held: i128 =
            positions.map(|known| moved.of(Account::Holdback(known.id.clone()))).sum();
        if person == *owner {
            held += moved.of(Account::Holdback(crate::support::reference("owner")));
        }
        assert_eq!(moved.to(&person, owner) + held, want, "{person} of {after:?}");
    }
    let (was, is) = (&before.result.totals, &after.result.totals);
    let platform = PartyId::platform();
    let commission = is.commission.minor() + is.commission_tax.minor()
        - was.commission.minor()
        - was.commission_tax.minor();
    assert_eq!(moved.to(&platform, owner), commission);
    let withheld = is.withheld.minor() - was.withheld.minor();
    let booked = moved.of(Account::IncomeTaxWithheld) - moved.of(Account::CreditableTax);
    assert_eq!(booked, withheld);
    assert_eq!(sum + commission + withheld, change, "the differences are the late fact");
}

/// The snapshots form a chain, each follows from itself, and reading the history again gives the same bytes.
pub(crate) fn check_snapshots(project: &Project) -> u32 {
    let again = Project::replay(project.history().entries().to_vec()).unwrap();
    let snapshots = |project: &Project| -> Vec<tercero::project::Snapshot> {
        let frozen = |(_, event)| match event {
            Event::SnapshotFrozen { snapshot } => Some(*snapshot),
            _ => None,
        };
        events(project).into_iter().filter_map(frozen).collect()
    };
    let (first, second) = (snapshots(project), snapshots(&again));
    let mut previous = tercero::Hash::ZERO;
    for (number, (snapshot, read)) in (1..).zip(first.iter().zip(&second)) {
        snapshot.verify().unwrap();
        assert_eq!(snapshot.version, number);
        assert_eq!(snapshot.previous, previous);
        assert_eq!(snapshot.hash().unwrap(), read.hash().unwrap());
        previous = snapshot.hash().unwrap();
    }
    let goods =
        |request: &&tercero::project::Request| request.kind == Kind::Products && request.delivered;
    assert!(project.state().requests().iter().filter(goods).all(|r| r.capital.minor() >= 0));
    u32::try_from(first.len()).unwrap()
}

/// Replaying gives the same project, and so does restoring from a snapshot after any command. What one command sealed is
/// stored as one, so nobody reads half of it.
pub(crate) fn check_rebuilt(project: &Project, choices: &mut Choices) {
    let entries = project.history().entries().to_vec();
    let replayed = Project::replay(entries.clone()).unwrap();
    assert_eq!(replayed, *project);
    assert_eq!(replayed.history().checkpoint(), project.history().checkpoint());
    let sealed_with = |entry: &Entry| {
        let body: Body<Event> = entry.body().unwrap();
        (body.command_id, body.recorded_at)
    };
    for _ in 0..4 {
        let mut version = 1 + choices.below(entries.len());
        while entries.get(version).map(sealed_with) == Some(sealed_with(&entries[version - 1])) {
            version += 1;
        }
        let early = Project::replay(entries[..version].to_vec()).unwrap();
        let snapshot = early.snapshot().unwrap();
        let restored = Project::restore(&snapshot, entries[version..].to_vec()).unwrap();
        assert_eq!(restored.state(), project.state());
        assert_eq!(restored.history().checkpoint(), project.history().checkpoint());
        assert_eq!(restored.snapshot().unwrap(), project.snapshot().unwrap());
    }
}
