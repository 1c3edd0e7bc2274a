//! Chargebacks: a bank takes a payment back, and its loss is laid on what is held, then on who was paid from it.
//! While one is open nothing flows out of the milestones that payment funded; who won last has the last word.

use crate::error::{Code, Refusal};
use crate::escrow::command::Command;
use crate::escrow::deal::refuse_unless;
use crate::escrow::decide::Scene;
use crate::escrow::event::Event;
use crate::escrow::table::Guard;
use crate::escrow::timers::{CHARGEBACK_AT_MOST, Timer};
use crate::escrow::{Milestone, MilestoneState, Payin, State};
use crate::id::{MilestoneId, PartyId, Reference};
use crate::journal::Account;
use crate::machine::misplaced;
use crate::money::Money;
use crate::time::Timestamp;
use tercero_macros::value;

/// Where a chargeback stands.
#[value]
pub enum ChargebackState {
    /// The bank has not decided.
    Open,
    /// The money stays, or came back.
    Won,
    /// The bank took the money.
    Lost,
}

/// How a payment was taken back.
#[value]
pub enum ChargebackKind {
    /// The payer asked the bank for it.
    Chargeback,
    /// The rail returned the payment by itself.
    Reversal,
}

/// From where lost money is taken.
#[value]
#[derive(PartialOrd, Ord)]
#[expect(missing_docs, reason = "a field is named after what it holds; the variant says the rest")]
pub enum Source {
    /// What waits for a milestone that is not fully funded.
    Funding { milestone: MilestoneId },
    /// What a milestone holds; with the state it was in.
    Held { milestone: MilestoneId, state: MilestoneState },
    /// Fees the buyer paid that nobody has taken.
    Fees {},
    /// A payee returns his share of what he was paid.
    Payee { party: PartyId },
    /// The payer has it back already, so he owes it now.
    Returned { party: PartyId },
    /// More than ever came in: the platform bears it.
    Drift {},
}

/// A part of lost money, and from where it is taken.
#[value]
pub struct Loss {
    /// From where.
    pub source: Source,
    /// How much.
    pub amount: Money,
}

/// A payment that a bank wants back or has taken back.
#[value]
pub struct Chargeback {
    /// The provider's reference.
    pub id: Reference,
    /// The payment.
    pub payin: Reference,
    /// How it was taken back.
    pub kind: ChargebackKind,
    /// How much is wanted.
    pub amount: Money,
    /// Where it stands.
    pub state: ChargebackState,
    /// When it counts as lost if the bank says nothing.
    pub deadline: Timestamp,
    /// Whether it only counts as lost because the bank said nothing.
    pub provisional: bool,
    /// What the standing loss was taken from, in this order.
    pub losses: Vec<Loss>,
}

impl Chargeback {
    /// Whether the bank has not decided.
    pub fn is_open(&self) -> bool {
        self.state == ChargebackState::Open
    }

    /// The refusal of whatever has to wait for the bank.
    pub(crate) fn contested(&self) -> Refusal {
        Refusal::new(Code::ChargebackOpen).got(&self.id).until(self.deadline)
    }

    /// What the bank has of it now.
    pub fn lost(&self) -> Result<Money, Refusal> {
        let amounts = self.losses.iter().map(|loss| loss.amount);
        amounts.into_iter().try_fold(Money::zero(self.amount.currency()), Money::plus)
    }
}

impl Source {
    /// The account a loss is debited to.
    pub(crate) fn account(&self) -> Account {
        match self {
            Source::Funding { milestone } => Account::Funding(milestone.clone()),
            Source::Held { milestone, .. } => Account::Held(milestone.clone()),
            Source::Fees {} => Account::FeesHeld,
            Source::Payee { party } | Source::Returned { party } => {
                Account::Receivable(party.clone())
            }
            Source::Drift {} => Account::Receivable(PartyId::platform()),
        }
    }
}

pub(crate) const NO_CHARGEBACK: Guard = Guard::state("no open chargeback", |scene| {
    match scene.state.chargebacks.iter().find(|known| known.state == ChargebackState::Open) {
        None => Ok(()),
        Some(open) => Err(open.contested()),
    }
});

pub(crate) const CASE_RUNS: Guard = Guard::state("no open chargeback", |scene| {
    let milestone = match scene.case() {
        Ok(case) => scene.state.milestone(&case.milestone).ok_or_else(misplaced)?,
        Err(_) => scene.milestone()?,
    };
    scene.state.uncontested(milestone)
});

pub(crate) const NEW_CHARGEBACK: Guard = Guard::arguments("new reference", |scene| {
    let Some(Command::ChargebackOpened { chargeback, .. }) = scene.command else {
        return Err(misplaced());
    };
    let known = scene.state.chargeback(chargeback).is_some();
    if known || scene.state.payin(chargeback).is_some() {
        return Err(Refusal::new(Code::ReferenceKnown).at("chargeback").got(chargeback));
    }
    Ok(())
});

pub(crate) const NOT_FINAL: Guard = Guard::state("not reported before", |scene| {
    let known = scene.chargeback()?;
    if known.provisional || known.state == ChargebackState::Won {
        return Ok(());
    }
    Err(Refusal::new(Code::ReferenceKnown).at("chargeback").got(&known.id))
});

pub(crate) const NOT_WON: Guard = Guard::state("not won before", |scene| {
    let known = scene.chargeback()?;
    if known.state != ChargebackState::Won {
        return Ok(());
    }
    Err(Refusal::new(Code::ReferenceKnown).at("chargeback").got(&known.id))
});

pub(crate) const SOME_AMOUNT: Guard = Guard::arguments("amount > 0", |scene| {
    let amount = scene.command.and_then(Command::amount).ok_or_else(misplaced)?;
    if amount.is_positive() {
        return Ok(());
    }
    let refusal = Refusal::new(Code::AmountRange).at("amount").got(amount.amount_text());
    Err(refusal.allow("more than nothing"))
});

pub(crate) const AS_OPENED: Guard = Guard::arguments("as it was opened", |scene| {
    let amount = scene.command.and_then(Command::amount).ok_or_else(misplaced)?;
    let known = scene.chargeback()?;
    if let Some(Command::ChargebackOpened { payin, .. }) = scene.command
        && *payin != known.payin
    {
        return Err(Refusal::new(Code::ReferenceKnown).at("chargeback").got(&known.id));
    }
    known.amount.same_currency(amount).map_err(|refusal| refusal.at("amount"))
});

pub(crate) const PAYIN_CAME_IN: Guard = Guard::arguments("came in before", |scene| {
    let came_in = reversed(scene)?.filter(|payin| payin.cleared && !payin.reversed);
    let came_in = came_in.filter(|payin| scene.state.chargeback(&payin.id).is_none());
    let left = came_in.map(|payin| payin.captured.minus(payin.lost)).transpose()?;
    refuse_unless(left.is_some_and(Money::is_positive), Code::IllegalTransition)
});

pub(crate) const UNREVERSED: Guard = Guard::arguments("not reversed before", |scene| {
    let Some(known) = reversed(scene)?.filter(|payin| payin.reversed) else { return Ok(()) };
    Err(Refusal::new(Code::ReferenceKnown).at("payin").got(&known.id))
});

pub(crate) const PAYIN_FUNDS_IT: Guard = Guard::arguments("money for this milestone", |scene| {
    let id = &scene.milestone()?.id;
    let funds =
        reversed(scene)?.is_some_and(|payin| payin.milestone == *id && payin.applied.is_positive());
    refuse_unless(funds, Code::NotFound)
});

pub(crate) const UNTOUCHED: Guard = Guard::arguments("nothing has left it", |scene| {
    let milestone = scene.milestone()?;
    let flow = scene.state.flows.get(milestone.place()).ok_or_else(misplaced)?;
    let fees = scene.state.balances.of(&Account::FeesHeld, scene.state.zero().currency());
    let payins = scene.state.payins.iter().filter(|payin| payin.milestone == milestone.id);
    let paid = payins.map(|payin| payin.applied).try_fold(scene.state.zero(), Money::plus)?;
    let whole = milestone.held()? == milestone.amount && flow.fees <= fees;
    let as_paid = paid == milestone.amount.plus(flow.fees)? && flow.used.is_zero();
    let funds_it =
        reversed(scene)?.is_some_and(|payin| payin.waiting.is_zero() && payin.lost.is_zero());
    refuse_unless(whole && as_paid && funds_it, Code::IllegalTransition)
});

/// The payment a reversal is about.
fn reversed<'a>(scene: &Scene<'a>) -> Result<Option<&'a Payin>, Refusal> {
    let Some(Command::PayinReversed { payin, .. }) = scene.command else {
        return Err(misplaced());
    };
    Ok(scene.state.payin(payin))
}

impl State {
    /// The chargeback with this reference.
    pub(crate) fn chargeback(&self, id: &Reference) -> Option<&Chargeback> {
        self.chargebacks.iter().find(|known| known.id == *id)
    }

    /// The payment with this reference.
    pub(crate) fn payin(&self, id: &Reference) -> Option<&Payin> {
        self.payins.iter().find(|known| known.id == *id)
    }

    /// Whether no bank wants back a payment that funded this milestone. Errors: `chargeback_open`.
    pub(crate) fn uncontested(&self, milestone: &Milestone) -> Result<(), Refusal> {
        let funds = |open: &&Chargeback| {
            let payin = self.payin(&open.payin).filter(|payin| payin.applied.is_positive());
            let funded = payin.and_then(|payin| self.milestone(&payin.milestone));
            open.state == ChargebackState::Open
                && funded.is_some_and(|funded| funded.place() == milestone.place())
        };
        self.chargebacks.iter().find(funds).map_or(Ok(()), |open| Err(open.contested()))
    }
}

impl State {
    pub(crate) fn open_chargeback(
        &mut self,
        id: &Reference,
        payin: &Reference,
        kind: ChargebackKind,
        amount: Money,
        deadline: Timestamp,
    ) {
        let reversal = kind == ChargebackKind::Reversal;
        for known in self.payins.iter_mut().filter(|known| reversal && known.id == *payin) {
            known.reversed = true;
        }
        match self.chargebacks.iter_mut().find(|known| known.id == *id) {
            Some(known) => {
                known.state = ChargebackState::Open;
                known.amount = amount;
                known.deadline = deadline;
            }
            None => self.chargebacks.push(Chargeback {
                id: id.clone(),
                payin: payin.clone(),
                kind,
                amount,
                state: ChargebackState::Open,
                deadline,
                provisional: false,
                losses: Vec::new(),
            }),
        }
    }
}

/// When silence counts as lost: some days after the bank's own deadline, which may not lie further away than is usual.
fn deadline(scene: &Scene<'_>, respond_by: Timestamp) -> Timestamp {
    let last = scene.at.after(CHARGEBACK_AT_MOST);
    respond_by.min(last).after(scene.state.window(Timer::Chargeback))
}

/// The bank asks. The first chargeback of this reference, or another stage of one that was won.
pub(crate) fn open_chargeback(scene: &Scene<'_>) -> Result<Vec<Event>, Refusal> {
    let Some(Command::ChargebackOpened { chargeback, payin, amount, respond_by }) = scene.command
    else {
        return Err(misplaced());
    };
    Ok(vec![Event::ChargebackOpened {
        chargeback: chargeback.clone(),
        payin: payin.clone(),
        kind: ChargebackKind::Chargeback,
        amount: *amount,
        deadline: deadline(scene, *respond_by),
    }])
}

/// The rail returned a payment after something was done for it: what it takes is decided like a chargeback.
pub(crate) fn open_reversal(scene: &Scene<'_>) -> Result<Vec<Event>, Refusal> {
    let payin = reversed(scene)?.ok_or_else(misplaced)?;
    Ok(vec![Event::ChargebackOpened {
        chargeback: payin.id.clone(),
        payin: payin.id.clone(),
        kind: ChargebackKind::Reversal,
        amount: payin.captured.minus(payin.lost)?,
        deadline: deadline(scene, scene.at),
    }])
}

/// The rail returned a payment before anything was done for it: the milestone waits for money again.
pub(crate) fn reverse_payin(scene: &Scene<'_>) -> Result<Vec<Event>, Refusal> {
    let milestone = scene.milestone()?;
    let payin = reversed(scene)?.ok_or_else(misplaced)?;
    let nothing = scene.state.zero();
    let flow = scene.state.flows.get(milestone.place()).ok_or_else(misplaced)?;
    let funded = milestone.state == MilestoneState::Funded;
    let (price, fees) = if funded { (milestone.amount, flow.fees) } else { (nothing, nothing) };
    Ok(vec![Event::PayinReversed {
        milestone: milestone.id.clone(),
        payin: payin.id.clone(),
        amount: payin.captured.minus(payin.lost)?,
        applied: payin.applied,
        price,
        fees,
    }])
}

fn decided(
    scene: &Scene<'_>,
    state: ChargebackState,
    provisional: bool,
    amount: Money,
) -> Result<Vec<Event>, Refusal> {
    let known = scene.chargeback()?;
    let lost = known.lost()?;
    let more = amount.minus(lost)?;
    let (mut losses, mut restored, mut paid) = (Vec::new(), Vec::new(), Vec::new());
    if more.is_positive() {
        losses = scene.state.losses(&known.payin, more)?;
    } else if !more.is_zero() {
        (restored, paid) = scene.state.undo(known, lost.minus(amount)?)?;
    }
    let chargeback = known.id.clone();
    Ok(vec![Event::ChargebackDecided { chargeback, state, provisional, losses, restored, paid }])
}

pub(crate) fn win(scene: &Scene<'_>) -> Result<Vec<Event>, Refusal> {
    let nothing = Money::zero(scene.chargeback()?.amount.currency());
    decided(scene, ChargebackState::Won, false, nothing)
}

pub(crate) fn lose(scene: &Scene<'_>) -> Result<Vec<Event>, Refusal> {
    let amount = scene.command.and_then(Command::amount).ok_or_else(misplaced)?;
    decided(scene, ChargebackState::Lost, false, amount)
}

/// The bank says nothing: it counts as lost until it says something.
pub(crate) fn lose_by_silence(scene: &Scene<'_>) -> Result<Vec<Event>, Refusal> {
    decided(scene, ChargebackState::Lost, true, scene.chargeback()?.amount)
}
