//! What could be asked of an escrow as it stands: the one generator behind everything that tries commands at random.
//! A new command is one line in the function of what it is about; sense and nonsense are both offered.
#![allow(
    clippy::unwrap_used,
    clippy::arithmetic_side_effects,
    clippy::as_conversions,
    reason = "a test stops at the first surprise"
)]

use super::{case, digest, party, reference};
use tercero::escrow::event::CaseState;
use tercero::escrow::{
    Case, HoldKind, Leg, Milestone, MilestoneState, OnExpiry, Phase, Reason, State,
};
use tercero::journal::Account;
use tercero::{Command, Currency, Money, Rate, Terms, Timestamp, days, percent};

/// Choices drawn from one number (splitmix64).
pub(crate) struct Choices(pub(crate) u64);

impl Choices {
    pub(crate) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    pub(crate) fn below(&mut self, bound: usize) -> usize {
        (self.next() % bound as u64) as usize
    }

    pub(crate) fn one_in(&mut self, n: usize) -> bool {
        self.below(n) == 0
    }

    pub(crate) fn of<'a, T>(&mut self, all: &'a [T]) -> Option<&'a T> {
        if all.is_empty() { None } else { all.get(self.below(all.len())) }
    }
}

/// What could be asked about the deal, one of its milestones, one of its cases or one of its legs.
pub(crate) fn commands(
    state: &State,
    now: Timestamp,
    n: u32,
    choices: &mut Choices,
) -> Vec<Command> {
    let mut all = Vec::new();
    let early = matches!(state.phase(), Phase::Draft | Phase::Proposed);
    if choices.one_in(if early { 2 } else { 12 }) {
        deal_commands(state, choices, &mut all);
        return all;
    }
    if choices.one_in(8)
        && let Some(leg) = choices.of(state.legs())
    {
        leg_commands(leg, choices, &mut all);
        return all;
    }
    if !state.payins().is_empty() && choices.one_in(10) {
        bank_commands(state, now, n, choices, &mut all);
        return all;
    }
    if state.phase() == Phase::Closed && choices.one_in(4) {
        late_commands(state, choices, &mut all);
        return all;
    }
    if state.phase() == Phase::Active && choices.one_in(10) {
        overlay_commands(state, choices, &mut all);
        return all;
    }
    let open: Vec<&Case> = state.cases().iter().filter(|case| case.state.is_open()).collect();
    let any = choices.of(state.cases()).filter(|_| choices.one_in(12));
    if choices.one_in(2)
        && let Some(case) = choices.of(&open).copied().or(any)
    {
        case_commands(case, choices, &mut all);
        return all;
    }
    let open: Vec<&Milestone> =
        state.milestones().iter().filter(|milestone| !milestone.state.is_terminal()).collect();
    let any = choices.of(state.milestones()).filter(|_| open.is_empty() || choices.one_in(12));
    if let Some(milestone) = any.or(choices.of(&open).copied()) {
        milestone_commands(state, milestone, now, n, choices, &mut all);
    }
    all
}

/// What hangs over an escrow that runs: proposals of both sides and holds of staff.
pub(crate) fn overlay_commands(state: &State, choices: &mut Choices, all: &mut Vec<Command>) {
    let kill_fee = *choices.of(&[Rate::ZERO, percent("7.5").unwrap(), Rate::ONE]).unwrap();
    all.push(Command::ProposeCancel { kill_fee });
    if let Some(proposal) = choices.of(state.proposals()).map(|proposal| proposal.number) {
        all.push(Command::AcceptProposal { proposal });
        all.push(Command::RejectProposal { proposal });
        all.push(Command::WithdrawProposal { proposal });
    }
    all.extend(amended(state, choices).map(|terms| Command::ProposeAmendment { terms }));
    if let Some(hold) = choices.of(state.holds()) {
        all.push(Command::LiftHold { hold: hold.id.clone() });
    }
}

/// Other terms: a milestone costs more or less, another is added, or the fees are gone.
fn amended(state: &State, choices: &mut Choices) -> Option<Terms> {
    let mut terms: serde_json::Value = serde_json::to_value(&state.agreement().terms).unwrap();
    let milestones = terms["milestones"].as_array_mut().unwrap();
    let n = choices.below(milestones.len());
    let index = state.milestones().iter().rposition(|known| known.place() == n).unwrap();
    let known = &state.milestones()[index];
    let half = Money::from_minor(known.amount.minor() / 2, known.amount.currency()).unwrap();
    match choices.below(5) {
        0 | 1 => {
            let old = &state.agreement().terms.milestones()[n];
            let more = old.amount.plus(some_amount(known.amount, choices)).ok()?;
            milestones[n]["amount"] = serde_json::to_value(more).unwrap();
        }
        2 => {
            let old = &state.agreement().terms.milestones()[n];
            let less = old.amount.minus(half).ok()?;
            milestones[n]["amount"] = serde_json::to_value(less).unwrap();
        }
        3 if milestones.len() < 6 => {
            let mut added = milestones[n].clone();
            added["id"] = format!("added-{}", milestones.len()).into();
            milestones.push(added);
        }
        _ => terms["fees"] = serde_json::Value::Array(Vec::new()),
    }
    serde_json::from_value(terms).ok()
}

/// What a bank does about payments that have come in.
pub(crate) fn bank_commands(
    state: &State,
    now: Timestamp,
    n: u32,
    choices: &mut Choices,
    all: &mut Vec<Command>,
) {
    if let Some(known) = choices.of(state.chargebacks()) {
        let chargeback = || known.id.clone();
        let amount = some_amount(known.amount, choices);
        all.push(Command::ChargebackWon { chargeback: chargeback() });
        all.push(Command::ChargebackLost { chargeback: chargeback(), amount: known.amount });
        all.push(Command::ChargebackLost { chargeback: chargeback(), amount });
    }
    let Some(known) = choices.of(state.payins()) else { return };
    let (payin, milestone) = (known.id.clone(), known.milestone.clone());
    let again = choices.of(state.chargebacks()).filter(|_| choices.one_in(3));
    let chargeback = again.map_or(reference(&format!("cb{n}")), |known| known.id.clone());
    let amount =
        if choices.one_in(2) { known.captured } else { some_amount(known.captured, choices) };
    let respond_by = now.after(days(choices.below(3) as u32));
    all.push(Command::ChargebackOpened { chargeback, payin: payin.clone(), amount, respond_by });
    if choices.one_in(3) {
        all.push(Command::PayinReversed { milestone, payin });
    }
}

/// What the sides claim after the end.
pub(crate) fn late_commands(state: &State, choices: &mut Choices, all: &mut Vec<Command>) {
    let Some(about) = choices.of(state.milestones()) else { return };
    let most = if choices.one_in(2) { about.released } else { about.refunded };
    all.push(Command::LateCase {
        milestone: about.id.clone(),
        case: case(state.cases().len() as u32 + 1),
        amount: some_amount(most, choices),
        reason: *choices.of(&[Reason::NotAsDescribed, Reason::NonPayment, Reason::Late]).unwrap(),
        statement: digest("late"),
    });
}

pub(crate) fn leg_commands(leg: &Leg, choices: &mut Choices, all: &mut Vec<Command>) {
    let reference = reference(choices.of(&["rail", "rail-2", "rail-3"]).unwrap());
    let leg = leg.id.clone();
    all.extend([
        Command::LegSent { leg: leg.clone(), reference: reference.clone() },
        Command::LegSettled { leg: leg.clone(), reference: reference.clone() },
        Command::LegFailed { leg: leg.clone(), reason: reference.clone() },
        Command::LegReturned { leg, reference },
    ]);
}

pub(crate) fn deal_commands(state: &State, choices: &mut Choices, all: &mut Vec<Command>) {
    let agreement = state.agreement();
    let (terms_version, terms_hash) = (agreement.version, agreement.hash);
    all.push(Command::Propose {});
    all.push(Command::Accept { terms_version, terms_hash });
    if choices.one_in(4) {
        all.push(Command::Accept { terms_version: terms_version + 1, terms_hash });
    }
    if choices.one_in(12) {
        all.extend([Command::Discard {}, Command::Decline {}, Command::Withdraw {}]);
        all.push(Command::Cancel {});
        all.push(Command::Create { terms: agreement.terms.clone() });
    }
    if choices.one_in(3) {
        all.push(Command::Edit { terms: agreement.terms.clone() });
        all.push(Command::Counter { terms: agreement.terms.clone() });
    }
}

/// An amount around what is available: some, all, nothing, too much, less than nothing, in another currency.
pub(crate) fn some_amount(available: Money, choices: &mut Choices) -> Money {
    let currency = available.currency();
    let most = available.minor();
    let minor = match choices.below(12) {
        0 => 1,
        1 => most,
        2..=4 => most / 2,
        5 | 6 => most / 3 + 1,
        7 => most + 1,
        8 => 0,
        9 => -1,
        10 => return Money::from_minor(1, Currency::parse("USD").unwrap()).unwrap(),
        _ => i128::from(choices.next()) % (most.max(0) + 1),
    };
    Money::from_minor(minor, currency).unwrap()
}

pub(crate) fn milestone_commands(
    state: &State,
    about: &Milestone,
    now: Timestamp,
    n: u32,
    choices: &mut Choices,
    all: &mut Vec<Command>,
) {
    let id = || about.id.clone();
    let held = about.held().unwrap();
    let fresh = reference(&format!("p{n}"));
    let known = choices.of(state.payins()).map(|payin| payin.id.clone());
    let payin = known.filter(|_| choices.one_in(2)).unwrap_or(fresh);
    let waits = state.balances().of(&Account::Funding(id()), held.currency());
    let due = state.due(about).unwrap().minus(waits).unwrap();
    let paid = if choices.one_in(2) { due } else { some_amount(due, choices) };
    let hold_until = choices.one_in(6).then(|| now.after(days(choices.below(20) as u32)));
    let unpaid = matches!(about.state, MilestoneState::Pending | MilestoneState::Funding);
    if unpaid || choices.one_in(20) {
        all.push(Command::PayinStarted {
            milestone: id(),
            payin: payin.clone(),
            expires_at: now.after(days(u32::from(!choices.one_in(4)))),
            terms_hash: state.agreement().hash,
        });
        all.push(Command::PayinCleared {
            milestone: id(),
            payin: payin.clone(),
            amount: paid,
            hold_until,
        });
        if choices.one_in(3) {
            all.push(Command::PayinFailed { milestone: id(), payin });
        }
    }
    if choices.one_in(6) {
        all.push(Command::CancelMilestone { milestone: id() });
    }
    let proof = digest("proof");
    let occurred_at = match choices.below(4) {
        0 => Some(about.since),
        1 => Some(now),
        2 => Some(now.after(days(1))),
        _ => None,
    };
    all.extend([
        Command::Ship { milestone: id(), tracking: reference("parcel") },
        Command::Submit { milestone: id(), proof },
        Command::Delivered { milestone: id(), occurred_at },
        Command::ClaimDelivered { milestone: id(), proof },
        Command::Approve { milestone: id() },
        Command::RequestChanges { milestone: id(), reason: proof },
        Command::ReleasePartial { milestone: id(), amount: some_amount(held, choices) },
        Command::RefundPartial { milestone: id(), amount: some_amount(held, choices) },
    ]);
    let back = [
        Command::ShipReturn { milestone: id(), tracking: reference("back") },
        Command::ReturnDelivered { milestone: id() },
        Command::AcceptReturn { milestone: id() },
        Command::ContestReturn { milestone: id(), statement: proof },
    ];
    if about.state == MilestoneState::Delivered {
        let amount = some_amount(held, choices);
        all.push(Command::RejectReturn { milestone: id(), amount, reason: proof });
    }
    let returning = [MilestoneState::ReturnDue, MilestoneState::ReturnShipped];
    if returning.contains(&about.state) || choices.one_in(12) {
        all.extend(back);
    }
    if choices.one_in(6) {
        all.push(Command::Release { milestone: id(), reason: proof });
        all.push(Command::ForceRefund { milestone: id(), reason: proof });
        all.push(Command::PlaceHold {
            milestone: id(),
            hold: reference(&format!("h{n}")),
            kind: HoldKind::Risk,
            reason: proof,
            expires_at: now.after(days(choices.below(4) as u32)),
            on_expiry: *choices.of(&[OnExpiry::Lift, OnExpiry::OpenCase]).unwrap(),
        });
    }
    if let Some(deadline) = about.deadline {
        let until = deadline.after(days(*choices.of(&[0, 1, 2, 3, 40]).unwrap()));
        all.push(Command::ProposeExtension { milestone: id(), until });
    }
    let reasons = [
        Reason::NotReceived,
        Reason::NotAsDescribed,
        Reason::NotCompleted,
        Reason::Late,
        Reason::NonPayment,
        Reason::Unauthorised,
    ];
    all.push(Command::Dispute {
        milestone: id(),
        case: case(state.cases().len() as u32 + 1),
        amount: some_amount(held, choices),
        reason: *choices.of(&reasons).unwrap(),
        statement: proof,
    });
}

pub(crate) fn case_commands(about: &Case, choices: &mut Choices, all: &mut Vec<Command>) {
    let (case, statement) = (about.id, digest("statement"));
    let amount = some_amount(about.claim, choices);
    let made = about.offer.as_ref().map_or(0, |offer| offer.number);
    let offer = (made + choices.below(3) as u32).saturating_sub(1);
    let reply = choices.one_in(2).then_some(amount);
    all.extend([
        Command::Respond { case, statement, offer: reply },
        Command::AcceptClaim { case },
        Command::Offer { case, to_buyer: amount },
        Command::AcceptOffer { case, offer },
        Command::Escalate { case },
        Command::Rule { case, to_buyer: amount, reason: statement },
        Command::AddEvidence { case, evidence: statement },
    ]);
    if choices.one_in(4) {
        all.push(Command::WithdrawCase { case });
        let arbiter = choices.of(&["xenia", "xavi", "vera", "carla"]).unwrap();
        all.push(Command::AssignArbiter { case, arbiter: party(arbiter) });
    }
    if about.state == CaseState::Mediation {
        let made = about.proposal.as_ref().map_or(1, |proposal| proposal.number);
        let proposal = made - choices.below(3) as u32 / 2;
        all.push(Command::ProposeSettlement { case, to_buyer: amount });
        all.push(Command::AcceptSettlement { case, proposal });
        all.push(Command::AcceptSettlement { case, proposal });
        all.push(Command::RejectSettlement { case, proposal });
    }
    if choices.one_in(6) {
        all.push(Command::Recuse { case });
    }
    if about.state == CaseState::Ruled {
        all.push(Command::Appeal { case, statement });
    }
    if about.state == CaseState::Arbitration {
        all.push(Command::Rule { case, to_buyer: about.claim, reason: statement });
    }
}
