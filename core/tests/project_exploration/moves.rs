//! What can be asked in a state of a small world: every command that makes sense there, and some that do not.
//! Amounts lie at their bounds; what could go on for ever is bounded by the world.

use crate::support::{digest, party, reference};
use crate::worlds::World;
use tercero::journal::Account;
use tercero::project::change_order::{Change, OrderState, Quantity};
use tercero::project::command::{Conversion, EndedBy, Identity, Uncollectable};
use tercero::project::costs::{Category, CostLine};
use tercero::project::fx::Quote;
use tercero::project::profile::{Person, TaxProfile};
use tercero::project::{
    Command, CommandKind, MoneyState, Payout, PayoutState, ProjectState, Request, RequestStatus,
    State,
};
use tercero::{Currency, Money, Rate, Reference, Role, Text, Timestamp, Window, days, percent};

/// A command and, for an investor's own request, who asks.
pub(crate) struct Move {
    pub(crate) command: Command,
    pub(crate) only: Option<&'static str>,
}

pub(crate) fn yen(amount: i128) -> Money {
    Money::from_minor(amount, Currency::parse("JPY").unwrap()).unwrap()
}

pub(crate) fn cents(amount: i128) -> Money {
    Money::from_minor(amount, Currency::parse("USD").unwrap()).unwrap()
}

/// A dollar is a hundred yen.
pub(crate) fn dollars(at: Timestamp) -> Quote {
    Quote {
        currency: Currency::parse("USD").unwrap(),
        rate: Rate::parse("100").unwrap(),
        source: Text::parse("a bank").unwrap(),
        taken_at: at,
        frozen_at: at,
    }
}

/// The same at a worse rate.
fn cheaper_dollars(at: Timestamp) -> Quote {
    Quote { rate: Rate::parse("80").unwrap(), ..dollars(at) }
}

/// A reference that no event used before: each event makes a later version.
fn fresh(state: &State) -> Reference {
    reference(&format!("b{}", tercero::aggregate::Aggregate::version(state)))
}

pub(crate) fn balance(state: &State, account: &Account) -> Money {
    state.balances().of(account, state.offer().zero().currency())
}

/// All that the world allows in this state.
pub(crate) fn moves(world: &World, state: &State, now: Timestamp) -> Vec<Move> {
    let mut all = Vec::new();
    round(world, state, &mut all);
    coming_in(world, state, now, &mut all);
    requests(world, state, &mut all);
    spending(world, state, now, &mut all);
    goods(world, state, &mut all);
    orders(world, state, &mut all);
    ending(world, state, &mut all);
    staff(world, state, &mut all);
    payouts(world, state, &mut all);
    all.retain(|known| world.kinds.contains(&known.command.kind()));
    all
}

fn add(all: &mut Vec<Move>, command: Command) {
    all.push(Move { command, only: None });
}

fn reason() -> tercero::Digest {
    digest("because")
}

fn round(world: &World, state: &State, all: &mut Vec<Move>) {
    let offer_version = state.offer_version();
    if offer_version < world.versions {
        let mut offer = state.offer().clone();
        offer.title = Text::parse("Two lamps again").unwrap();
        add(all, Command::EditProject { offer: offer.clone(), offer_version });
        add(all, Command::AmendOffer { offer: offer.clone() });
        offer.margin = percent("40").unwrap();
        add(all, Command::AmendOffer { offer });
        let deadline = state.offer().deadline.after(days(1));
        add(all, Command::ExtendDeadline { deadline });
    }
    let request = reference(&format!("t{}", state.requests().len()));
    if state.requests().len() < world.requests {
        add(all, Command::OwnerTopUp { request: request.clone(), amount: yen(1) });
        add(all, Command::OwnerTopUp { request: request.clone(), amount: yen(2) });
        all.push(Move {
            command: Command::RequestParticipation {
                request,
                kind: tercero::project::Kind::Owner,
                amount: state.offer().owner_capital,
                quote: None,
                offer_version,
                partial: false,
            },
            only: None,
        });
    }
    for command in [
        Command::PublishProject {},
        Command::UnpublishProject {},
        Command::OpenFunding {},
        Command::CancelProject { reason: reason() },
        Command::CloseFunding {},
        Command::CheckReadiness {},
        Command::ReturnToReview { reason: reason() },
        Command::ApproveProject {},
        Command::RejectProject { reason: reason() },
        Command::ReportStatement { balance: balance(state, &Account::Cash) },
    ] {
        add(all, command);
    }
}

fn coming_in(world: &World, state: &State, now: Timestamp, all: &mut Vec<Move>) {
    if state.requests().len() >= world.requests {
        return;
    }
    for ask in &world.asks {
        let foreign = ask.amount.currency() != state.offer().zero().currency();
        all.push(Move {
            command: Command::RequestParticipation {
                request: reference(&format!("r{}", state.requests().len() + 1)),
                kind: ask.kind,
                amount: ask.amount,
                quote: foreign.then(|| dollars(now)),
                offer_version: state.offer_version(),
                partial: ask.partial,
            },
            only: Some(ask.who),
        });
    }
}

fn requests(world: &World, state: &State, all: &mut Vec<Move>) {
    for known in state.requests() {
        let request = || known.id.clone();
        add(all, Command::ApproveParticipation { request: request(), reason: Some(reason()) });
        add(all, Command::RejectParticipation { request: request(), reason: reason() });
        add(all, Command::WithdrawParticipation { request: request() });
        let offer_version = state.offer_version();
        add(all, Command::ReconfirmParticipation { request: request(), offer_version });
        if known.money == MoneyState::None {
            add(all, Command::AuthorizePayment { request: request(), reference: fresh(state) });
        }
        deposits(world, state, known, all);
        if known.received.is_positive() && world.chargebacks {
            let (request, reference) = (request(), fresh(state));
            add(all, Command::ReceiveChargeback { request, reference });
        }
        if known.investor != party("ida") {
            add(all, Command::TransferParticipation { request: request(), to: party("ida") });
        }
    }
    let one = reference("u1");
    if !state.balances().iter().any(|known| matches!(known.account, Account::Unapplied(_))) {
        let amount = world.asks.first().map_or(yen(1), |ask| ask.amount);
        add(all, Command::ReceiveUnmatched { reference: one.clone(), amount });
    }
    for known in state.requests() {
        let (reference, request) = (one.clone(), known.id.clone());
        add(all, Command::MatchDeposit { reference, request });
    }
    add(all, Command::ReturnDeposit { reference: one, payer: party("paula") });
}

/// What is missing, less, and more; money that fits nowhere is reported once.
fn deposits(world: &World, state: &State, known: &Request, all: &mut Vec<Move>) {
    let due = known.amount.minus(known.received).unwrap_or(yen(0));
    let apart = state.balances().iter().any(|b| matches!(b.account, Account::Unapplied(_)));
    let waits = matches!(known.status, RequestStatus::Reserved | RequestStatus::Approved);
    let fits = waits && due.is_positive();
    if !fits && (apart || !world.strays) {
        return;
    }
    let one = Money::from_minor(1, due.currency()).unwrap();
    let mut amounts = vec![if fits { due } else { one }];
    if world.strays && fits {
        amounts.push(one);
        amounts.push(due.plus(one).unwrap());
    }
    amounts.dedup();
    for amount in amounts {
        let (request, reference) = (known.id.clone(), fresh(state));
        add(all, Command::ConfirmDeposit { request, amount, reference });
    }
}

fn spending(world: &World, state: &State, now: Timestamp, all: &mut Vec<Move>) {
    let conversions: Vec<Conversion> = state
        .balances()
        .iter()
        .filter(|known| known.account == Account::Cash)
        .filter(|known| known.balance.currency() != state.offer().zero().currency())
        .map(|known| Conversion { from: known.balance, quote: cheaper_dollars(now) })
        .collect();
    for spent in state.spent() {
        let line = || spent.line.clone();
        let budget = state.offer().budget(&spent.line).unwrap().unwrap_or(yen(0));
        let used = spent.paid.plus(spent.advanced).unwrap().plus(spent.owed).unwrap();
        let left = budget.minus(used).unwrap();
        for to in world.paid_to {
            let (amount, conversions) = (left, conversions.clone());
            let contract = digest("the contract");
            let (line, to) = (line(), *to);
            let start =
                Command::StartExecution { contract, line: line.clone(), amount, to, conversions };
            add(all, start);
            add(all, Command::ReleaseFunds { line: line.clone(), amount, to });
            if world.halves {
                add(all, Command::ReleaseFunds { line, amount: yen(1), to });
            }
        }
        let given = spent.paid.plus(spent.advanced).unwrap();
        let mut amounts = vec![given.max(budget)];
        if world.halves {
            amounts.push(given);
            amounts.push(budget.plus(yen(1)).unwrap());
        }
        amounts.dedup();
        for amount in amounts {
            // A cost that is known already does not become better known.
            if !spent.recorded || amount != used {
                let (line, evidence) = (line(), digest("the invoice"));
                add(all, Command::RecordCost { line, amount, evidence });
            }
        }
        for (amount, tax) in [(spent.advanced, yen(0)), (yen(1), yen(1))] {
            let (line, evidence) = (line(), digest("the invoice"));
            add(all, Command::JustifyAdvance { line, amount, tax, evidence });
        }
        let (amount, reference) = (yen(1), fresh(state));
        add(all, Command::RecordRecovery { line: line(), amount, reference });
    }
    let owed = balance(state, &Account::Payable(party("supplier")));
    add(all, Command::PaySupplier { amount: owed });
    if state.payouts().len() < world.payouts {
        add(all, Command::DistributeInterim { amount: yen(1) });
        add(all, Command::ReturnUnspent { amount: yen(1) });
        add(all, Command::DistributeInterim { amount: yen(3) });
        for known in state.requests() {
            add(all, Command::PayAdvance { request: known.id.clone(), amount: yen(1) });
        }
    }
}

fn goods(world: &World, state: &State, all: &mut Vec<Move>) {
    for stock in state.stock() {
        let (sku, evidence) = (|| stock.sku.clone(), || digest("a paper"));
        for quantity in [1, 2] {
            add(all, Command::RecordReceipt { sku: sku(), quantity, evidence: evidence() });
            add(all, Command::WriteOff { sku: sku(), quantity, evidence: evidence() });
            for [revenue, tax, income_tax_withheld, tax_withheld] in world.sales {
                let reference = fresh(state);
                add(
                    all,
                    Command::RecordSale {
                        sku: sku(),
                        quantity,
                        revenue: yen(*revenue),
                        tax: yen(*tax),
                        income_tax_withheld: yen(*income_tax_withheld),
                        tax_withheld: yen(*tax_withheld),
                        reference,
                    },
                );
            }
        }
    }
    add(all, Command::AllocateCosts {});
    for known in state.requests() {
        let (request, evidence) = (known.id.clone(), digest("accepted"));
        add(all, Command::DeliverUnits { request, evidence });
    }
}

/// More insurance, a dearer freight that the owner bears, another quantity, a delay.
fn changes() -> Vec<Change> {
    let line = |id: &str, amount, supersedes: Option<&str>| CostLine {
        supersedes: supersedes.map(reference),
        ..crate::support::project::cost(id, Category::Insurance, yen(amount))
    };
    let none =
        Change { costs: vec![], quantities: vec![], delay: Window::ZERO, owner_bears: false };
    let freight = vec![line("freight2", 2, Some("freight"))];
    vec![
        Change { costs: vec![line("insurance", 1, None)], ..none.clone() },
        Change { costs: freight, owner_bears: true, ..none.clone() },
        Change {
            quantities: vec![Quantity { sku: reference("lamp"), quantity: 1 }],
            ..none.clone()
        },
        Change { delay: days(1), ..none },
    ]
}

fn orders(world: &World, state: &State, all: &mut Vec<Move>) {
    if state.orders().len() < world.orders {
        for change in changes() {
            add(all, Command::ProposeChangeOrder { change, reason: reason() });
        }
    }
    for known in state.orders().iter().filter(|order| order.state == OrderState::Open) {
        for accept in [true, false] {
            add(all, Command::VoteChangeOrder { order: known.number, accept });
            add(all, Command::DecideChangeOrder { order: known.number, accept });
        }
    }
}

fn ending(world: &World, state: &State, all: &mut Vec<Move>) {
    let settlement = state.drafts().last().map_or(1, |draft| draft.number);
    add(all, Command::CompleteExecution {});
    for fault in [EndedBy::Nobody, EndedBy::Owner] {
        add(all, Command::TerminateProject { fault, report: digest("the report") });
    }
    if state.drafts().count() < world.drafts {
        add(all, Command::ReopenExecution { reason: reason() });
        add(all, Command::RecomputeSettlement {});
        for gain in [true, false] {
            let (line, evidence) = (reference("late"), digest("a letter"));
            for amount in world.late.iter().copied().map(yen) {
                let (line, evidence) = (line.clone(), evidence);
                add(all, Command::SupplementarySettlement { line, amount, gain, evidence });
            }
        }
    }
    add(all, Command::ObjectSettlement { settlement, reason: reason() });
    add(all, Command::PostSettlement { settlement });
}

fn staff(world: &World, state: &State, all: &mut Vec<Move>) {
    add(all, Command::FreezeProject { reason: reason() });
    add(all, Command::UnfreezeProject {});
    for (party, identity, limit) in [
        ("ines", Identity::None, None),
        ("ines", Identity::Basic, None),
        ("ines", Identity::Basic, Some(yen(1))),
        ("oscar", Identity::Full, None),
    ] {
        let tax = TaxProfile { person: Person::None };
        let party = crate::support::party(party);
        add(all, Command::VerifyParty { party, identity, signed: true, limit, tax });
    }
    for what in [Uncollectable::CreditableTax, Uncollectable::Owner, Uncollectable::Advances] {
        add(all, Command::ChargeOff { what });
    }
    for known in state.balances().iter() {
        let (amount, reference) = (known.balance, fresh(state));
        match &known.account {
            Account::Receivable(party) => {
                add(all, Command::ChargeOffDebt { party: party.clone() });
                let party = party.clone();
                add(all, Command::CollectReceivable { party, amount, reference });
            }
            Account::CreditableTax => add(all, Command::RecoverTax { amount, reference }),
            Account::Unclaimed(party) if state.payouts().len() < world.payouts => {
                add(all, Command::PayUnclaimed { party: party.clone() });
            }
            _ => {}
        }
    }
    add(all, Command::RemitTaxes {});
    let earned = |known: &tercero::journal::Balance| matches!(known.account, Account::Yield(_));
    if !state.balances().iter().any(earned) && state.state() != ProjectState::Draft {
        add(all, Command::RecordYield { amount: yen(1), reference: fresh(state) });
    }
}

fn payouts(world: &World, state: &State, all: &mut Vec<Move>) {
    for Payout { id, state: stands, failed, .. } in state.payouts() {
        let (payout, reference) = (id.clone(), fresh(state));
        match stands {
            PayoutState::Pending => {
                let reference = || fresh(state);
                add(all, Command::ConfirmPayout { payout: payout.clone(), reference: reference() });
                add(all, Command::MoveUnclaimed { payout: payout.clone() });
                if *failed < world.fails {
                    add(all, Command::FailPayout { payout, reference: reference() });
                }
            }
            PayoutState::Confirmed if *failed < world.fails => {
                add(all, Command::FailPayout { payout, reference });
            }
            PayoutState::Confirmed | PayoutState::Unclaimed => {}
        }
    }
}

/// Who may try a command: everybody in every role, of the investors only the one it is of.
pub(crate) fn actors(world: &World) -> Vec<(Role, &'static str)> {
    let mut actors: Vec<(Role, &'static str)> =
        [Role::Owner, Role::Admin, Role::Treasurer, Role::Compliance, Role::Bank]
            .map(|role| (role, crate::support::project::player(role)))
            .into();
    let mut names: Vec<&'static str> = world.asks.iter().map(|ask| ask.who).collect();
    if world.kinds.contains(&CommandKind::TransferParticipation) {
        names.push("ida");
    }
    names.sort_unstable();
    names.dedup();
    actors.extend(names.into_iter().map(|name| (Role::Investor, name)));
    actors
}
