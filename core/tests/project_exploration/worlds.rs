//! The small worlds: an offer of two lamps, how far the project has come, and what may still happen in it.
//! Each has its own few commands, so that what they lead to stays small enough to be seen as a whole.

use crate::moves::{cents, dollars, yen};
use crate::support::project::{Venture, cost, offer, player};
use crate::support::{digest, reference};
use tercero::project::command::Conversion;
use tercero::project::command::PaidTo;
use tercero::project::commission::{
    Commission, CommissionBase, CommissionPayer, Invoices, TaxMode,
};
use tercero::project::costs::{Category, Materiality};
use tercero::project::funding::{LastTicket, Mode, Oversubscription, Round};
use tercero::project::offer::{ApprovalMode, CaptureAt, YieldPolicy};
use tercero::project::settlement::{Overrun, SettlementRules};
use tercero::project::timers::TimerWindow;
use tercero::project::{
    Command, CommandKind as K, Kind, Offer, ProjectState, RequestStatus, Timer,
};
use tercero::{Currency, Money, Rate, Role, days, percent};

/// Something an investor may ask for.
#[derive(Clone, Copy)]
pub(crate) struct Ask {
    pub(crate) who: &'static str,
    pub(crate) kind: Kind,
    pub(crate) amount: Money,
    pub(crate) partial: bool,
}

/// How far the project has come when the world begins.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Stage {
    Draft,
    Funding,
    Approved,
    /// All goods are bought and have arrived.
    Bought,
    /// The lamps were sold for so much each.
    Completed(i128),
    Settled(i128),
}

/// A bounded world.
pub(crate) struct World {
    pub(crate) name: &'static str,
    pub(crate) offer: Offer,
    pub(crate) stage: Stage,
    pub(crate) kinds: Vec<K>,
    pub(crate) asks: Vec<Ask>,
    /// Requests there may be.
    pub(crate) requests: usize,
    /// Versions of the offer.
    pub(crate) versions: u32,
    /// Payments after which no new ones are caused on purpose.
    pub(crate) payouts: usize,
    /// Failures of a payment.
    pub(crate) fails: u32,
    /// Drafted settlements after which none is caused on purpose.
    pub(crate) drafts: usize,
    pub(crate) orders: usize,
    /// Whether deposits come in parts, too large, or where they do not fit.
    pub(crate) strays: bool,
    pub(crate) chargebacks: bool,
    /// Whether money is spent and costs are recorded in parts.
    pub(crate) halves: bool,
    pub(crate) paid_to: &'static [PaidTo],
    /// Revenue, tax, income tax withheld and tax withheld.
    pub(crate) sales: &'static [[i128; 4]],
    /// Late costs and gains.
    pub(crate) late: &'static [i128],
    /// Distances from a deadline at which the world looks.
    pub(crate) edges: &'static [i64],
    /// Stop after this many states, nearest first.
    pub(crate) most: usize,
}

pub(crate) fn ask(who: &'static str, kind: Kind, amount: Money) -> Ask {
    Ask { who, kind, amount, partial: false }
}

/// Two lamps of two yen and a freight of one: five yen are raised.
fn lamps() -> Offer {
    let mut offer = offer();
    let currency = Currency::parse("JPY").unwrap();
    offer.products[0].quantity = 2;
    offer.products[0].unit_price = yen(2);
    offer.costs = vec![cost("freight", Category::FreightIntl, yen(1))];
    offer.contingency = yen(0);
    offer.owner_capital = yen(0);
    offer.reserve = yen(0);
    offer.round = Round {
        target: yen(5),
        hard_cap: yen(5),
        mode: Mode::AllOrNothing {},
        oversubscription: Oversubscription::Reject,
        min_ticket: yen(1),
        step: yen(1),
        max_per_investor: yen(5),
        last_ticket: LastTicket::Exact,
    };
    offer.deadline = offer.opens_at.after(days(5));
    offer.min_window = days(1);
    offer.margin = percent("50").unwrap();
    offer.settlement = SettlementRules {
        owner_share: percent("30").unwrap(),
        holdback: Rate::ZERO,
        payout_threshold: yen(0),
        ..SettlementRules::standard(currency).unwrap()
    };
    offer.material_delay = days(0);
    offer.materiality =
        Materiality { profit_drop: percent("60").unwrap(), cost_rise: percent("30").unwrap() };
    let short = [
        (Timer::Grace, 1),
        (Timer::Reservation, 2),
        (Timer::CoolingOff, 1),
        (Timer::Cutoff, 1),
        (Timer::Reconfirm, 1),
        (Timer::Shortfall, 1),
        (Timer::Ready, 4),
        (Timer::Decision, 2),
        (Timer::Start, 3),
        (Timer::Objection, 1),
        (Timer::Holdback, 2),
        (Timer::Adjustment, 4),
    ];
    let short = short.into_iter();
    offer.timers = short.map(|(timer, n)| TimerWindow { timer, window: days(n) }).collect();
    offer
}

impl World {
    /// The world as it begins, with its history.
    pub(crate) fn begin(&self) -> Venture {
        let mut venture = Venture::drafted(self.offer.clone());
        for who in [player(Role::Owner), "ines", "ivan", "ida"] {
            venture.verify(who, tercero::project::command::Identity::Full);
        }
        if self.stage >= Stage::Funding {
            venture.by(Role::Owner, Command::PublishProject {}).unwrap();
            assert_eq!(venture.state(), ProjectState::Funding);
        }
        if self.stage >= Stage::Approved {
            self.fund(&mut venture);
        }
        if self.stage >= Stage::Bought {
            self.buy(&mut venture);
        }
        if let Stage::Completed(price) | Stage::Settled(price) = self.stage {
            self.sell(&mut venture, price);
        }
        if matches!(self.stage, Stage::Settled(_)) {
            venture.wait(days(1));
            let post = Command::PostSettlement { settlement: 1 };
            venture.both(Role::Admin, Role::Treasurer, post).unwrap();
            assert_eq!(venture.state(), ProjectState::Settled);
        }
        venture
    }

    fn fund(&self, venture: &mut Venture) {
        for (n, ask) in self.asks.iter().enumerate() {
            let request = reference(&format!("r{}", n + 1));
            let foreign = ask.amount.currency() != self.offer.zero().currency();
            let command = Command::RequestParticipation {
                request: request.clone(),
                kind: ask.kind,
                amount: ask.amount,
                quote: foreign.then(|| dollars(venture.now)),
                offer_version: 1,
                partial: ask.partial,
            };
            venture.by_whom(ask.who, Role::Investor, command).unwrap();
            let known = venture.inner().request(&request).unwrap().status;
            if known == RequestStatus::Reserved {
                let request = request.clone();
                let approve = Command::ApproveParticipation { request, reason: None };
                venture.by(Role::Owner, approve).unwrap();
            }
            let (amount, reference) = (ask.amount, venture.bank_reference());
            let command = Command::ConfirmDeposit { request, amount, reference };
            venture.by(Role::Bank, command).unwrap();
        }
        if venture.state() == ProjectState::Funding {
            venture.wait(days(1));
            venture.by(Role::Owner, Command::CloseFunding {}).unwrap();
        }
        venture.reconcile();
        venture.wait(days(1));
        assert_eq!(venture.state(), ProjectState::ReadyForApproval);
        venture.both(Role::Admin, Role::Treasurer, Command::ApproveProject {}).unwrap();
    }

    fn buy(&self, venture: &mut Venture) {
        let own = self.offer.zero().currency();
        let foreign = venture.inner().balances().clone();
        let cash = tercero::journal::Account::Cash;
        let conversions = foreign
            .iter()
            .filter(|known| known.account == cash && known.balance.currency() != own)
            .map(|known| Conversion { from: known.balance, quote: dollars(venture.now) })
            .collect();
        let (contract, to) = (digest("the contract"), PaidTo::Supplier);
        let (line, amount) = (reference("goods"), yen(4));
        let start = Command::StartExecution { contract, line, amount, to, conversions };
        venture.both(Role::Owner, Role::Treasurer, start).unwrap();
        for line in self.offer.lines() {
            let (line, amount) = (line.id.clone(), line.amount);
            let release = Command::ReleaseFunds { line, amount, to };
            venture.both(Role::Owner, Role::Treasurer, release).unwrap();
        }
        venture.record_cost("goods", yen(4));
        for line in self.offer.lines() {
            venture.record_cost(line.id.as_str(), line.amount);
        }
        venture.receive("lamp", 2);
    }

    fn sell(&self, venture: &mut Venture, price: i128) {
        venture.by(Role::Owner, Command::AllocateCosts {}).unwrap();
        for n in 0..self.asks.len() {
            let (request, evidence) = (reference(&format!("r{}", n + 1)), digest("accepted"));
            let _no_goods =
                venture.by(Role::Owner, Command::DeliverUnits { request, evidence }).is_err();
        }
        while venture.inner().stock()[0].on_hand() > 0 {
            venture.sell("lamp", 1, yen(price));
        }
        venture.both(Role::Owner, Role::Admin, Command::CompleteExecution {}).unwrap();
    }
}

/// How many states of each world are explored; more by `STATES=…`.
fn most() -> usize {
    std::env::var("STATES").ok().map_or(25_000, |states| states.parse().unwrap())
}

const WAITING: &[K] = &[
    K::CancelProject,
    K::ApproveParticipation,
    K::RequestParticipation,
    K::ConfirmDeposit,
    K::ReportStatement,
    K::WithdrawParticipation,
    K::ApproveProject,
];
const PAYING: &[K] = &[K::ConfirmPayout];
const WORKING: &[K] = &[
    K::ReleaseFunds,
    K::StartExecution,
    K::RecordCost,
    K::RecordReceipt,
    K::RecordSale,
    K::WriteOff,
    K::AllocateCosts,
    K::DeliverUnits,
    K::CompleteExecution,
    K::TerminateProject,
    K::PostSettlement,
];

fn with(sets: &[&[K]]) -> Vec<K> {
    sets.concat()
}

/// A world in which nothing may happen more than once unless it says so.
fn world(name: &'static str, stage: Stage, offer: Offer, kinds: &[&[K]]) -> World {
    World {
        name,
        offer,
        stage,
        kinds: with(kinds),
        asks: vec![ask("ines", Kind::ProfitOnly, yen(5))],
        requests: 1,
        versions: 1,
        payouts: 3,
        fails: 0,
        drafts: 2,
        orders: 0,
        strays: false,
        chargebacks: false,
        halves: false,
        paid_to: &[PaidTo::Supplier],
        sales: &[[4, 0, 0, 0]],
        late: &[1],
        edges: &[0],
        most: most(),
    }
}

fn two() -> Vec<Ask> {
    vec![ask("ines", Kind::ProfitOnly, yen(3)), ask("ivan", Kind::ProfitOnly, yen(2))]
}

fn goods_and_share() -> Vec<Ask> {
    vec![ask("ines", Kind::Products, yen(3)), ask("ivan", Kind::ProfitOnly, yen(2))]
}

fn oversubscribed(policy: Oversubscription) -> Offer {
    let mut offer = lamps();
    offer.round.oversubscription = policy;
    offer
}

fn commissioned() -> Offer {
    let mut offer = lamps();
    offer.settlement.commission = Commission {
        rate: percent("20").unwrap(),
        base: CommissionBase::GrossProfit,
        payer: CommissionPayer::Pool,
        tax_rate: percent("50").unwrap(),
        tax_mode: TaxMode::Added,
        invoices: Invoices::Pool,
    };
    offer.settlement.holdback = percent("50").unwrap();
    offer
}

/// All worlds.
pub(crate) fn worlds() -> Vec<World> {
    [rounds(), works(), ends()].into_iter().flatten().collect()
}

fn rounds() -> Vec<World> {
    use Stage::{Draft, Funding};
    let drafting = &[
        K::EditProject,
        K::PublishProject,
        K::UnpublishProject,
        K::OpenFunding,
        K::CloseFunding,
        K::VerifyParty,
    ];
    let mut later = lamps();
    later.opens_at = later.opens_at.after(days(1));
    let mut owned = later.clone();
    owned.owner_capital = yen(2);
    owned.round.target = yen(3);
    owned.round.hard_cap = yen(3);
    owned.round.max_per_investor = yen(3);
    let mut at_request = lamps();
    at_request.capture = CaptureAt::Request;
    at_request.approval = ApprovalMode::Auto;
    let mut at_close = lamps();
    at_close.capture = CaptureAt::Close;
    let mut kept = lamps();
    kept.round.mode = Mode::KeepWhatYouRaise { min_raise: yen(3) };
    let mut optimum = lamps();
    optimum.round.mode = Mode::MinOptimum { minimum: yen(3) };
    optimum.round.hard_cap = yen(6);
    optimum.round.last_ticket = LastTicket::Overshoot;
    let mut topped = lamps();
    topped.owner_topup = true;
    let mut earning = lamps();
    earning.yields = YieldPolicy::InvestorsByCapitalDays;
    let waits = || {
        vec![
            ask("ines", Kind::ProfitOnly, yen(3)),
            Ask { partial: true, ..ask("ivan", Kind::ProfitOnly, yen(4)) },
        ]
    };
    let half =
        || vec![ask("ines", Kind::ProfitOnly, cents(3)), ask("ivan", Kind::Products, yen(2))];
    let picked = oversubscribed(Oversubscription::Discretionary);
    let reject = &[K::RejectParticipation, K::CloseFunding][..];
    vec![
        World {
            versions: 2,
            edges: &[-1, 0, 1],
            ..world("draft and opening", Draft, later, &[WAITING, drafting])
        },
        World {
            requests: 3,
            asks: vec![ask("ines", Kind::ProfitOnly, yen(3))],
            strays: true,
            ..world("owner capital", Draft, owned, &[WAITING, drafting, PAYING, &[K::RecordYield]])
        },
        World {
            edges: &[-1, 0, 1],
            strays: true,
            ..world(
                "one investor",
                Funding,
                lamps(),
                &[
                    WAITING,
                    PAYING,
                    &[
                        K::RejectParticipation,
                        K::RejectProject,
                        K::ReturnToReview,
                        K::CheckReadiness,
                    ],
                    &[K::AuthorizePayment, K::CloseFunding],
                ],
            )
        },
        World {
            requests: 2,
            asks: two(),
            ..world("paid at the request", Funding, at_request, &[WAITING, reject])
        },
        World {
            requests: 2,
            asks: two(),
            ..world(
                "paid at the close",
                Funding,
                at_close,
                &[WAITING, reject, &[K::AuthorizePayment]],
            )
        },
        World {
            requests: 2,
            asks: two(),
            versions: 3,
            ..world(
                "versions of the offer",
                Funding,
                lamps(),
                &[WAITING, &[K::AmendOffer, K::ExtendDeadline, K::ReconfirmParticipation]],
            )
        },
        World {
            requests: 3,
            asks: waits(),
            ..world(
                "waiting list",
                Funding,
                oversubscribed(Oversubscription::Waitlist),
                &[WAITING, reject],
            )
        },
        World {
            requests: 2,
            asks: waits(),
            ..world(
                "filled in part",
                Funding,
                oversubscribed(Oversubscription::PartialFill),
                &[WAITING, reject, PAYING],
            )
        },
        World {
            requests: 3,
            asks: waits(),
            ..world(
                "scaled back",
                Funding,
                oversubscribed(Oversubscription::ProRata),
                &[WAITING, &[K::CloseFunding]],
            )
        },
        World {
            requests: 7,
            asks: vec![
                ask("ines", Kind::ProfitOnly, yen(1)),
                ask("ivan", Kind::ProfitOnly, yen(5)),
            ],
            most: most() / 2,
            ..world(
                "scaled out",
                Funding,
                oversubscribed(Oversubscription::ProRata),
                &[
                    &[K::RequestParticipation, K::ApproveParticipation, K::ConfirmDeposit],
                    &[K::CloseFunding],
                ],
            )
        },
        World {
            requests: 3,
            asks: waits(),
            most: most() / 2,
            ..world("picked by the owner", Funding, picked, &[WAITING, reject])
        },
        World {
            requests: 2,
            asks: two(),
            ..world("keeps what it raises", Funding, kept, &[WAITING, reject, &[K::StartExecution]])
        },
        World {
            requests: 2,
            asks: two(),
            ..world("minimum and optimum", Funding, optimum, &[WAITING, reject])
        },
        World {
            requests: 3,
            asks: two(),
            ..world(
                "topped up by the owner",
                Funding,
                topped,
                &[WAITING, &[K::OwnerTopUp, K::CloseFunding]],
            )
        },
        World {
            requests: 2,
            asks: half(),
            ..world("dollars", Funding, lamps(), &[WAITING, PAYING, &[K::StartExecution]])
        },
        World {
            requests: 2,
            asks: two(),
            chargebacks: true,
            ..world(
                "chargebacks before",
                Funding,
                lamps(),
                &[WAITING, &[K::ReceiveChargeback, K::ReturnToReview, K::CheckReadiness]],
            )
        },
        World {
            requests: 2,
            asks: two(),
            strays: true,
            ..world(
                "money that fits nowhere",
                Funding,
                lamps(),
                &[WAITING, &[K::ReceiveUnmatched, K::MatchDeposit, K::ReturnDeposit]],
            )
        },
        World {
            requests: 2,
            asks: two(),
            ..world(
                "frozen round",
                Funding,
                earning,
                &[
                    WAITING,
                    PAYING,
                    &[K::FreezeProject, K::UnfreezeProject, K::VerifyParty, K::RecordYield],
                ],
            )
        },
        World {
            fails: 3,
            payouts: 4,
            strays: true,
            asks: vec![ask("ines", Kind::ProfitOnly, cents(5))],
            ..world(
                "payments that fail",
                Funding,
                lamps(),
                &[
                    &[K::RequestParticipation, K::ConfirmDeposit, K::WithdrawParticipation],
                    &[K::ApproveParticipation, K::CancelProject],
                    &[K::ConfirmPayout, K::FailPayout, K::MoveUnclaimed, K::PayUnclaimed],
                ],
            )
        },
    ]
}

fn works() -> Vec<World> {
    use Stage::{Approved, Bought};
    let mut taxed = lamps();
    taxed.costs[0].recoverable = true;
    let mut spare = lamps();
    spare.contingency = yen(3);
    spare.round.target = yen(8);
    spare.round.hard_cap = yen(8);
    spare.round.max_per_investor = yen(8);
    let wide = || vec![ask("ines", Kind::Products, yen(5)), ask("ivan", Kind::ProfitOnly, yen(3))];
    let mut borne = lamps();
    borne.settlement.overrun = Overrun::Owner {};
    vec![
        World {
            halves: true,
            ..world("work", Approved, lamps(), &[WORKING, PAYING, &[K::CancelProject]])
        },
        World {
            asks: goods_and_share(),
            ..world("goods and a share", Approved, lamps(), &[WORKING, &[K::CancelProject]])
        },
        World {
            asks: vec![ask("ines", Kind::Products, yen(5))],
            ..world("goods alone", Approved, lamps(), &[WORKING, PAYING])
        },
        World {
            asks: two(),
            halves: true,
            paid_to: &[PaidTo::Owner],
            ..world(
                "advances to the owner",
                Approved,
                borne,
                &[
                    &[K::StartExecution, K::ReleaseFunds, K::RecordCost, K::JustifyAdvance],
                    &[K::RecordReceipt, K::WriteOff, K::CompleteExecution, K::TerminateProject],
                    &[K::PostSettlement, K::ChargeOff, K::CollectReceivable, K::RecoverTax],
                ],
            )
        },
        World {
            halves: true,
            ..world(
                "owed to the supplier",
                Approved,
                lamps(),
                &[WORKING, &[K::PaySupplier, K::RecordRecovery]],
            )
        },
        World {
            ..world(
                "taxes",
                Approved,
                taxed,
                &[WORKING, &[K::RecoverTax, K::ChargeOff, K::RemitTaxes]],
            )
        }
        .selling(&[[4, 2, 1, 1], [4, 2, 0, 0]]),
        World {
            asks: wide(),
            ..world(
                "paid on account",
                Bought,
                spare.clone(),
                &[
                    &[K::RecordSale, K::AllocateCosts, K::DeliverUnits, K::CompleteExecution],
                    &[K::DistributeInterim, K::PayAdvance, K::ReturnUnspent, K::PostSettlement],
                    &[K::TerminateProject],
                ],
            )
        },
        World {
            asks: vec![
                ask("ines", Kind::ProfitOnly, yen(5)),
                ask("ivan", Kind::ProfitOnly, yen(3)),
            ],
            payouts: 5,
            ..world(
                "shares on account",
                Bought,
                spare,
                &[
                    &[K::RecordSale, K::CompleteExecution, K::WriteOff],
                    &[K::DistributeInterim, K::PayAdvance, K::ReturnUnspent, K::PostSettlement],
                    &[K::TerminateProject],
                ],
            )
        },
        World {
            asks: two(),
            orders: 2,
            ..world(
                "change orders",
                Approved,
                lamps(),
                &[
                    &[K::ProposeChangeOrder, K::VoteChangeOrder, K::DecideChangeOrder],
                    &[K::StartExecution, K::CancelProject, K::TerminateProject],
                    &[K::ReleaseFunds, K::RecordCost, K::RecordReceipt],
                ],
            )
        },
        World {
            asks: two(),
            chargebacks: true,
            ..world(
                "chargebacks of capital",
                Approved,
                lamps(),
                &[
                    &[
                        K::ReceiveChargeback,
                        K::TransferParticipation,
                        K::ChargeOffDebt,
                        K::CollectReceivable,
                    ],
                    &[K::StartExecution, K::CancelProject, K::TerminateProject, K::ConfirmPayout],
                    &[K::FreezeProject, K::UnfreezeProject],
                ],
            )
        },
        World {
            asks: vec![
                ask("ines", Kind::ProfitOnly, cents(3)),
                ask("ivan", Kind::Products, yen(2)),
            ],
            ..world(
                "dollars at work",
                Approved,
                lamps(),
                &[WORKING, &[K::CancelProject, K::TransferParticipation]],
            )
        },
    ]
}

fn ends() -> Vec<World> {
    use Stage::{Bought, Completed, Settled};
    let ending = &[
        K::ObjectSettlement,
        K::RecomputeSettlement,
        K::PostSettlement,
        K::ReopenExecution,
        K::CompleteExecution,
        K::CancelProject,
    ][..];
    let mut parked = commissioned();
    parked.settlement.payout_threshold = yen(2);
    let mut first_loss = lamps();
    first_loss.owner_topup = true;
    vec![
        World {
            asks: two(),
            edges: &[-1, 0, 1],
            drafts: 3,
            ..world(
                "objections",
                Completed(4),
                commissioned(),
                &[ending, &[K::FreezeProject, K::UnfreezeProject, K::TerminateProject]],
            )
        },
        World {
            asks: goods_and_share(),
            fails: 1,
            ..world(
                "a loss",
                Completed(1),
                lamps(),
                &[
                    &[
                        K::PostSettlement,
                        K::ConfirmPayout,
                        K::FailPayout,
                        K::SupplementarySettlement,
                    ],
                    &[K::PaySupplier, K::CollectReceivable],
                ],
            )
        },
        World {
            asks: two(),
            fails: 1,
            drafts: 3,
            late: &[1, 4],
            ..world(
                "late facts",
                Settled(6),
                commissioned(),
                &[
                    &[K::ConfirmPayout, K::SupplementarySettlement, K::PaySupplier],
                    &[K::CollectReceivable, K::FreezeProject, K::UnfreezeProject],
                ],
            )
        },
        World {
            asks: two(),
            payouts: 6,
            fails: 3,
            ..world(
                "parked payments",
                Settled(4),
                parked,
                &[&[K::ConfirmPayout, K::FailPayout, K::MoveUnclaimed, K::PayUnclaimed]],
            )
        },
        World {
            asks: two(),
            chargebacks: true,
            ..world(
                "chargebacks at the end",
                Bought,
                lamps(),
                &[
                    &[K::ReceiveChargeback, K::RecordSale, K::CompleteExecution, K::PostSettlement],
                    &[
                        K::ChargeOffDebt,
                        K::TerminateProject,
                        K::CollectReceivable,
                        K::ConfirmPayout,
                    ],
                ],
            )
        },
    ]
}

impl World {
    fn selling(mut self, sales: &'static [[i128; 4]]) -> World {
        self.sales = sales;
        self
    }
}
