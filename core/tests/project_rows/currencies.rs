//! Money in other currencies: rates frozen at the request, refunds in the original currency, conversion at the first release.

use super::*;
use tercero::project::command::{Conversion, Identity, PaidTo};
use tercero::project::funding::Oversubscription;
use tercero::project::fx::Quote;
use tercero::{Currency, Rate, Text};

fn usd(text: &str) -> Money {
    Money::parse(text, Currency::parse("USD").unwrap()).unwrap()
}

fn quote(venture: &Venture, currency: &str, rate: &str) -> Quote {
    Quote {
        currency: Currency::parse(currency).unwrap(),
        rate: Rate::parse(rate).unwrap(),
        source: Text::parse("the bank").unwrap(),
        taken_at: venture.now,
        frozen_at: venture.now,
    }
}

/// Somebody puts dollars in.
fn invest_dollars(venture: &mut Venture, who: &str, amount: &str, rate: &str) {
    venture.verify(who, Identity::Basic);
    let name = format!("r-{who}");
    let ask = Command::RequestParticipation {
        request: reference(&name),
        kind: Kind::ProfitOnly,
        amount: usd(amount),
        quote: Some(quote(venture, "USD", rate)),
        offer_version: 1,
        partial: false,
    };
    venture.by_whom(who, Role::Investor, ask).unwrap();
    venture.by(Role::Owner, approving(&name)).unwrap();
    let (request, reference) = (reference(&name), venture.bank_reference());
    let pay = Command::ConfirmDeposit { request, amount: usd(amount), reference };
    venture.by(Role::Bank, pay).unwrap();
}

/// Ivan has paid 40.00 EUR, Ida 50.00 USD that count 40.00 EUR.
fn full() -> Venture {
    let mut venture = Venture::funding(offer());
    venture.invest("ivan", Kind::ProfitOnly, eur("40.00"));
    invest_dollars(&mut venture, "ida", "50.00", "0.8");
    assert_eq!(venture.state(), ProjectState::FullyFunded);
    venture
}

fn approved_full() -> Venture {
    let mut venture = full();
    venture.approve();
    venture
}

fn starting(venture: &Venture, conversions: &[(&str, &str, &str)]) -> Command {
    let conversion = |(currency, amount, rate): &(&str, &str, &str)| Conversion {
        from: Money::parse(amount, Currency::parse(currency).unwrap()).unwrap(),
        quote: quote(venture, currency, rate),
    };
    Command::StartExecution {
        contract: digest("the contract"),
        line: reference("goods"),
        amount: eur("60.00"),
        to: PaidTo::Supplier,
        conversions: conversions.iter().map(conversion).collect(),
    }
}

#[test]
fn before_anything_is_spent_everybody_gets_back_what_he_paid() {
    for mut venture in [full(), approved_full()] {
        venture.by(Role::Admin, cancelling()).unwrap();
        let ida: Vec<Money> = venture
            .project
            .payouts()
            .iter()
            .filter(|payout| payout.payee == party("ida"))
            .map(|payout| payout.amount)
            .collect();
        assert_eq!(ida, [usd("50.00")]);
        let mut left = venture.clone();
        while let Some(payout) = left.project.payouts().into_iter().next() {
            let (payout, reference) = (payout.id, left.bank_reference());
            left.by(Role::Bank, Command::ConfirmPayout { payout, reference }).unwrap();
        }
        assert!(left.inner().balances().is_empty());
        assert_eq!(stands(&left, "r-ida"), (RequestStatus::Cancelled, MoneyState::Refunded));
        left.check();
    }
}

#[test]
fn t21_all_foreign_money_is_converted_at_the_first_release() {
    let mut venture = approved_full();
    let both = |v: &mut Venture, command| refused_both(v, Role::Owner, "teo", command);
    let missing = starting(&venture, &[]);
    let missing = both(&mut venture, missing);
    says(&missing, Code::RateNotFrozen, "conversions", "USD", &["50.00 USD"]);
    let part = starting(&venture, &[("USD", "49.99", "0.8")]);
    assert_eq!(both(&mut venture, part).code, Code::RateNotFrozen);
    let zero = starting(&venture, &[("USD", "50.00", "0")]);
    assert_eq!(both(&mut venture, zero).code, Code::RateNotFrozen);
    let twice = starting(&venture, &[("USD", "50.00", "0.8"), ("USD", "50.00", "0.8")]);
    assert_eq!(both(&mut venture, twice).code, Code::RateNotFrozen);
    let unknown = starting(&venture, &[("USD", "50.00", "0.8"), ("GBP", "1.00", "1.1")]);
    let unknown = both(&mut venture, unknown);
    says(&unknown, Code::NotFound, "conversions", "1.00 GBP", &[]);
    let poor = starting(&venture, &[("USD", "50.00", "0.3")]);
    let poor = both(&mut venture, poor);
    says(&poor, Code::CashShort, "amount", "60.00", &["55.00"]);

    let start = starting(&venture, &[("USD", "50.00", "0.78")]);
    let mut events = Vec::new();
    let posted = posted_by(&mut venture, |v| {
        events = left_by(v, |v| {
            v.both(Role::Owner, Role::Treasurer, start).unwrap();
        });
    });
    assert_eq!(events, ["execution_started", "fx_converted", "funds_released"]);
    assert_eq!(
        posted[..5],
        [
            "Dr capital:r-ida 50.00",
            "Dr escrow:cash 39.00",
            "Dr fx:result 1.00",
            "Cr escrow:cash 50.00",
            "Cr capital:r-ida 40.00"
        ],
        "JE-08"
    );
}

#[test]
fn what_a_conversion_gains_is_shared_and_everybody_counts_at_the_frozen_rate() {
    let mut venture = approved_full();
    let start = starting(&venture, &[("USD", "50.00", "0.85")]);
    let posted = posted_by(&mut venture, |v| {
        v.both(Role::Owner, Role::Treasurer, start).unwrap();
    });
    assert!(posted.contains(&"Cr fx:result 2.50".to_owned()), "{posted:?}");
    venture.spend("freight", eur("20.00"));
    venture.record_cost("goods", eur("60.00"));
    venture.record_cost("freight", eur("20.00"));
    venture.receive("lamp", 10);
    venture.sell("lamp", 10, eur("97.50"));
    venture.both(Role::Owner, Role::Admin, Command::CompleteExecution {}).unwrap();
    venture.wait(days(7));
    venture.both(Role::Admin, Role::Treasurer, posting(1)).unwrap();
    closes(&mut venture);
    assert_eq!((venture.paid_to("ivan"), venture.paid_to("ida")), (eur("47.00"), eur("47.00")));
    assert_eq!(venture.paid_to("oscar"), eur("6.00"));
}

#[test]
fn foreign_money_without_a_rate_takes_no_part() {
    let mut venture = Venture::funding(offer());
    venture.verify("ida", Identity::Basic);
    let ask = |quote| Command::RequestParticipation {
        request: reference("r-ida"),
        kind: Kind::ProfitOnly,
        amount: usd("50.00"),
        quote,
        offer_version: 1,
        partial: false,
    };
    let other = Some(quote(&venture, "GBP", "1.1"));
    for wrong in [None, other] {
        let refusal = refused_to(&mut venture, "ida", Role::Investor, ask(wrong));
        assert_eq!(refusal.code, Code::RateNotFrozen);
    }
}

#[test]
fn a_bank_that_takes_back_dollars_leaves_no_dollars_behind() {
    let mut venture = approved_full();
    let (request, bank) = (reference("r-ida"), venture.bank_reference());
    venture.by(Role::Bank, Command::ReceiveChargeback { request, reference: bank }).unwrap();
    let mut called_off = venture.clone();
    called_off.by(Role::Admin, cancelling()).unwrap();
    closes(&mut called_off);
    assert_eq!(called_off.paid_to("ivan"), eur("40.00"));
}

#[test]
fn r12_dollars_that_are_scaled_back_can_still_be_approved() {
    let mut pro_rata = offer();
    pro_rata.round.oversubscription = Oversubscription::ProRata;
    let mut venture = Venture::funding(pro_rata);
    venture.invest("ivan", Kind::ProfitOnly, eur("60.00"));
    invest_dollars(&mut venture, "ida", "40.00", "1.5");
    venture.wait(days(30));
    assert_eq!(venture.state(), ProjectState::FullyFunded);
    venture.reconcile();
    assert_eq!(venture.state(), ProjectState::ReadyForApproval);
    venture.both(Role::Admin, Role::Treasurer, Command::ApproveProject {}).unwrap();
    let snapshot = venture.project.approved().unwrap();
    let capital: Vec<Money> = snapshot.positions.iter().map(|known| known.capital).collect();
    assert_eq!(capital, [eur("40.00"), eur("40.00")]);
    snapshot.verify().unwrap();
}
