//! The straight ways of a project: up to the state somebody wants to begin from, and from any state to its end.
//! Whoever plays is asked to give the commands; afterwards everything is paid and every account must be at zero.

use crate::asks::{Asked, by};
use crate::offers::{OWNER, any, minor};
use crate::support::commands::Choices;
use crate::support::{digest, party, reference};
use tercero::journal::Account;
use tercero::project::command::{EndedBy, Identity, PaidTo};
use tercero::project::profile::{Person, TaxProfile};
use tercero::project::{
    Command, Kind, MoneyState, Offer, PayoutState, ProjectState, Request, RequestStatus, State,
};
use tercero::{Code, Money, PartyId, Reference, Refusal, Role, Window, days};

/// Somebody who keeps a project and a clock.
pub(crate) trait Player {
    fn state(&self) -> &State;
    /// A number that was not used before.
    fn number(&mut self) -> u32;
    /// Gives a command.
    fn give(&mut self, asked: Asked) -> Result<(), Refusal>;
    /// Lets time pass.
    fn wait(&mut self, window: Window);
}

/// How a project came to its end.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum End {
    Settled,
    /// Called off before money was spent.
    CalledOff,
    Liquidated,
}

fn bank_reference(player: &mut impl Player) -> Reference {
    reference(&format!("bank-{}", player.number()))
}

fn own(state: &State, account: &Account) -> Money {
    state.balances().of(account, state.offer().zero().currency())
}

// Up.

/// Plays a project straight up to `wanted`, as far as its offer lets it.
pub(crate) fn grow(player: &mut impl Player, wanted: ProjectState, choices: &mut Choices) {
    let steps = [open, fill, clear, start];
    let reached = [
        ProjectState::Funding,
        ProjectState::FullyFunded,
        ProjectState::Approved,
        ProjectState::InExecution,
    ];
    for (step, reached) in steps.into_iter().zip(reached) {
        if wanted < reached || step(player, choices).is_err() {
            return;
        }
    }
}

fn know(player: &mut impl Player, party: PartyId, choices: &mut Choices) -> Result<(), Refusal> {
    let persons = [Person::Resident, Person::Company, Person::Foreign, Person::None];
    let tax = TaxProfile { person: any(choices, &persons) };
    let (identity, signed, limit) = (Identity::Full, true, None);
    let command = Command::VerifyParty { party, identity, signed, limit, tax };
    player.give(by(Role::Compliance, command))
}

/// Published, the owner's own money is here, funding is open.
fn open(player: &mut impl Player, choices: &mut Choices) -> Result<(), Refusal> {
    know(player, party(OWNER), choices)?;
    player.give(by(Role::Owner, Command::PublishProject {}))?;
    let amount = player.state().offer().owner_capital;
    if amount.is_positive() {
        let request = reference(&format!("r-{}", player.number()));
        let offer_version = player.state().offer_version();
        let (kind, quote, partial) = (Kind::Owner, None, false);
        let command = Command::RequestParticipation {
            request: request.clone(),
            kind,
            amount,
            quote,
            offer_version,
            partial,
        };
        player.give(by(Role::Owner, command))?;
        let reference = bank_reference(player);
        player.give(by(Role::Bank, Command::ConfirmDeposit { request, amount, reference }))?;
    }
    if player.give(by(Role::Owner, Command::OpenFunding {})).is_ok() {
        return Ok(());
    }
    player.wait(days(2));
    if player.state().state() == ProjectState::Published {
        player.give(by(Role::Owner, Command::OpenFunding {}))?;
    }
    Ok(())
}

/// A few investors bring what is asked for.
fn fill(player: &mut impl Player, choices: &mut Choices) -> Result<(), Refusal> {
    let offer = player.state().offer().clone();
    let target = offer.round.hard_cap.minor();
    let most = offer.round.max_per_investor.minor();
    let step = offer.round.step.minor();
    let parts = 1 + choices.below(4) as i128;
    let part = ((target + parts - 1) / parts).max(offer.round.min_ticket.minor()).min(most);
    let part = (part + step - 1) / step * step;
    let people = ["ines", "ivan", "ida", "ilya"];
    let mut left = target;
    for n in 0..6 {
        if left <= 0 || player.state().state() != ProjectState::Funding {
            break;
        }
        let investor = party(people[n % people.len()]);
        know(player, investor.clone(), choices)?;
        let request = reference(&format!("r-{}", player.number()));
        let amount = minor(part.min(most).min(left), offer.zero().currency());
        let offer_version = player.state().offer_version();
        let (kind, quote, partial) = (any(choices, &offer.kinds), None, true);
        let command = Command::RequestParticipation {
            request: request.clone(),
            kind,
            amount,
            quote,
            offer_version,
            partial,
        };
        let (role, second) = (Role::Investor, None);
        if player.give(Asked { command, actor: investor, role, second }).is_err() {
            continue;
        }
        left -= amount.minor();
        let reference = bank_reference(player);
        let deposit = Command::ConfirmDeposit { request: request.clone(), amount, reference };
        player.give(by(Role::Bank, deposit)).ok();
        let reason = Some(digest("he fits"));
        player.give(by(Role::Owner, Command::ApproveParticipation { request, reason })).ok();
    }
    if player.state().state() == ProjectState::Funding {
        player.wait(days(3));
        player.give(by(Role::Owner, Command::CloseFunding {})).ok();
    }
    Ok(())
}

/// Everything has arrived, nobody may withdraw any more, and it is approved.
fn clear(player: &mut impl Player, _: &mut Choices) -> Result<(), Refusal> {
    let unpaid: Vec<(Reference, Money)> = player
        .state()
        .requests()
        .iter()
        .filter(|r| r.status == RequestStatus::Approved && r.money != MoneyState::Held)
        .map(|request| (request.id.clone(), request.amount))
        .collect();
    for (request, amount) in unpaid {
        let reference = bank_reference(player);
        player.give(by(Role::Bank, Command::ConfirmDeposit { request, amount, reference })).ok();
    }
    let balance = own(player.state(), &Account::Cash);
    player.give(by(Role::Bank, Command::ReportStatement { balance }))?;
    player.wait(days(3));
    player.give(by(Role::Admin, Command::ApproveProject {}))
}

fn start(player: &mut impl Player, choices: &mut Choices) -> Result<(), Refusal> {
    let line = Offer::goods();
    let whole = player.state().offer().budget(&line)?.unwrap_or(player.state().offer().zero());
    let to = any(choices, &[PaidTo::Supplier, PaidTo::Supplier, PaidTo::Owner]);
    let amount = any(choices, &[whole, minor(whole.minor() / 2 + 1, whole.currency())]);
    let (contract, conversions) = (digest("the contract"), Vec::new());
    player
        .give(by(Role::Owner, Command::StartExecution { contract, line, amount, to, conversions }))
}

// Down.

/// Plays a project to its end without owner and investors, pays everything, and checks that nothing is left.
pub(crate) fn end(player: &mut impl Player, choices: &mut Choices) -> End {
    if player.state().is_frozen() {
        player.give(by(Role::Compliance, Command::UnfreezeProject {})).unwrap();
    }
    for _ in 0..40 {
        match player.state().state() {
            ProjectState::Settled | ProjectState::Cancelled => break,
            ProjectState::Draft => {
                let reason = digest("nothing came of it");
                player.give(by(Role::Admin, Command::CancelProject { reason })).unwrap();
            }
            ProjectState::InExecution => finish_work(player, choices),
            ProjectState::Completed => settle(player),
            _ => {
                player.wait(days(400));
                let state = player.state().state();
                assert_eq!(state, ProjectState::Cancelled, "time alone leads to an end");
            }
        }
    }
    let state = player.state();
    let settled = state.state() == ProjectState::Settled;
    assert!(settled || state.state() == ProjectState::Cancelled, "no end: {:?}", state.state());
    let spent = state.spent().iter().any(|spent| !spent.paid.is_zero() || spent.recorded);
    pay_all(player);
    match (settled, spent) {
        (true, _) => End::Settled,
        (false, true) => End::Liquidated,
        (false, false) => End::CalledOff,
    }
}

/// The treasurer closes what is open, and an admin completes or ends it.
fn finish_work(player: &mut impl Player, choices: &mut Choices) {
    player.wait(days(30));
    if choices.one_in(4) {
        return terminate(player, choices);
    }
    let evidence = || digest("the paper");
    let costs: Vec<(Reference, Money)> = player
        .state()
        .spent()
        .iter()
        .filter(|spent| !spent.recorded)
        .map(|spent| {
            let known = spent.paid.plus(spent.advanced).unwrap().plus(spent.owed).unwrap();
            (spent.line.clone(), known)
        })
        .collect();
    for (line, amount) in costs {
        let command = Command::RecordCost { line, amount, evidence: evidence() };
        player.give(by(Role::Treasurer, command)).unwrap();
    }
    player.give(by(Role::Treasurer, Command::AllocateCosts {})).ok();
    let takers: Vec<Reference> = player
        .state()
        .requests()
        .iter()
        .filter(|r| r.kind == Kind::Products && r.status == RequestStatus::Active && !r.delivered)
        .map(|request| request.id.clone())
        .collect();
    for request in takers {
        let command = Command::DeliverUnits { request, evidence: evidence() };
        player.give(by(Role::Treasurer, command)).ok();
    }
    let left: Vec<(Reference, u32)> = player
        .state()
        .stock()
        .iter()
        .filter(|stock| stock.on_hand() > 0)
        .map(|stock| (stock.sku.clone(), stock.on_hand()))
        .collect();
    for (sku, quantity) in left {
        let command = Command::WriteOff { sku, quantity, evidence: evidence() };
        player.give(by(Role::Treasurer, command)).unwrap();
    }
    player.give(by(Role::Admin, Command::CompleteExecution {})).unwrap();
}

fn terminate(player: &mut impl Player, choices: &mut Choices) {
    let fault = any(choices, &[EndedBy::Nobody, EndedBy::Owner]);
    let report = digest("the report");
    player.give(by(Role::Admin, Command::TerminateProject { fault, report })).unwrap();
}

/// The objections are answered and the draft is posted; where the money for it is missing, it is called in first.
fn settle(player: &mut impl Player) {
    player.wait(days(40));
    let post = |player: &mut dyn FnMut(Asked) -> Result<(), Refusal>, settlement: u32| {
        player(by(Role::Admin, Command::PostSettlement { settlement }))
    };
    for _ in 0..4 {
        let Some(settlement) = player.state().drafts().last().map(|draft| draft.number) else {
            // A profit can be shared by nobody whose capital went into goods altogether.
            let capital = |request: &Request| request.capital.plus(request.returned).unwrap();
            assert!(player.state().requests().iter().all(|r| capital(r).is_zero()));
            break;
        };
        let refusal = match post(&mut |asked| player.give(asked), settlement) {
            Ok(()) => return,
            Err(refusal) => refusal,
        };
        match refusal.code {
            Code::ObjectionOpen => {
                player.give(by(Role::Admin, Command::RecomputeSettlement {})).unwrap();
            }
            Code::CashShort => {
                if !call_in(player) {
                    break;
                }
                player.wait(days(40));
            }
            code => panic!("the settlement cannot be posted: {code}"),
        }
    }
    // What is missing is owed by nobody yet: the project is taken up again and shared as it stands.
    let reason = digest("the money is not there");
    player.give(by(Role::Admin, Command::ReopenExecution { reason })).unwrap();
    let (fault, report) = (EndedBy::Nobody, digest("the report"));
    player.give(by(Role::Admin, Command::TerminateProject { fault, report })).unwrap();
}

/// Debtors pay and the tax office gives back. Whether there was anything to come.
fn call_in(player: &mut impl Player) -> bool {
    let mut called = false;
    let standing: Vec<(Account, Money)> = player
        .state()
        .balances()
        .iter()
        .map(|known| (known.account.clone(), known.balance))
        .collect();
    for (account, amount) in standing {
        let reference = bank_reference(player);
        let command = match account {
            Account::Receivable(party) => Command::CollectReceivable { party, amount, reference },
            Account::CreditableTax => Command::RecoverTax { amount, reference },
            _ => continue,
        };
        player.give(by(Role::Bank, command)).unwrap();
        called = true;
    }
    called
}

/// Everything that is owed is paid and everything owed to the project comes in: no account is left but the tax office's
/// roundings and the cash that stands against them.
fn pay_all(player: &mut impl Player) {
    for _ in 0..12 {
        player.wait(days(100));
        let unapplied: Vec<Reference> = player
            .state()
            .balances()
            .iter()
            .filter_map(|known| match &known.account {
                Account::Unapplied(reference) => Some(reference.clone()),
                _ => None,
            })
            .collect();
        for reference in unapplied {
            let payer = party("somebody");
            let command = Command::ReturnDeposit { reference, payer };
            player.give(by(Role::Treasurer, command)).unwrap();
        }
        call_in(player);
        let unclaimed: Vec<PartyId> = player
            .state()
            .balances()
            .iter()
            .filter_map(|known| match &known.account {
                Account::Unclaimed(party) => Some(party.clone()),
                _ => None,
            })
            .collect();
        for party in unclaimed {
            player.give(by(Role::Treasurer, Command::PayUnclaimed { party })).ok();
        }
        player.give(by(Role::Treasurer, Command::RemitTaxes {})).ok();
        let amount = own(player.state(), &Account::Payable(party("supplier")));
        if amount.is_positive() {
            player.give(by(Role::Treasurer, Command::PaySupplier { amount })).ok();
        }
        while let Some(pending) =
            player.state().payouts().iter().find(|known| known.state == PayoutState::Pending)
        {
            let payout = pending.id.clone();
            let reference = bank_reference(player);
            player.give(by(Role::Bank, Command::ConfirmPayout { payout, reference })).unwrap();
        }
        if player.state().balances().is_empty() {
            return;
        }
    }
    let supplier = Account::Payable(party("supplier"));
    let waits = own(player.state(), &supplier).minor();
    let rounding = own(player.state(), &Account::TaxRounding).minor();
    for known in player.state().balances().iter() {
        let explained = match known.account {
            Account::TaxRounding => true,
            Account::Cash => known.balance.minor() == waits - rounding,
            // The rounding can be all that a supplier still waits for.
            _ => known.account == supplier && waits <= rounding,
        };
        assert!(explained, "left at the end: {known:?} of {:?}", player.state().balances());
    }
}
