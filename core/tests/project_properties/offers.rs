//! Random offers: goods, costs of every method, rounds of every mode, and every rule by which a project can be settled.
//! Windows are short and amounts of any size, so that timers and roundings take part in every story.

use crate::support::commands::Choices;
use crate::support::{digest, party, reference};
use tercero::project::costs::{
    Category, CostLine, CostPhase, Materiality, Method, Product, funding_need,
};
use tercero::project::customs::Rounding;
use tercero::project::funding::{LastTicket, Mode, Oversubscription, Round};
use tercero::project::in_kind::ResidualPolicy;
use tercero::project::offer::{ApprovalMode, CaptureAt, YieldPolicy};
use tercero::project::profile::{Profile, TaxInstrument};
use tercero::project::settlement::{Basis, Overrun, ProfitSplit, SettlementRules, Weights};
use tercero::project::timers::{Timer, TimerWindow};
use tercero::project::waterfall::{Compounding, DayCount, Tier};
use tercero::project::{
    Kind, Offer,
    commission::{Commission, CommissionBase, CommissionPayer, Invoices, TaxMode},
};
use tercero::{Currency, Money, Rate, Text, Timestamp, days, percent};

/// Who runs every project.
pub(crate) const OWNER: &str = "oscar";

/// One of several values.
pub(crate) fn any<T: Clone>(choices: &mut Choices, all: &[T]) -> T {
    choices.of(all).unwrap().clone()
}

/// An amount of so many minor units.
pub(crate) fn minor(amount: i128, currency: Currency) -> Money {
    Money::from_minor(amount, currency).unwrap()
}

/// Up to `most` minor units, at least one.
fn some(most: i128, choices: &mut Choices) -> i128 {
    i128::from(choices.next() >> 1) % most.max(1) + 1
}

/// An offer that can be published.
pub(crate) fn some_offer(now: Timestamp, choices: &mut Choices) -> Offer {
    loop {
        let offer = an_offer(now, choices);
        if offer.check().is_ok() {
            return offer;
        }
    }
}

fn an_offer(now: Timestamp, choices: &mut Choices) -> Offer {
    let currency = Currency::parse(any(choices, &["EUR", "EUR", "MXN", "JPY", "KWD"])).unwrap();
    let size = any(choices, &[60, 5_000, 5_000, 900_000, 40_000_000_000]);
    let products = some_products(currency, size, choices);
    let costs = some_costs(currency, size * 3, products.len(), choices);
    let contingency = if choices.one_in(3) { some(size, choices) } else { 0 };
    let contingency = minor(contingency, currency);
    let zero = Money::zero(currency);
    let need = funding_need(&products, &costs, contingency, zero).unwrap().target.minor();
    let owner_capital = if choices.one_in(3) { some(need / 3, choices).min(need / 3) } else { 0 };
    let opens_at = now.after(days(choices.below(3) as u32 / 2));
    let (profile, instrument) = some_profile(choices);
    Offer {
        owner: party(OWNER),
        title: Text::parse("A container of lamps").unwrap(),
        products,
        costs,
        contingency,
        incoterm: None,
        round: some_round(minor(need - owner_capital, currency), choices),
        kinds: any(
            choices,
            &[
                vec![Kind::Products, Kind::ProfitOnly],
                vec![Kind::Products, Kind::ProfitOnly],
                vec![Kind::ProfitOnly],
                vec![Kind::Products],
            ],
        ),
        opens_at,
        deadline: opens_at.after(days(4 + choices.below(8) as u32)),
        min_window: days(choices.below(3) as u32),
        capture: any(choices, &[CaptureAt::Request, CaptureAt::Approval, CaptureAt::Close]),
        approval: any(choices, &[ApprovalMode::Owner, ApprovalMode::Owner, ApprovalMode::Auto]),
        owner_capital: minor(owner_capital, currency),
        owner_topup: choices.one_in(3),
        margin: percent(any(choices, &["0", "18", "25", "120"])).unwrap(),
        settlement: some_rules(currency, need, choices),
        advance_cap: percent(any(choices, &["0", "50", "100"])).unwrap(),
        reserve: minor(if choices.one_in(4) { some(need / 9, choices) } else { 0 }, currency),
        residual: any(
            choices,
            &[ResidualPolicy::ResidualAsCapital, ResidualPolicy::CashAtCost, ResidualPolicy::Fill],
        ),
        yields: any(
            choices,
            &[YieldPolicy::InvestorsByCapitalDays, YieldPolicy::Platform, YieldPolicy::None],
        ),
        materiality: Materiality {
            profit_drop: percent(any(choices, &["1", "10", "90"])).unwrap(),
            cost_rise: percent(any(choices, &["1", "10", "90"])).unwrap(),
        },
        material_delay: days(choices.below(30) as u32),
        profile,
        unit_value: Some(Rate::parse("1000000000").unwrap()),
        instrument,
        tax_rounding: any(choices, &[Rounding::Cents, Rounding::Cents, Rounding::Cff20]),
        warnings: Some(digest("all of it may be lost")),
        timers: some_timers(profile, choices),
    }
}

fn some_products(currency: Currency, size: i128, choices: &mut Choices) -> Vec<Product> {
    let product = |n: usize, choices: &mut Choices| Product {
        sku: reference(&format!("sku-{n}")),
        name: Text::parse("Lamp").unwrap(),
        quantity: 1 + choices.below(12) as u32,
        unit_price: minor(some(size, choices), currency),
        weight_g: Some(1 + choices.below(4_000) as u32),
        volume_cm3: Some(1 + choices.below(9_000) as u32),
        expected_price: None,
    };
    (0..=choices.below(3)).map(|n| product(n, choices)).collect()
}

/// A cost line with this name, shared by any method.
pub(crate) fn some_cost(
    id: &str,
    amount: Money,
    products: usize,
    choices: &mut Choices,
) -> CostLine {
    let method = match choices.below(8) {
        0 => Method::ByQuantity {},
        1 => Method::ByWeight {},
        2 => Method::ByVolume {},
        3 => Method::Equal {},
        4 => Method::Manual {
            weights: (0..products).map(|n| Rate::whole(1 + n as u32 * 3)).collect(),
        },
        5 => Method::Direct { product: reference(&format!("sku-{}", choices.below(products))) },
        _ => Method::ByValue {},
    };
    let categories = [
        Category::FreightIntl,
        Category::Insurance,
        Category::Igi,
        Category::Broker,
        Category::Storage,
        Category::Other,
    ];
    let recoverable = choices.one_in(5);
    let category = if recoverable { Category::IvaImport } else { any(choices, &categories) };
    CostLine {
        id: reference(id),
        category,
        amount,
        method,
        recoverable,
        phase: any(choices, &[CostPhase::Estimated, CostPhase::Committed]),
        supersedes: None,
        supplier: None,
        evidence: None,
    }
}

fn some_costs(
    currency: Currency,
    size: i128,
    products: usize,
    choices: &mut Choices,
) -> Vec<CostLine> {
    let mut costs: Vec<CostLine> = Vec::new();
    for n in 0..choices.below(4) {
        let amount = minor(some(size, choices), currency);
        let mut line = some_cost(&format!("line-{n}"), amount, products, choices);
        if n > 0 && choices.one_in(6) {
            line.supersedes = Some(costs[n - 1].id.clone());
        }
        costs.push(line);
    }
    costs
}

fn some_round(target: Money, choices: &mut Choices) -> Round {
    let currency = target.currency();
    let whole = target.minor();
    let cap = if choices.one_in(2) { whole } else { whole + some(whole / 2, choices) };
    let threshold = minor((whole / 2).max(1), currency);
    let most = if choices.one_in(3) { (cap / 2).max(1) } else { cap };
    let step = if choices.one_in(4) { (whole / 40).max(1) } else { 1 };
    let smallest = (whole / any(choices, &[4, 6, 20])).max(1);
    Round {
        target,
        hard_cap: minor(cap, currency),
        mode: any(
            choices,
            &[
                Mode::AllOrNothing {},
                Mode::KeepWhatYouRaise { min_raise: threshold },
                Mode::MinOptimum { minimum: threshold },
            ],
        ),
        oversubscription: any(
            choices,
            &[
                Oversubscription::Reject,
                Oversubscription::PartialFill,
                Oversubscription::Waitlist,
                Oversubscription::ProRata,
                Oversubscription::Discretionary,
            ],
        ),
        min_ticket: minor(smallest.min(most), currency),
        step: minor(step, currency),
        max_per_investor: minor(most, currency),
        last_ticket: any(choices, &[LastTicket::Exact, LastTicket::Overshoot]),
    }
}

fn some_rules(currency: Currency, size: i128, choices: &mut Choices) -> SettlementRules {
    let split = if choices.one_in(3) {
        let basis = any(choices, &[Basis::European, Basis::American]);
        ProfitSplit::Waterfall { tiers: some_tiers(choices), basis }
    } else {
        ProfitSplit::Simple {}
    };
    let simple = split == ProfitSplit::Simple {};
    let share = if simple { any(choices, &["0", "30", "50", "100"]) } else { "0" };
    let threshold = if choices.one_in(3) { some(size / 50, choices) } else { 0 };
    SettlementRules {
        commission: some_commission(choices),
        owner_share: percent(share).unwrap(),
        weights: any(choices, &[Weights::Capital, Weights::Capital, Weights::CapitalDays]),
        split,
        first_loss: choices.one_in(3),
        holdback: percent(any(choices, &["0", "5", "20", "100"])).unwrap(),
        recover_advances_from_capital: !choices.one_in(3),
        payout_threshold: minor(threshold, currency),
        overrun: any(
            choices,
            &[
                Overrun::Pool {},
                Overrun::Owner {},
                Overrun::CapThenOwner { cap: percent("5").unwrap() },
            ],
        ),
    }
}

fn some_tiers(choices: &mut Choices) -> Vec<Tier> {
    let mut tiers = vec![Tier::ReturnOfCapital {}];
    if !choices.one_in(3) {
        tiers.push(Tier::Preferred {
            rate: percent(any(choices, &["0", "8", "100"])).unwrap(),
            compounding: any(choices, &[Compounding::Simple, Compounding::Compound]),
            day_count: any(choices, &[DayCount::Act360, DayCount::Act365, DayCount::Thirty360]),
            days: any(choices, &[None, Some(180)]),
        });
        if choices.one_in(2) {
            let (speed, target) = any(choices, &[("100", "20"), ("50", "20"), ("80", "79")]);
            let (speed, target) = (percent(speed).unwrap(), percent(target).unwrap());
            tiers.push(Tier::CatchUp { speed, target });
        }
    }
    tiers.push(Tier::Split { owner: percent(any(choices, &["0", "20", "35", "100"])).unwrap() });
    tiers
}

fn some_commission(choices: &mut Choices) -> Commission {
    Commission {
        rate: percent(any(choices, &["0", "5", "12.5", "100"])).unwrap(),
        base: any(
            choices,
            &[
                CommissionBase::GrossProfit,
                CommissionBase::InvestorProfit,
                CommissionBase::FundedAmount,
                CommissionBase::Proceeds,
            ],
        ),
        payer: any(
            choices,
            &[CommissionPayer::Pool, CommissionPayer::Investors, CommissionPayer::Owner],
        ),
        tax_rate: percent(any(choices, &["0", "16", "21"])).unwrap(),
        tax_mode: any(choices, &[TaxMode::Added, TaxMode::Included]),
        invoices: any(choices, &[Invoices::Pool, Invoices::PerParticipant]),
    }
}

/// A profile, and an instrument its withholding table knows.
fn some_profile(choices: &mut Choices) -> (Profile, TaxInstrument) {
    let some = [
        (Profile::None, TaxInstrument::Private),
        (Profile::None, TaxInstrument::DebtIfc),
        (Profile::MxIfc, TaxInstrument::DebtIfc),
        (Profile::MxIfc, TaxInstrument::DebtIfc),
        (Profile::MxIfc, TaxInstrument::CoownershipIfc),
        (Profile::MxPrivateAp, TaxInstrument::Ap),
        (Profile::EuEcspr, TaxInstrument::Private),
    ];
    any(choices, &some)
}

/// Short windows, but none shorter than the profile has it.
fn some_timers(profile: Profile, choices: &mut Choices) -> Vec<TimerWindow> {
    let fixed = [Timer::Opens, Timer::Unopened, Timer::Close];
    let mut timers = Vec::new();
    for timer in Timer::ALL.iter().filter(|timer| !fixed.contains(timer)) {
        let long =
            [Timer::Ready, Timer::Decision, Timer::Start, Timer::Holdback, Timer::Adjustment];
        let window = if long.contains(timer) { 3 + choices.below(20) } else { choices.below(4) };
        let regulated = profile == Profile::EuEcspr && *timer == Timer::CoolingOff;
        let window = if regulated { 4 } else { window };
        if regulated || !choices.one_in(8) {
            timers.push(TimerWindow { timer: *timer, window: days(window as u32) });
        }
    }
    timers
}
