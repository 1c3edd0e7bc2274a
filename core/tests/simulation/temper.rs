//! The temper of a seed: what its people like to do, what they never do, and how careful its hosts are.
//! A bias reaches what blind chance reaches too rarely, such as the fifty-first offer of a stubborn side.

use crate::support::commands::Choices;
use tercero::Role;
use tercero::escrow::CommandKind::{self, *};

/// How the people and hosts of a seed behave.
#[derive(Debug)]
pub(crate) struct Temper {
    pub(crate) name: &'static str,
    /// How often it is drawn, compared with the others.
    weight: usize,
    /// What they do whenever it can be asked.
    pub(crate) favours: &'static [CommandKind],
    /// What they never do.
    pub(crate) avoids: &'static [CommandKind],
    /// Who does what everybody may do.
    pub(crate) loud: Option<Role>,
    /// Time passes before one step in so many.
    pub(crate) pace: usize,
    /// One command in so many is sent without looking whether it is allowed.
    pub(crate) blunder: usize,
    /// One message in so many meets a host that made a mistake of its own.
    pub(crate) slip: usize,
    /// Whether most steps go to one escrow.
    pub(crate) focused: bool,
}

const ORDINARY: Temper = Temper {
    name: "ordinary",
    weight: 8,
    favours: &[],
    avoids: &[],
    loud: None,
    pace: 30,
    blunder: 4,
    slip: 25,
    focused: false,
};

/// Somebody who repeats one thing for as long as he is let.
const SPAMMER: Temper =
    Temper { weight: 1, pace: 250, blunder: 3, slip: 30, focused: true, ..ORDINARY };

/// What ends a case or leads it to the next stage.
const SETTLEMENTS: &[CommandKind] = &[
    AcceptClaim,
    AcceptOffer,
    Escalate,
    WithdrawCase,
    AcceptSettlement,
    RejectSettlement,
    Rule,
    ChargebackOpened,
    PayinReversed,
];

const TEMPERS: &[Temper] = &[
    ORDINARY,
    Temper { name: "sleepy", weight: 4, pace: 8, ..ORDINARY },
    Temper { name: "careless host", weight: 3, blunder: 2, slip: 5, ..ORDINARY },
    Temper {
        name: "smooth",
        weight: 3,
        favours: &[Propose, Accept, PayinStarted, PayinCleared, Ship, Submit, Delivered, Approve],
        avoids: &[CancelMilestone, ForceRefund, Cancel, Decline, Withdraw, Discard],
        ..ORDINARY
    },
    Temper {
        name: "litigious",
        weight: 4,
        favours: &[Dispute, Respond, Escalate, Rule, Recuse, AssignArbiter, Appeal],
        avoids: &[AcceptClaim, AcceptOffer, ForceRefund, Release],
        ..ORDINARY
    },
    Temper {
        name: "sends everything back",
        weight: 2,
        favours: &[
            Ship,
            Delivered,
            ClaimDelivered,
            RejectReturn,
            ShipReturn,
            ReturnDelivered,
            AcceptReturn,
            ContestReturn,
        ],
        avoids: &[Approve, Dispute, RefundPartial, ReleasePartial, ForceRefund, CancelMilestone],
        ..ORDINARY
    },
    Temper {
        name: "mediated pair",
        weight: 2,
        favours: &[
            Dispute,
            Respond,
            Escalate,
            ProposeSettlement,
            AcceptSettlement,
            RejectSettlement,
        ],
        avoids: &[AcceptClaim, AcceptOffer, WithdrawCase, ForceRefund, Release],
        ..ORDINARY
    },
    Temper {
        name: "restless staff",
        weight: 2,
        favours: &[Release, ForceRefund, PlaceHold, LiftHold, AssignArbiter, ProposeSettlement],
        avoids: &[Decline, Withdraw, Cancel],
        blunder: 2,
        ..ORDINARY
    },
    Temper {
        name: "stubborn pair",
        weight: 2,
        favours: &[RequestChanges, Submit, ProposeExtension, AcceptProposal],
        avoids: &[Approve, Dispute, ProposeCancel, CancelMilestone, ForceRefund],
        pace: 30,
        ..ORDINARY
    },
    Temper {
        name: "spams evidence",
        favours: &[AddEvidence],
        avoids: SETTLEMENTS,
        loud: Some(Role::Seller),
        ..SPAMMER
    },
    Temper {
        name: "spams offers",
        weight: 3,
        favours: &[Offer, Respond],
        avoids: SETTLEMENTS,
        loud: Some(Role::Seller),
        ..SPAMMER
    },
    Temper {
        name: "spams settlements",
        favours: &[ProposeSettlement],
        avoids: &[AcceptClaim, AcceptOffer, WithdrawCase, AcceptSettlement, RejectSettlement],
        ..SPAMMER
    },
    Temper { name: "spams holds", favours: &[PlaceHold], avoids: &[LiftHold], ..SPAMMER },
    Temper {
        name: "spams payments",
        favours: &[PayinStarted, PayinFailed],
        avoids: &[PayinCleared, CancelMilestone, Cancel],
        loud: Some(Role::Buyer),
        ..SPAMMER
    },
    Temper {
        name: "spams proposals",
        favours: &[ProposeCancel, RejectProposal, WithdrawProposal],
        avoids: &[AcceptProposal, Dispute, ForceRefund, Release],
        ..SPAMMER
    },
    Temper {
        name: "counters for ever",
        favours: &[Propose, Counter],
        avoids: &[Accept, Decline, Withdraw, Discard],
        ..SPAMMER
    },
];

impl Temper {
    /// Whether payments are started and never arrive.
    pub(crate) fn avoids_clearing(&self) -> bool {
        self.avoids.contains(&PayinCleared)
    }

    pub(crate) fn draw(choices: &mut Choices) -> &'static Temper {
        let all: usize = TEMPERS.iter().map(|temper| temper.weight).sum();
        let mut n = choices.below(all);
        for temper in TEMPERS {
            match n.checked_sub(temper.weight) {
                None => return temper,
                Some(rest) => n = rest,
            }
        }
        &ORDINARY
    }
}
