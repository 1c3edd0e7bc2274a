//! Requests and their money before the approval: R04 to R11, R16 and R17, unmatched deposits, and a changed offer (T08, T09).

use super::*;
use tercero::Currency;
use tercero::project::command::Identity;
use tercero::project::offer::CaptureAt;

/// Ivan has a place for 40.00.
fn reserved(offer: Offer) -> Venture {
    let mut venture = Venture::funding(offer);
    venture.verify("ivan", Identity::Basic);
    venture.request("ivan", Kind::ProfitOnly, eur("40.00")).unwrap();
    venture
}

fn capture(at: CaptureAt) -> Offer {
    Offer { capture: at, ..offer() }
}

fn paying(venture: &mut Venture, request: &str, amount: Money) -> Command {
    let reference = venture.bank_reference();
    Command::ConfirmDeposit { request: support_reference(request), amount, reference }
}

use super::reference as support_reference;

fn rejecting(name: &str) -> Command {
    Command::RejectParticipation { request: reference(name), reason: digest("no") }
}

#[test]
fn r04_a_bank_puts_money_aside_that_is_paid_later() {
    let mut venture = reserved(offer());
    let authorize = |name: &str| Command::AuthorizePayment {
        request: reference(name),
        reference: reference("auth-1"),
    };
    let events = left_by(&mut venture, |v| {
        v.by(Role::Bank, authorize("r-ivan")).unwrap();
    });
    assert_eq!(events, ["payment_authorized"]);
    assert_eq!(stands(&venture, "r-ivan"), (RequestStatus::Reserved, MoneyState::Authorized));
    let known = venture.refused(Role::Bank, authorize("r-ivan"));
    says(&known, Code::ReferenceKnown, "reference", "auth-1", &[]);
    says(&venture.refused(Role::Bank, authorize("x")), Code::NotFound, "request", "x", &[]);
    let mut first = reserved(capture(CaptureAt::Request));
    let refusal = first.refused(Role::Bank, authorize("r-ivan"));
    assert_eq!(refusal.code, Code::IllegalTransition);
}

#[test]
fn r05_a_deposit_counts_when_all_of_it_is_there() {
    let mut venture = reserved(offer());
    let pay = paying(&mut venture, "r-ivan", eur("30.00"));
    let posted = posted_by(&mut venture, |v| {
        v.by(Role::Bank, pay.clone()).unwrap();
    });
    assert_eq!(posted, ["Dr escrow:cash 30.00", "Cr reserve:r-ivan 30.00"], "JE-01");
    assert_eq!(stands(&venture, "r-ivan"), (RequestStatus::Reserved, MoneyState::None));
    let twice = venture.refused(Role::Bank, pay);
    assert_eq!((twice.code, twice.field.as_deref()), (Code::ReferenceKnown, Some("reference")));
    let rest = paying(&mut venture, "r-ivan", eur("15.00"));
    let posted = posted_by(&mut venture, |v| {
        v.by(Role::Bank, rest).unwrap();
    });
    assert_eq!(
        posted,
        ["Dr escrow:cash 15.00", "Cr reserve:r-ivan 10.00", "Cr payable:ivan:refund 5.00"],
        "JE-01 and JE-05"
    );
    assert_eq!(stands(&venture, "r-ivan"), (RequestStatus::Reserved, MoneyState::Held));
    venture.pay_out();
    assert_eq!(venture.paid_to("ivan"), eur("5.00"));
    assert_eq!(stands(&venture, "r-ivan").1, MoneyState::Held);
    for bad in ["0.00", "-1.00"] {
        let pay = paying(&mut venture, "r-ivan", eur(bad));
        says(&venture.refused(Role::Bank, pay), Code::AmountRange, "amount", bad, &[]);
    }
}

#[test]
fn r05_what_fits_no_request_is_kept_apart() {
    let mut venture = reserved(offer());
    let unknown = paying(&mut venture, "nobody", eur("7.00"));
    let mut name = String::new();
    if let Command::ConfirmDeposit { reference, .. } = &unknown {
        name = reference.to_string();
    }
    let mut events = Vec::new();
    let posted = posted_by(&mut venture, |v| {
        events = left_by(v, |v| {
            v.by(Role::Bank, unknown).unwrap();
        });
    });
    assert_eq!(events, ["deposit_unmatched"]);
    let parked = format!("Cr unapplied:{name} 7.00");
    assert_eq!(posted, ["Dr escrow:cash 7.00".to_owned(), parked], "JE-03");
    let dollars = Money::parse("40.00", Currency::parse("USD").unwrap()).unwrap();
    let foreign = paying(&mut venture, "r-ivan", dollars);
    venture.by(Role::Bank, foreign).unwrap();
    assert_eq!(stands(&venture, "r-ivan").1, MoneyState::None);
    let again = paying(&mut venture, "r-ivan", eur("40.00"));
    venture.by(Role::Bank, again).unwrap();
    let too_late = paying(&mut venture, "r-ivan", eur("1.00"));
    assert_eq!(
        left_by(&mut venture, |v| {
            v.by(Role::Bank, too_late).unwrap();
        }),
        ["deposit_unmatched"],
        "it is paid already"
    );
}

#[test]
fn r05c_and_x9_unmatched_money_finds_its_request_or_goes_back() {
    let mut venture = reserved(offer());
    for (name, amount) in [("p-1", "45.00"), ("p-2", "9.00")] {
        let (reference, amount) = (reference(name), eur(amount));
        venture.by(Role::Bank, Command::ReceiveUnmatched { reference, amount }).unwrap();
    }
    let matching = |name: &str, request: &str| Command::MatchDeposit {
        reference: reference(name),
        request: reference(request),
    };
    let unknown = venture.refused(Role::Treasurer, matching("p-9", "r-ivan"));
    says(&unknown, Code::NotFound, "reference", "p-9", &[]);
    let nobody = venture.refused(Role::Treasurer, matching("p-1", "nobody"));
    says(&nobody, Code::NotFound, "request", "nobody", &[]);
    let posted = posted_by(&mut venture, |v| {
        v.by(Role::Treasurer, matching("p-1", "r-ivan")).unwrap();
    });
    assert_eq!(
        posted,
        ["Dr unapplied:p-1 45.00", "Cr reserve:r-ivan 40.00", "Cr payable:ivan:refund 5.00"],
        "JE-04 and JE-05"
    );
    assert_eq!(stands(&venture, "r-ivan").1, MoneyState::Held);
    let held = venture.refused(Role::Treasurer, matching("p-2", "r-ivan"));
    assert_eq!(held.code, Code::AlreadyExists);
    let back = |name: &str| Command::ReturnDeposit {
        reference: reference(name),
        payer: party("stranger"),
    };
    let unknown = venture.refused(Role::Treasurer, back("p-1"));
    says(&unknown, Code::NotFound, "reference", "p-1", &[]);
    let posted = posted_by(&mut venture, |v| {
        v.by(Role::Treasurer, back("p-2")).unwrap();
    });
    assert_eq!(posted, ["Dr unapplied:p-2 9.00", "Cr payable:stranger:refund 9.00"]);
    venture.pay_out();
    assert_eq!(venture.paid_to("stranger"), eur("9.00"));
}

#[test]
fn r06_the_owner_takes_in_while_the_round_is_open() {
    let mut venture = reserved(offer());
    let events = left_by(&mut venture, |v| {
        v.by(Role::Owner, approving("r-ivan")).unwrap();
    });
    assert_eq!(events, ["participation_approved"]);
    let due = venture.inner().request(&reference("r-ivan")).unwrap().expires_at;
    assert_eq!(due, Some(venture.now.after(days(3))));
    let admin = venture.refused(Role::Admin, approving("r-ivan"));
    assert_eq!(admin.code, Code::IllegalTransition, "approved already");
    let mut first = reserved(capture(CaptureAt::Request));
    says(&first.refused(Role::Owner, approving("r-ivan")), Code::NotCleared, "", "", &[]);
    let bank = first.refused(Role::Bank, approving("r-ivan"));
    says(&bank, Code::NotAllowed, "actor", "bank", &["owner"]);
    first.deposit("ivan", eur("40.00"));
    first.by(Role::Owner, approving("r-ivan")).unwrap();
    assert_eq!(stands(&first, "r-ivan"), (RequestStatus::Approved, MoneyState::Held));
    let mut full = Venture::funding(offer());
    full.invest("ivan", Kind::ProfitOnly, eur("80.00"));
    let closed = full.refused(Role::Owner, approving("r-ivan"));
    assert_eq!(closed.code, Code::NotFunding);
}

#[test]
fn r06_the_rules_take_in_where_the_offer_says_so() {
    let mut venture = Venture::funding(auto(capture(CaptureAt::Request)));
    venture.verify("ivan", Identity::Basic);
    venture.request("ivan", Kind::ProfitOnly, eur("40.00")).unwrap();
    assert_eq!(stands(&venture, "r-ivan").0, RequestStatus::Reserved);
    let pay = paying(&mut venture, "r-ivan", eur("40.00"));
    let events = left_by(&mut venture, |v| {
        v.by(Role::Bank, pay).unwrap();
    });
    assert_eq!(events, ["deposit_confirmed", "participation_approved"]);
}

#[test]
fn r07_whoever_is_turned_down_gets_his_money_back() {
    for role in [Role::Owner, Role::Admin, Role::Compliance] {
        let mut venture = reserved(offer());
        venture.deposit("ivan", eur("40.00"));
        let posted = posted_by(&mut venture, |v| {
            v.by(role, rejecting("r-ivan")).unwrap();
        });
        assert_eq!(posted, ["Dr reserve:r-ivan 40.00", "Cr payable:ivan:refund 40.00"], "JE-06");
        let stood = (RequestStatus::Rejected, MoneyState::RefundPending);
        assert_eq!(stands(&venture, "r-ivan"), stood);
        closes(&mut venture);
        assert_eq!(stands(&venture, "r-ivan"), (RequestStatus::Rejected, MoneyState::Refunded));
        let again = venture.refused(role, rejecting("r-ivan"));
        assert_eq!(again.code, Code::IllegalTransition);
    }
}

#[test]
fn r08_an_investor_withdraws_early_or_while_cooling_off() {
    let mut venture = reserved(offer());
    venture.deposit("ivan", eur("40.00"));
    let other = refused_to(&mut venture, "ida", Role::Investor, withdrawing("r-ivan"));
    says(&other, Code::NotAllowed, "", "", &[]);
    let posted = posted_by(&mut venture, |v| {
        v.by_whom("ivan", Role::Investor, withdrawing("r-ivan")).unwrap();
    });
    assert_eq!(posted, ["Dr reserve:r-ivan 40.00", "Cr payable:ivan:refund 40.00"], "JE-06");
    assert_eq!(stands(&venture, "r-ivan"), (RequestStatus::Withdrawn, MoneyState::RefundPending));
    closes(&mut venture);

    let mut late = Venture::funding(offer());
    late.wait(days(27));
    late.invest("ivan", Kind::ProfitOnly, eur("40.00"));
    late.wait(days(1));
    let mut cooling = late.clone();
    cooling.by_whom("ivan", Role::Investor, withdrawing("r-ivan")).unwrap();
    late.wait(days(1));
    let closed = refused_to(&mut late, "ivan", Role::Investor, withdrawing("r-ivan"));
    says(&closed, Code::WithdrawalClosed, "", "", &[]);
}

#[test]
fn r08_and_t14_who_cools_off_leaves_a_full_round_short() {
    let mut venture = Venture::funding(offer());
    venture.invest("ivan", Kind::ProfitOnly, eur("40.00"));
    venture.invest("ida", Kind::ProfitOnly, eur("40.00"));
    let events = left_by(&mut venture, |v| {
        v.by_whom("ida", Role::Investor, withdrawing("r-ida")).unwrap();
    });
    assert_eq!(events, ["participation_left", "funding_shortfall", "payout_ordered"]);
    assert_eq!(venture.state(), ProjectState::Funding);
}

#[test]
fn r09_and_r10_time_takes_back_a_place_that_is_not_paid() {
    let mut venture = reserved(offer());
    let mut paid = venture.clone();
    paid.deposit("ivan", eur("40.00"));
    let partly = paying(&mut venture, "r-ivan", eur("15.00"));
    venture.by(Role::Bank, partly).unwrap();
    let posted = posted_by(&mut venture, |v| v.wait(days(3)));
    assert_eq!(posted, ["Dr reserve:r-ivan 15.00", "Cr payable:ivan:refund 15.00"]);
    assert_eq!(stands(&venture, "r-ivan"), (RequestStatus::Expired, MoneyState::RefundPending));
    paid.wait(days(3));
    assert_eq!(stands(&paid, "r-ivan"), (RequestStatus::Reserved, MoneyState::Held));

    let mut at_close = reserved(capture(CaptureAt::Close));
    at_close.by(Role::Owner, approving("r-ivan")).unwrap();
    at_close.wait(days(20));
    assert_eq!(stands(&at_close, "r-ivan").0, RequestStatus::Approved, "nothing is due yet");
    at_close.verify("ida", Identity::Basic);
    at_close.request("ida", Kind::ProfitOnly, eur("40.00")).unwrap();
    at_close.by(Role::Owner, approving("r-ida")).unwrap();
    assert_eq!(at_close.state(), ProjectState::FullyFunded);
    at_close.wait(days(3));
    assert_eq!(stands(&at_close, "r-ivan").0, RequestStatus::Expired);
}

#[test]
fn r16_before_the_approval_a_chargeback_ends_the_request() {
    let mut venture = reserved(offer());
    let charge = |name: &str| Command::ReceiveChargeback {
        request: reference("r-ivan"),
        reference: reference(name),
    };
    let nothing = venture.refused(Role::Bank, charge("cb-1"));
    says(&nothing, Code::AmountExceedsAvailable, "", "", &[]);
    venture.deposit("ivan", eur("40.00"));
    let posted = posted_by(&mut venture, |v| {
        v.by(Role::Bank, charge("cb-1")).unwrap();
    });
    assert_eq!(posted, ["Dr reserve:r-ivan 40.00", "Cr escrow:cash 40.00"], "JE-25");
    assert_eq!(stands(&venture, "r-ivan"), (RequestStatus::Expired, MoneyState::ChargedBack));
    assert!(venture.inner().balances().is_empty());
    let twice = venture.refused(Role::Bank, charge("cb-2"));
    says(&twice, Code::AmountExceedsAvailable, "", "", &[]);
}

/// The offer with a longer text, or with another price.
fn changed(price: &str, freight: &str) -> Command {
    let mut offer = offer();
    offer.products[0].unit_price = eur(price);
    offer.costs[0].amount = eur(freight);
    Command::AmendOffer { offer }
}

#[test]
fn t08_a_material_change_is_put_to_everybody() {
    let mut venture = reserved(offer());
    venture.verify("ida", Identity::Basic);
    venture.request("ida", Kind::ProfitOnly, eur("20.00")).unwrap();
    venture.deposit("ida", eur("20.00"));
    needs_a_second(&mut venture, Role::Owner, "admin", &changed("5.00", "30.00"));
    let events = left_by(&mut venture, |v| {
        v.both(Role::Owner, Role::Admin, changed("5.00", "30.00")).unwrap();
    });
    assert_eq!(events, ["offer_versioned"]);
    assert_eq!(venture.inner().offer_version(), 2);
    let until = venture.now.after(days(5));
    for name in ["r-ivan", "r-ida"] {
        let request = venture.inner().request(&reference(name)).unwrap();
        assert_eq!(request.reconfirm_by, Some(until));
    }
    let open = venture.refused(Role::Owner, approving("r-ida"));
    says(&open, Code::ReconfirmationOpen, "", "", &[]);
    let confirm = |offer_version| Command::ReconfirmParticipation {
        request: reference("r-ida"),
        offer_version,
    };
    let old = refused_to(&mut venture, "ida", Role::Investor, confirm(1));
    says(&old, Code::OfferChanged, "offer_version", "1", &["2"]);
    let other = refused_to(&mut venture, "ivan", Role::Investor, confirm(2));
    assert_eq!(other.code, Code::NotAllowed);
    let mut silent = venture.clone();
    let events = left_by(&mut venture, |v| {
        v.by_whom("ida", Role::Investor, confirm(2)).unwrap();
    });
    assert_eq!(events, ["participation_reconfirmed"], "R11");
    let twice = refused_to(&mut venture, "ida", Role::Investor, confirm(2));
    assert_eq!(twice.code, Code::IllegalTransition);
    venture.by(Role::Owner, approving("r-ida")).unwrap();
    silent.wait(days(5));
    assert_eq!(stands(&silent, "r-ida"), (RequestStatus::Withdrawn, MoneyState::RefundPending));
    assert_eq!(stands(&silent, "r-ivan").0, RequestStatus::Expired, "its place had ended before");
}

#[test]
fn t08_the_rules_of_the_round_and_the_need_stay() {
    let mut venture = reserved(offer());
    let amend = |change: &dyn Fn(&mut Offer)| {
        let mut offer = offer();
        change(&mut offer);
        Command::AmendOffer { offer }
    };
    let both = |v: &mut Venture, command| refused_both(v, Role::Owner, "carla", command);
    for change in [
        &(|offer: &mut Offer| {
            offer.round.oversubscription = tercero::project::funding::Oversubscription::Waitlist;
        }) as &dyn Fn(&mut Offer),
        &|offer| offer.deadline = offer.deadline.after(days(1)),
        &|offer| offer.opens_at = offer.opens_at.after(days(1)),
    ] {
        let refusal = both(&mut venture, amend(change));
        says(&refusal, Code::OfferInvalid, "offer.round", "", &[]);
    }
    let need = both(&mut venture, changed("5.00", "30.01"));
    says(&need, Code::TargetNotCovered, "offer.round.target", "80.00 EUR", &["80.01 EUR"]);
    let name = amend(&|offer| offer.title = tercero::Text::parse("Lamps, ten").unwrap());
    venture.both(Role::Owner, Role::Admin, name).unwrap();
    let request = venture.inner().request(&reference("r-ivan")).unwrap();
    assert_eq!(request.reconfirm_by, None, "another name is not material");
}

#[test]
fn t09_the_deadline_moves_back_once() {
    let mut venture = reserved(offer());
    let deadline = venture.inner().offer().deadline;
    let extend = |deadline| Command::ExtendDeadline { deadline };
    needs_a_second(&mut venture, Role::Owner, "admin", &extend(deadline.after(days(10))));
    let same = refused_both(&mut venture, Role::Owner, "carla", extend(deadline));
    says(&same, Code::DatesOutOfOrder, "deadline", &deadline.to_string(), &[]);
    let events = left_by(&mut venture, |v| {
        v.both(Role::Owner, Role::Admin, extend(deadline.after(days(10)))).unwrap();
    });
    assert_eq!(events, ["deadline_extended"]);
    assert!(venture.inner().request(&reference("r-ivan")).unwrap().reconfirm_by.is_some());
    let twice = refused_both(&mut venture, Role::Owner, "carla", extend(deadline.after(days(20))));
    says(&twice, Code::ExtensionCap, "", "", &[]);
    venture.wait(days(35));
    assert_eq!(venture.state(), ProjectState::Funding);
    let mut late = Venture::funding(offer());
    late.wait(days(30));
    let over = refused_both(&mut late, Role::Owner, "carla", extend(deadline.after(days(10))));
    says(&over, Code::Deadline, "", "", &[]);
}
