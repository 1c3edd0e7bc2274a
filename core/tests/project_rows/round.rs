//! Reservations: R01, in the order of its checks, and the owner's capital before the round, R01b.

use super::*;
use tercero::project::command::Identity;
use tercero::project::funding::LastTicket;
use tercero::project::fx::Quote;
use tercero::project::profile::{Person, TaxProfile};
use tercero::{Currency, Rate, Text};

/// Asks with everything wrong that can be wrong in figures: too much, and for another version of the offer.
fn wrong(name: &str) -> Command {
    Command::RequestParticipation {
        request: reference(name),
        kind: Kind::ProfitOnly,
        amount: eur("500.00"),
        quote: None,
        offer_version: 9,
        partial: false,
    }
}

fn limit(venture: &mut Venture, who: &str, limit: Option<Money>) {
    let verify = Command::VerifyParty {
        party: party(who),
        identity: Identity::Basic,
        signed: true,
        limit,
        tax: TaxProfile { person: Person::None },
    };
    venture.by(Role::Compliance, verify).unwrap();
}

#[test]
fn r01_a_place_is_kept_and_a_number_taken() {
    let mut venture = Venture::funding(offer());
    venture.verify("ivan", Identity::Basic);
    let ask = asking(&venture, "a", eur("40.00"));
    let events = left_by(&mut venture, |v| {
        v.by_whom("ivan", Role::Investor, ask).unwrap();
    });
    assert_eq!(events, ["participation_requested"]);
    assert_eq!(stands(&venture, "a"), (RequestStatus::Reserved, MoneyState::None));
    let request = venture.inner().request(&reference("a")).unwrap().clone();
    assert_eq!((request.seq, request.base), (1, eur("40.00")));
    assert_eq!(request.expires_at, Some(venture.now.after(days(3))));
    assert_eq!(request.cooling_off_until, venture.now.after(days(2)));
    assert!(venture.inner().balances().is_empty());
}

#[test]
fn r01_refuses_in_the_order_of_its_checks() {
    let mut later = offer();
    later.opens_at = later.opens_at.after(days(1));
    let mut venture = Venture::drafted(later);
    venture.verify("oscar", Identity::Full);
    venture.by(Role::Owner, Command::PublishProject {}).unwrap();
    venture.by(Role::Compliance, Command::FreezeProject { reason: digest("stop") }).unwrap();
    let ask = |v: &mut Venture| refused_to(v, "ivan", Role::Investor, wrong("a"));
    says(&ask(&mut venture), Code::Frozen, "", "", &[]);
    venture.by(Role::Compliance, Command::UnfreezeProject {}).unwrap();
    says(&ask(&mut venture), Code::NotFunding, "", "", &[]);
    venture.wait(days(1));
    assert_eq!(venture.state(), ProjectState::Funding);

    let mut late = venture.clone();
    late.wait(days(30));
    assert_eq!(late.state(), ProjectState::Funding, "money in flight has its grace");
    says(&ask(&mut late), Code::Deadline, "", "", &[]);

    says(&ask(&mut venture), Code::Kyc, "", "", &[]);
    limit(&mut venture, "ivan", Some(eur("5.00")));
    says(&ask(&mut venture), Code::LimitRegulatory, "amount", "500.00", &["5.00"]);
    limit(&mut venture, "ivan", None);
    says(&ask(&mut venture), Code::OfferChanged, "offer_version", "9", &["1"]);
    venture.request("ivan", Kind::ProfitOnly, eur("30.00")).unwrap();
    let again = asking(&venture, "r-ivan", eur("500.00"));
    let again = refused_to(&mut venture, "ivan", Role::Investor, again);
    says(&again, Code::AlreadyExists, "request", "r-ivan", &[]);
    let many = asking(&venture, "b", eur("500.00"));
    let many = refused_to(&mut venture, "ivan", Role::Investor, many);
    says(&many, Code::ExceedsRemaining, "amount", "500.00", &["50.00"]);
}

#[test]
fn r01_refuses_by_what_remains_and_by_the_ticket() {
    let mut small = offer();
    small.round.max_per_investor = eur("50.00");
    small.round.step = eur("5.00");
    let mut venture = Venture::funding(small);
    for who in ["ivan", "ida", "iris"] {
        venture.verify(who, Identity::Basic);
    }
    let ask = |v: &mut Venture, who: &str, amount| {
        let command = asking(v, "next", amount);
        refused_to(v, who, Role::Investor, command)
    };
    says(&ask(&mut venture, "ivan", eur("9.99")), Code::BelowMin, "amount", "9.99", &["10.00"]);
    let step = ask(&mut venture, "ivan", eur("12.00"));
    says(&step, Code::Step, "amount", "12.00", &["a multiple of 5.00"]);
    let most = ask(&mut venture, "ivan", eur("55.00"));
    says(&most, Code::AboveMax, "amount", "55.00", &["50.00"]);
    for bad in ["0.00", "-10.00"] {
        let refusal = ask(&mut venture, "ivan", eur(bad));
        says(&refusal, Code::AmountRange, "amount", bad, &[]);
    }
    venture.request("ivan", Kind::ProfitOnly, eur("45.00")).unwrap();
    let together = ask(&mut venture, "ivan", eur("10.00"));
    says(&together, Code::AboveMax, "amount", "10.00", &["5.00"]);
    venture.request("ida", Kind::ProfitOnly, eur("30.00")).unwrap();
    let rest = ask(&mut venture, "iris", eur("4.00"));
    says(&rest, Code::LastTicketMustEqual, "amount", "4.00", &["5.00"]);
    let beyond = ask(&mut venture, "iris", eur("10.00"));
    says(&beyond, Code::ExceedsRemaining, "amount", "10.00", &["5.00"]);
    venture.request("iris", Kind::ProfitOnly, eur("5.00")).unwrap();
    venture.verify("irma", Identity::Basic);
    let full = ask(&mut venture, "irma", eur("10.00"));
    says(&full, Code::Full, "amount", "10.00", &[]);
}

#[test]
fn r01_the_last_ticket_may_pass_the_target_where_the_offer_says_so() {
    let mut over = offer();
    over.round.hard_cap = eur("100.00");
    over.round.last_ticket = LastTicket::Overshoot;
    let mut venture = Venture::funding(over);
    for who in ["ivan", "ida"] {
        venture.verify(who, Identity::Basic);
    }
    venture.request("ivan", Kind::ProfitOnly, eur("75.00")).unwrap();
    venture.request("ida", Kind::ProfitOnly, eur("15.00")).unwrap();
    assert_eq!(venture.inner().request(&reference("r-ida")).unwrap().base, eur("15.00"));
}

#[test]
fn r01_only_what_is_offered_and_at_a_frozen_rate() {
    let mut shares = offer();
    shares.kinds = vec![Kind::ProfitOnly];
    let mut venture = Venture::funding(shares);
    venture.verify("ivan", Identity::Basic);
    let usd = Currency::parse("USD").unwrap();
    let dollars = Money::parse("20.00", usd).unwrap();
    let goods = Command::RequestParticipation {
        request: reference("a"),
        kind: Kind::Products,
        amount: dollars,
        quote: None,
        offer_version: 1,
        partial: false,
    };
    let goods = refused_to(&mut venture, "ivan", Role::Investor, goods);
    says(&goods, Code::KindMismatch, "", "", &[]);
    let unfrozen = asking(&venture, "a", dollars);
    let unfrozen = refused_to(&mut venture, "ivan", Role::Investor, unfrozen);
    assert_eq!(unfrozen.code, Code::RateNotFrozen);
    assert_eq!(unfrozen.field.as_deref(), Some("quote"));
    let quoted = |taken_at, frozen_at, rate: &str| Command::RequestParticipation {
        request: reference("a"),
        kind: Kind::ProfitOnly,
        amount: dollars,
        quote: Some(Quote {
            currency: usd,
            rate: Rate::parse(rate).unwrap(),
            source: Text::parse("the bank").unwrap(),
            taken_at,
            frozen_at,
        }),
        offer_version: 1,
        partial: false,
    };
    let (now, later) = (venture.now, venture.now.after(days(1)));
    let future = refused_to(&mut venture, "ivan", Role::Investor, quoted(now, later, "0.9"));
    says(&future, Code::DatesOutOfOrder, "quote.frozen_at", &later.to_string(), &[]);
    let order = refused_to(&mut venture, "ivan", Role::Investor, quoted(later, now, "0.9"));
    assert_eq!(
        (order.code, order.field.as_deref()),
        (Code::DatesOutOfOrder, Some("quote.frozen_at"))
    );
    let nothing = refused_to(&mut venture, "ivan", Role::Investor, quoted(now, now, "0"));
    assert_eq!((nothing.code, nothing.field.as_deref()), (Code::AmountRange, Some("quote.rate")));
    venture.by_whom("ivan", Role::Investor, quoted(now, now, "0.9")).unwrap();
    assert_eq!(venture.inner().request(&reference("a")).unwrap().base, eur("18.00"));
}

#[test]
fn r01_neither_owner_nor_staff_take_part_as_investors() {
    let mut venture = Venture::funding(offer());
    let ask = asking(&venture, "a", eur("40.00"));
    for (who, role) in [("oscar", Role::Owner), ("carla", Role::Admin), ("oscar", Role::Investor)] {
        let refusal = refused_to(&mut venture, who, role, ask.clone());
        says(&refusal, Code::NotAllowed, "actor", who, &["investor"]);
    }
    venture.verify("ivan", Identity::Basic);
    venture.by_whom("ivan", Role::Investor, ask).unwrap();
    let double = refused_to(
        &mut venture,
        "ivan",
        Role::Compliance,
        Command::FreezeProject { reason: digest("mine") },
    );
    assert_eq!(double.code, Code::NotAllowed);
}

#[test]
fn capacity_is_kept_from_the_request_on_and_comes_free_again() {
    let mut venture = Venture::funding(offer());
    for who in ["ivan", "ida"] {
        venture.verify(who, Identity::Basic);
    }
    venture.request("ivan", Kind::ProfitOnly, eur("80.00")).unwrap();
    let full = asking(&venture, "r-ida", eur("80.00"));
    let full = refused_to(&mut venture, "ida", Role::Investor, full);
    says(&full, Code::Full, "amount", "80.00", &[]);
    venture.wait(days(3));
    assert_eq!(stands(&venture, "r-ivan"), (RequestStatus::Expired, MoneyState::None), "R09");
    venture.request("ida", Kind::ProfitOnly, eur("80.00")).unwrap();
    assert_eq!(venture.inner().request(&reference("r-ida")).unwrap().seq, 2);
}
