//! Drafts and publication: T01 to T06.

use super::support::at;
use super::*;
use tercero::project::Project;
use tercero::project::command::Identity;
use tercero::project::costs::Method;
use tercero::project::profile::{Person, Profile, TaxProfile};
use tercero::project::settlement::{Basis, ProfitSplit, SettlementRules};
use tercero::project::timers::{Timer, TimerWindow};
use tercero::project::waterfall::{Compounding, DayCount, Tier};
use tercero::{CommandId, Context, Currency, ProjectId, Rate, Timestamp, percent};

fn created(offer: Offer, identity: Identity, actor: &str, role: Role) -> Result<Project, Refusal> {
    let now: Timestamp = at(support::project::START);
    let id = CommandId::parse("c0000000-0000-4000-8000-000000000000").unwrap();
    let project = ProjectId::parse(support::project::PROJECT).unwrap();
    Project::create(project, offer, identity, &Context::new(now, id, party(actor), role))
}

use super::support;

/// What an offer is refused with when a project is created with it.
#[track_caller]
fn unfit(change: impl FnOnce(&mut Offer)) -> Refusal {
    let mut offer = offer();
    change(&mut offer);
    created(offer, Identity::Basic, "oscar", Role::Owner).unwrap_err()
}

/// What publishing an offer is refused with.
#[track_caller]
fn unpublishable(change: impl FnOnce(&mut Offer)) -> Refusal {
    let mut offer = offer();
    change(&mut offer);
    let mut venture = Venture::drafted(offer);
    venture.verify("oscar", Identity::Full);
    venture.refused(Role::Owner, Command::PublishProject {})
}

#[test]
fn t01_only_a_known_owner_creates_a_project() {
    let project = created(offer(), Identity::Basic, "oscar", Role::Owner).unwrap();
    assert_eq!(project.state().state(), ProjectState::Draft);
    assert!(project.journal().unwrap().is_empty());
    let unknown = created(offer(), Identity::None, "oscar", Role::Owner).unwrap_err();
    says(&unknown, Code::Kyc, "identity", "", &[]);
    let other = created(offer(), Identity::Full, "ines", Role::Owner).unwrap_err();
    says(&other, Code::NotAllowed, "actor", "ines", &["owner"]);
    let staff = created(offer(), Identity::Full, "carla", Role::Admin).unwrap_err();
    says(&staff, Code::NotAllowed, "actor", "carla", &["owner"]);
}

#[test]
fn t01_an_offer_that_contradicts_itself_is_refused() {
    let late = unfit(|offer| offer.deadline = offer.opens_at);
    let opens = offer().opens_at.to_string();
    says(&late, Code::DatesOutOfOrder, "offer.deadline", &opens, &[]);
    let below = unfit(|offer| offer.contingency = eur("-0.01"));
    says(&below, Code::AmountRange, "offer.contingency", "-0.01", &[]);
    let foreign = unfit(|offer| {
        offer.reserve = Money::parse("1.00", Currency::parse("USD").unwrap()).unwrap();
    });
    assert_eq!(
        (foreign.code, foreign.field.as_deref()),
        (Code::CurrencyMismatch, Some("offer.reserve"))
    );
    let cap = unfit(|offer| offer.round.hard_cap = eur("79.99"));
    says(&cap, Code::OfferInvalid, "offer.round.target", "80.00", &["at most 79.99"]);
    let most = unfit(|offer| offer.round.max_per_investor = eur("80.01"));
    says(&most, Code::OfferInvalid, "offer.round.max_per_investor", "80.01", &["at most 80.00"]);
    let least = unfit(|offer| {
        offer.round.max_per_investor = eur("20.00");
        offer.round.min_ticket = eur("20.01");
    });
    says(&least, Code::OfferInvalid, "offer.round.min_ticket", "20.01", &["at most 20.00"]);
    let step = unfit(|offer| offer.round.step = eur("0.00"));
    says(&step, Code::OfferInvalid, "offer.round.step", "0.00", &["more than zero"]);
    let kinds = unfit(|offer| offer.kinds = vec![Kind::Owner]);
    says(&kinds, Code::OfferInvalid, "offer.kinds", "", &[]);
    let name = unfit(|offer| offer.costs[0].id = reference("goods"));
    says(&name, Code::OfferInvalid, "offer.costs", "", &[]);
    let share = unfit(|offer| offer.settlement.owner_share = percent("101").unwrap());
    assert_eq!(share.code, Code::OfferInvalid);
    assert_eq!(share.field.as_deref(), Some("offer.settlement.owner_share"));
    let threshold = unfit(|offer| offer.settlement.payout_threshold = eur("-1.00"));
    let least = ["zero or more"];
    says(&threshold, Code::AmountRange, "offer.settlement.payout_threshold", "-1.00", &least);
    let reserved = created(
        Offer { owner: party("platform"), ..offer() },
        Identity::Full,
        "platform",
        Role::Owner,
    );
    assert!(matches!(reserved.unwrap_err().code, Code::OfferInvalid | Code::NotAllowed));
}

#[test]
fn t01_a_catch_up_has_to_be_faster_than_its_target() {
    let refusal = unfit(|offer| {
        let tiers = vec![
            Tier::ReturnOfCapital {},
            Tier::Preferred {
                rate: percent("8").unwrap(),
                compounding: Compounding::Simple,
                day_count: DayCount::Act360,
                days: None,
            },
            Tier::CatchUp { speed: percent("20").unwrap(), target: percent("20").unwrap() },
            Tier::Split { owner: percent("20").unwrap() },
        ];
        let split = ProfitSplit::Waterfall { tiers, basis: Basis::European };
        let rules = SettlementRules { owner_share: Rate::ZERO, split, ..offer.settlement.clone() };
        offer.settlement = rules;
    });
    assert_eq!(refusal.code, Code::CatchUpNotAboveTarget);
    assert!(refusal.field.unwrap().starts_with("offer.settlement.split"));
}

#[test]
fn amounts_with_too_many_decimals_never_become_values() {
    let refusal = Money::parse("1.001", Currency::parse("EUR").unwrap()).unwrap_err();
    says(&refusal, Code::AmountScale, "", "1.001", &["at most 2 decimals"]);
    let text = to_json(&offer()).unwrap().replace("\"80.00\"", "\"80.001\"");
    assert!(tercero::from_json::<Offer>(&text).is_err());
}

#[test]
fn t02_a_draft_is_edited_by_whoever_read_its_version() {
    let mut venture = Venture::drafted(offer());
    let mut changed = offer();
    changed.title = tercero::Text::parse("Eleven lamps").unwrap();
    let edit = |offer_version| Command::EditProject { offer: changed.clone(), offer_version };
    let stale = venture.refused(Role::Owner, edit(2));
    says(&stale, Code::OfferChanged, "offer_version", "2", &["1"]);
    let events = left_by(&mut venture, |v| {
        v.by(Role::Owner, edit(1)).unwrap();
    });
    assert_eq!(events, ["project_edited"]);
    assert_eq!((venture.state(), venture.inner().offer_version()), (ProjectState::Draft, 2));
    assert_eq!(venture.inner().offer().title.as_str(), "Eleven lamps");
    let admin = venture.refused(Role::Admin, edit(2));
    says(&admin, Code::NotAllowed, "actor", "carla", &["owner"]);
    let given_away = Offer { owner: party("ines"), ..offer() };
    let given_away = Command::EditProject { offer: given_away, offer_version: 2 };
    says(&venture.refused(Role::Owner, given_away), Code::OfferInvalid, "offer.owner", "ines", &[]);
}

#[test]
fn t02_a_draft_may_change_its_currency() {
    let text = to_json(&offer()).unwrap().replace("EUR", "USD");
    let dollars: Offer = tercero::from_json(&text).unwrap();
    let mut venture = Venture::drafted(offer());
    venture.by(Role::Owner, Command::EditProject { offer: dollars, offer_version: 1 }).unwrap();
    let usd = Currency::parse("USD").unwrap();
    assert!(venture.inner().spent().iter().all(|spent| spent.paid.currency() == usd));
}

#[test]
fn t03_a_complete_offer_is_published() {
    let mut later = offer();
    later.opens_at = later.opens_at.after(days(1));
    let mut venture = Venture::drafted(later);
    says(&venture.refused(Role::Owner, Command::PublishProject {}), Code::Kyc, "", "", &[]);
    venture.verify("oscar", Identity::Full);
    let events = left_by(&mut venture, |v| {
        v.by(Role::Owner, Command::PublishProject {}).unwrap();
    });
    assert_eq!(events, ["project_published"]);
    assert_eq!(venture.state(), ProjectState::Published);
}

#[test]
fn t03_what_an_offer_lacks_keeps_it_a_draft() {
    let goods = unpublishable(|offer| offer.products[0].quantity = 0);
    says(&goods, Code::OfferIncomplete, "products", "", &[]);
    let weight = unpublishable(|offer| offer.costs[0].method = Method::ByWeight {});
    assert_eq!(weight.code, Code::MissingWeight);
    let zero = unpublishable(|offer| {
        offer.costs[0].method = Method::Manual { weights: vec![Rate::ZERO] };
    });
    assert_eq!((zero.code, zero.field.is_some()), (Code::ZeroWeights, true));
    let long = unpublishable(|offer| {
        offer.costs[0].method = Method::Manual { weights: vec![Rate::ONE, Rate::ONE] };
    });
    assert_eq!(long.code, Code::LengthMismatch);
    let need = unpublishable(|offer| offer.costs[0].amount = eur("20.01"));
    says(&need, Code::TargetNotCovered, "offer.round.target", "80.00 EUR", &["80.01 EUR"]);
    let capital = unpublishable(|offer| offer.owner_capital = eur("1.00"));
    says(&capital, Code::TargetNotCovered, "offer.round.target", "80.00 EUR", &["79.00 EUR"]);
    let short = unpublishable(|offer| offer.min_window = days(31));
    assert_eq!(
        (short.code, short.field.as_deref()),
        (Code::DatesOutOfOrder, Some("offer.deadline"))
    );
    let silent = unpublishable(|offer| offer.warnings = None);
    says(&silent, Code::OfferIncomplete, "offer.warnings", "", &[]);
}

#[test]
fn t03_the_profile_limits_what_is_raised() {
    let mut large = offer();
    large.profile = Profile::EuEcspr;
    large.timers = vec![TimerWindow { timer: Timer::CoolingOff, window: days(4) }];
    large.products[0].unit_price = eur("600000.00");
    large.costs[0].amount = eur("0.01");
    large.round.target = eur("6000000.01");
    large.round.hard_cap = eur("6000000.01");
    let mut hasty = large.clone();
    hasty.timers.clear();
    let mut venture = Venture::drafted(hasty);
    venture.verify("oscar", Identity::Full);
    let refusal = venture.refused(Role::Owner, Command::PublishProject {});
    let short = "t_cooling_off 172800";
    says(&refusal, Code::LimitRegulatory, "offer.timers", short, &["345600"]);
    let mut venture = Venture::drafted(large);
    venture.verify("oscar", Identity::Full);
    let refusal = venture.refused(Role::Owner, Command::PublishProject {});
    assert_eq!(refusal.code, Code::LimitRegulatory);
    assert_eq!(refusal.field.as_deref(), Some("offer.round.hard_cap"));
    assert_eq!(refusal.value.as_deref(), Some("6000000.01 EUR"));
    assert_eq!(refusal.allowed, ["at most 5000000.00 EUR"]);
}

#[test]
fn t04_a_published_project_becomes_a_draft_until_somebody_asks() {
    let mut later = offer();
    later.opens_at = later.opens_at.after(days(1));
    later.owner_capital = eur("10.00");
    later.round.target = eur("70.00");
    let mut venture = Venture::drafted(later);
    venture.verify("oscar", Identity::Full);
    venture.by(Role::Owner, Command::PublishProject {}).unwrap();
    let events = left_by(&mut venture, |v| {
        v.by(Role::Admin, Command::UnpublishProject {}).unwrap();
    });
    assert_eq!(events, ["project_unpublished"]);
    assert_eq!(venture.state(), ProjectState::Draft);
    venture.by(Role::Owner, Command::PublishProject {}).unwrap();
    let own = Command::RequestParticipation {
        request: reference("r-oscar"),
        kind: Kind::Owner,
        amount: eur("10.00"),
        quote: None,
        offer_version: 1,
        partial: false,
    };
    venture.by(Role::Owner, own).unwrap();
    let asked = venture.refused(Role::Owner, Command::UnpublishProject {});
    says(&asked, Code::DraftClosed, "", "", &[]);
}

#[test]
fn t05_funding_opens_on_its_day_with_the_owners_capital() {
    let mut later = offer();
    later.opens_at = later.opens_at.after(days(1));
    later.owner_capital = eur("10.00");
    later.round.target = eur("70.00");
    let mut venture = Venture::drafted(later);
    venture.verify("oscar", Identity::Full);
    venture.by(Role::Owner, Command::PublishProject {}).unwrap();
    let early = venture.refused(Role::Owner, Command::OpenFunding {});
    says(&early, Code::TooEarly, "", "", &[]);
    assert_eq!(early.deadline, Some(venture.now.after(days(1))));
    venture.wait(days(1));
    assert_eq!(venture.state(), ProjectState::Published, "the owner's capital is missing");
    let poor = venture.refused(Role::Owner, Command::OpenFunding {});
    says(&poor, Code::NotCleared, "", "", &[]);
    let own = |amount| Command::RequestParticipation {
        request: reference("r-oscar"),
        kind: Kind::Owner,
        amount,
        quote: None,
        offer_version: 1,
        partial: false,
    };
    let less = venture.refused(Role::Owner, own(eur("9.00")));
    says(&less, Code::LastTicketMustEqual, "amount", "9.00", &["10.00"]);
    venture.by(Role::Owner, own(eur("10.00"))).unwrap();
    assert_eq!(stands(&venture, "r-oscar"), (RequestStatus::Approved, MoneyState::None));
    let posted = posted_by(&mut venture, |v| v.deposit("oscar", eur("10.00")));
    assert_eq!(posted, ["Dr escrow:cash 10.00", "Cr reserve:r-oscar 10.00"], "JE-02");
    assert_eq!(venture.state(), ProjectState::Funding, "it opens by itself");
}

#[test]
fn t05b_and_t06b_a_published_project_opens_or_ends_by_itself() {
    let mut later = offer();
    later.opens_at = later.opens_at.after(days(1));
    let mut venture = Venture::drafted(later.clone());
    venture.verify("oscar", Identity::Full);
    venture.by(Role::Owner, Command::PublishProject {}).unwrap();
    let mut opened = venture.clone();
    assert_eq!(left_by(&mut opened, |v| v.wait(days(1))), ["funding_opened"]);
    later.owner_capital = eur("10.00");
    later.round.target = eur("70.00");
    let mut poor = Venture::drafted(later);
    poor.verify("oscar", Identity::Full);
    poor.by(Role::Owner, Command::PublishProject {}).unwrap();
    assert_eq!(left_by(&mut poor, |v| v.wait(days(30))), ["project_cancelled"]);
    assert_eq!(poor.state(), ProjectState::Cancelled);
}

#[test]
fn t06_a_draft_is_given_up_by_its_owner_or_an_admin() {
    for role in [Role::Owner, Role::Admin] {
        let mut venture = Venture::drafted(offer());
        let events = left_by(&mut venture, |v| {
            v.by(role, cancelling()).unwrap();
        });
        assert_eq!(events, ["project_cancelled"]);
        assert_eq!(venture.state(), ProjectState::Cancelled);
    }
    let mut venture = Venture::drafted(offer());
    let bank = venture.refused(Role::Bank, cancelling());
    says(&bank, Code::NotAllowed, "actor", "bank", &["owner", "admin"]);
}

#[test]
fn x3_what_compliance_knows_is_in_the_currency_of_the_offer() {
    let mut venture = Venture::drafted(offer());
    let verify = |limit| Command::VerifyParty {
        party: party("ivan"),
        identity: Identity::Basic,
        signed: true,
        limit: Some(limit),
        tax: TaxProfile { person: Person::None },
    };
    let below = venture.refused(Role::Compliance, verify(eur("-0.01")));
    assert_eq!((below.code, below.field.as_deref()), (Code::AmountRange, Some("limit")));
    let dollars = Money::parse("1.00", Currency::parse("USD").unwrap()).unwrap();
    let foreign = venture.refused(Role::Compliance, verify(dollars));
    assert_eq!((foreign.code, foreign.field.as_deref()), (Code::CurrencyMismatch, Some("limit")));
    says(
        &venture.refused(Role::Admin, verify(eur("1.00"))),
        Code::NotAllowed,
        "actor",
        "carla",
        &["compliance"],
    );
}
