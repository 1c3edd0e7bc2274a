//! When more or less is asked for than there is: R02, R03, R12, T10 to T12 and T14 to T16.

use super::*;
use tercero::project::command::Identity;
use tercero::project::funding::{Mode, Oversubscription};

fn policy(oversubscription: Oversubscription) -> Offer {
    let mut offer = offer();
    offer.round.oversubscription = oversubscription;
    offer
}

fn mode(mode: Mode) -> Offer {
    let mut offer = offer();
    offer.round.mode = mode;
    offer
}

/// Ivan and Ida ask for 60.00 each, one after the other; whoever cannot get all of it would take less.
fn crowded(oversubscription: Oversubscription) -> Venture {
    let mut venture = Venture::funding(policy(oversubscription));
    for who in ["ivan", "ida", "iris"] {
        venture.verify(who, Identity::Basic);
    }
    venture.request("ivan", Kind::ProfitOnly, eur("60.00")).unwrap();
    venture
}

fn asks(venture: &mut Venture, who: &str, amount: &str, partial: bool) -> Result<(), Refusal> {
    let command = Command::RequestParticipation {
        request: reference(&format!("r-{who}")),
        kind: Kind::ProfitOnly,
        amount: eur(amount),
        quote: None,
        offer_version: venture.inner().offer_version(),
        partial,
    };
    venture.by_whom(who, Role::Investor, command).map(|_| ())
}

fn base(venture: &Venture, name: &str) -> Money {
    venture.inner().request(&reference(name)).unwrap().base
}

#[test]
fn rejecting_policy_refuses_what_does_not_fit() {
    let mut venture = crowded(Oversubscription::Reject);
    let refusal = asks(&mut venture, "ida", "60.00", true).unwrap_err();
    says(&refusal, Code::ExceedsRemaining, "amount", "60.00", &["20.00"]);
}

#[test]
fn partial_fill_gives_what_remains_to_whoever_accepts_it() {
    let mut venture = crowded(Oversubscription::PartialFill);
    let refusal = asks(&mut venture, "ida", "60.00", false).unwrap_err();
    says(&refusal, Code::ExceedsRemaining, "amount", "60.00", &["20.00"]);
    asks(&mut venture, "ida", "60.00", true).unwrap();
    assert_eq!(base(&venture, "r-ida"), eur("20.00"));
    let full = asks(&mut venture, "iris", "10.00", true).unwrap_err();
    says(&full, Code::Full, "amount", "10.00", &[]);
}

#[test]
fn r02_and_r03_the_waiting_list_moves_up_in_the_order_of_acceptance() {
    let mut venture = crowded(Oversubscription::Waitlist);
    assert_eq!(
        left_by(&mut venture, |v| asks(v, "ida", "60.00", false).unwrap()),
        ["participation_requested"]
    );
    assert_eq!(stands(&venture, "r-ida"), (RequestStatus::Waitlisted, MoneyState::None));
    let waiting = venture.inner().request(&reference("r-ida")).unwrap();
    assert_eq!((waiting.seq, waiting.expires_at), (2, None));
    asks(&mut venture, "iris", "30.00", false).unwrap();
    assert_eq!(stands(&venture, "r-iris").0, RequestStatus::Waitlisted, "20.00 are left");
    let events = left_by(&mut venture, |v| {
        v.by_whom("ivan", Role::Investor, withdrawing("r-ivan")).unwrap();
    });
    assert_eq!(events, ["participation_left", "capacity_reserved"]);
    assert_eq!(stands(&venture, "r-ida").0, RequestStatus::Reserved);
    assert_eq!(stands(&venture, "r-iris").0, RequestStatus::Waitlisted);
    let promoted = venture.inner().request(&reference("r-ida")).unwrap();
    assert_eq!(promoted.expires_at, Some(venture.now.after(days(3))), "a new window");
}

#[test]
fn r03_fills_in_part_only_where_that_is_accepted() {
    let mut venture = crowded(Oversubscription::Waitlist);
    asks(&mut venture, "ida", "70.00", false).unwrap();
    asks(&mut venture, "iris", "30.00", true).unwrap();
    let events = left_by(&mut venture, |v| {
        v.by_whom("ida", Role::Investor, withdrawing("r-ida")).unwrap();
    });
    assert_eq!(events, ["participation_left", "capacity_reserved"], "now Iris is the first");
    assert_eq!(base(&venture, "r-iris"), eur("20.00"));
}

#[test]
fn r17_whoever_still_waits_when_the_project_is_ready_is_turned_down() {
    let mut venture = Venture::funding(policy(Oversubscription::Waitlist));
    venture.invest("ivan", Kind::ProfitOnly, eur("60.00"));
    venture.verify("iris", Identity::Basic);
    venture.verify("ida", Identity::Basic);
    venture.request("ida", Kind::ProfitOnly, eur("20.00")).unwrap();
    asks(&mut venture, "iris", "20.00", true).unwrap();
    venture.by(Role::Owner, approving("r-ida")).unwrap();
    venture.deposit("ida", eur("20.00"));
    assert_eq!(venture.state(), ProjectState::FullyFunded);
    assert_eq!(stands(&venture, "r-iris").0, RequestStatus::Waitlisted);
    venture.reconcile();
    let events = left_by(&mut venture, |v| v.wait(days(2)));
    assert_eq!(events, ["project_ready_for_approval", "participation_left"]);
    assert_eq!(stands(&venture, "r-iris"), (RequestStatus::Rejected, MoneyState::None));
}

#[test]
fn the_owner_who_picks_says_why() {
    let mut venture = crowded(Oversubscription::Discretionary);
    asks(&mut venture, "ida", "60.00", false).unwrap();
    let silent = venture.refused(Role::Owner, approving("r-ivan"));
    says(&silent, Code::OfferIncomplete, "reason", "", &[]);
    let reason = Some(digest("he knows lamps"));
    let picked = Command::ApproveParticipation { request: reference("r-ivan"), reason };
    venture.by(Role::Owner, picked).unwrap();
    assert_eq!(stands(&venture, "r-ivan").0, RequestStatus::Approved);
}

#[test]
fn r12_pro_rata_scales_everybody_back_at_the_close() {
    let mut venture = crowded(Oversubscription::ProRata);
    asks(&mut venture, "ida", "60.00", false).unwrap();
    for (who, amount) in [("ivan", "60.00"), ("ida", "60.00")] {
        venture.by(Role::Owner, approving(&format!("r-{who}"))).unwrap();
        venture.deposit(who, eur(amount));
    }
    assert_eq!(venture.state(), ProjectState::Funding, "120.00 do not fill a round of 80.00");
    let mut events = Vec::new();
    let posted = posted_by(&mut venture, |v| events = left_by(v, |v| v.wait(days(30))));
    assert_eq!(
        events,
        [
            "scale_back_applied",
            "scale_back_applied",
            "funding_closed",
            "payout_ordered",
            "payout_ordered"
        ]
    );
    assert_eq!(
        posted,
        [
            "Dr reserve:r-ivan 20.00",
            "Cr payable:ivan:refund 20.00",
            "Dr reserve:r-ida 20.00",
            "Cr payable:ida:refund 20.00"
        ],
        "JE-05"
    );
    assert_eq!((base(&venture, "r-ivan"), base(&venture, "r-ida")), (eur("40.00"), eur("40.00")));
    assert_eq!(venture.state(), ProjectState::FullyFunded);
    venture.pay_out();
    venture.reconcile();
    assert_eq!(venture.state(), ProjectState::ReadyForApproval, "cooling-off was over before");
}

#[test]
fn r12_whoever_is_left_with_nothing_is_scaled_out() {
    let mut steps = policy(Oversubscription::ProRata);
    steps.round.step = eur("10.00");
    let mut venture = Venture::funding(auto(steps));
    let names = ["ia", "ib", "ic", "id", "ie", "if", "ig", "ih", "ii"];
    for who in names {
        venture.verify(who, Identity::Basic);
        venture.request(who, Kind::ProfitOnly, eur("10.00")).unwrap();
        venture.deposit(who, eur("10.00"));
    }
    venture.wait(days(30));
    assert_eq!(venture.state(), ProjectState::FullyFunded);
    assert_eq!(stands(&venture, "r-ih"), (RequestStatus::Approved, MoneyState::Held));
    assert_eq!(stands(&venture, "r-ii"), (RequestStatus::ScaledOut, MoneyState::RefundPending));
    venture.pay_out();
    assert_eq!(stands(&venture, "r-ii"), (RequestStatus::ScaledOut, MoneyState::Refunded));
    assert_eq!(venture.paid_to("ii"), eur("10.00"));
}

#[test]
fn t10_a_full_round_closes_by_itself() {
    let mut venture = Venture::funding(auto(offer()));
    venture.verify("ivan", Identity::Basic);
    let events = left_by(&mut venture, |v| {
        v.request("ivan", Kind::ProfitOnly, eur("80.00")).unwrap();
    });
    let expected = ["participation_requested", "participation_approved", "project_fully_funded"];
    assert_eq!(events, expected);
    assert_eq!(venture.state(), ProjectState::FullyFunded);
}

#[test]
fn t11_the_owner_may_close_early_once_the_round_was_open_long_enough() {
    let mut wide = offer();
    wide.round.hard_cap = eur("100.00");
    let mut venture = Venture::funding(wide);
    venture.invest("ivan", Kind::ProfitOnly, eur("70.00"));
    let opened = venture.now;
    let early = venture.refused(Role::Owner, Command::CloseFunding {});
    says(&early, Code::TooEarly, "", "", &[]);
    assert_eq!(early.deadline, Some(opened.after(days(7))));
    venture.wait(days(7));
    let poor = venture.refused(Role::Owner, Command::CloseFunding {});
    says(&poor, Code::NotCleared, "approved", "70.00 EUR", &["80.00 EUR"]);
    venture.invest("ida", Kind::ProfitOnly, eur("12.00"));
    venture.verify("iris", Identity::Basic);
    venture.request("iris", Kind::ProfitOnly, eur("10.00")).unwrap();
    let events = left_by(&mut venture, |v| {
        v.by(Role::Owner, Command::CloseFunding {}).unwrap();
    });
    assert_eq!(events, ["funding_closed", "participation_left"]);
    assert_eq!(venture.state(), ProjectState::FullyFunded);
    assert_eq!(stands(&venture, "r-iris").0, RequestStatus::Rejected, "R17");
}

#[test]
fn t11_a_smaller_round_makes_a_smaller_plan() {
    for kept in [
        Mode::KeepWhatYouRaise { min_raise: eur("50.00") },
        Mode::MinOptimum { minimum: eur("50.00") },
    ] {
        let mut venture = Venture::funding(mode(kept));
        venture.invest("ivan", Kind::ProfitOnly, eur("60.00"));
        venture.wait(days(30));
        assert_eq!(venture.state(), ProjectState::FullyFunded);
        let Some(Event::FundingClosed { target, products }) = venture.events().pop() else {
            panic!("{:?}", venture.events().pop())
        };
        assert_eq!((target, products), (eur("60.00"), vec![6]), "(60 − 20) / (80 − 20) of ten");
        let mut poor = Venture::funding(mode(kept));
        poor.invest("ivan", Kind::ProfitOnly, eur("49.99"));
        poor.wait(days(33));
        assert_eq!(poor.state(), ProjectState::Cancelled);
    }
}

#[test]
fn t11_a_round_that_pays_for_no_lamp_cannot_go_on() {
    let mut venture = Venture::funding(mode(Mode::KeepWhatYouRaise { min_raise: eur("15.00") }));
    venture.invest("ivan", Kind::ProfitOnly, eur("15.00"));
    venture.wait(days(7));
    let refusal = venture.refused(Role::Owner, Command::CloseFunding {});
    says(&refusal, Code::NotScalable, "approved", "15.00", &[]);
    venture.wait(days(26));
    assert_eq!(venture.state(), ProjectState::Cancelled);
    venture.pay_out();
    assert_eq!(venture.paid_to("ivan"), eur("15.00"));
}

#[test]
fn t12_a_round_with_too_little_gives_everything_back_after_the_grace() {
    let mut venture = Venture::funding(offer());
    venture.invest("ivan", Kind::ProfitOnly, eur("70.00"));
    venture.wait(days(30));
    assert_eq!(venture.state(), ProjectState::Funding);
    let mut events = Vec::new();
    let posted = posted_by(&mut venture, |v| events = left_by(v, |v| v.wait(days(3))));
    assert_eq!(
        events,
        ["funding_failed", "project_cancelled", "participation_left", "payout_ordered"]
    );
    assert_eq!(posted, ["Dr reserve:r-ivan 70.00", "Cr payable:ivan:refund 70.00"], "JE-06");
    assert_eq!(stands(&venture, "r-ivan"), (RequestStatus::Cancelled, MoneyState::RefundPending));
    closes(&mut venture);
    assert_eq!(stands(&venture, "r-ivan"), (RequestStatus::Cancelled, MoneyState::Refunded));
}

/// Ivan has paid 40.00, Ida has promised 40.00 and pays nothing; full.
fn half_paid(offer: Offer) -> Venture {
    let mut venture = Venture::funding(offer);
    venture.invest("ivan", Kind::ProfitOnly, eur("40.00"));
    venture.verify("ida", Identity::Basic);
    venture.request("ida", Kind::ProfitOnly, eur("40.00")).unwrap();
    venture.by(Role::Owner, approving("r-ida")).unwrap();
    assert_eq!(venture.state(), ProjectState::FullyFunded);
    venture
}

#[test]
fn r10_and_t14_who_does_not_pay_drops_out_and_the_round_opens_again() {
    let mut venture = half_paid(offer());
    let events = left_by(&mut venture, |v| v.wait(days(3)));
    assert_eq!(events, ["participation_left", "funding_shortfall"]);
    assert_eq!(stands(&venture, "r-ida"), (RequestStatus::Expired, MoneyState::None));
    assert_eq!(venture.state(), ProjectState::Funding);
    venture.invest("iris", Kind::ProfitOnly, eur("40.00"));
    assert_eq!(venture.state(), ProjectState::FullyFunded);
}

#[test]
fn t14_and_t15_after_the_deadline_it_opens_again_once() {
    let mut venture = Venture::funding(offer());
    venture.invest("ivan", Kind::ProfitOnly, eur("40.00"));
    venture.wait(days(29));
    venture.verify("ida", Identity::Basic);
    venture.request("ida", Kind::ProfitOnly, eur("40.00")).unwrap();
    venture.by(Role::Owner, approving("r-ida")).unwrap();
    venture.wait(days(3));
    assert_eq!(venture.state(), ProjectState::Funding, "T14");
    venture.verify("iris", Identity::Basic);
    venture.request("iris", Kind::ProfitOnly, eur("40.00")).unwrap();
    venture.by(Role::Owner, approving("r-iris")).unwrap();
    assert_eq!(venture.state(), ProjectState::FullyFunded);
    venture.wait(days(3));
    assert_eq!(stands(&venture, "r-iris").0, RequestStatus::Expired);
    assert_eq!(venture.state(), ProjectState::FullyFunded, "short, and not reopened twice");
    let events = left_by(&mut venture, |v| v.wait(days(3)));
    assert_eq!(
        events,
        ["funding_failed", "project_cancelled", "participation_left", "payout_ordered"]
    );
    closes(&mut venture);
    assert_eq!(venture.paid_to("ivan"), eur("40.00"));
}

#[test]
fn t16_the_owner_closes_a_gap_where_the_offer_says_so() {
    let top_up = |amount| Command::OwnerTopUp { request: reference("top-up"), amount };
    let mut never = half_paid(offer());
    let refusal = never.refused(Role::Owner, top_up(eur("40.00")));
    says(&refusal, Code::NotAllowed, "", "", &[]);

    let mut may = offer();
    may.owner_topup = true;
    let mut venture = half_paid(may);
    let none = venture.refused(Role::Owner, top_up(eur("0.01")));
    says(&none, Code::ExceedsRemaining, "amount", "0.01", &["0.00"]);
    venture.wait(days(3));
    assert_eq!(venture.state(), ProjectState::FullyFunded, "it waits for the owner");
    for bad in ["40.01", "0.00", "-1.00"] {
        let refusal = venture.refused(Role::Owner, top_up(eur(bad)));
        says(&refusal, Code::ExceedsRemaining, "amount", bad, &["40.00"]);
    }
    let taken = Command::OwnerTopUp { request: reference("r-ivan"), amount: eur("40.00") };
    says(&venture.refused(Role::Owner, taken), Code::AlreadyExists, "request", "r-ivan", &[]);
    let events = left_by(&mut venture, |v| {
        v.by(Role::Owner, top_up(eur("40.00"))).unwrap();
    });
    assert_eq!(events, ["participation_requested", "participation_approved"]);
    let reference = venture.bank_reference();
    let posted = posted_by(&mut venture, |v| {
        let request = super::reference("top-up");
        let pay = Command::ConfirmDeposit { request, amount: eur("40.00"), reference };
        v.by(Role::Bank, pay).unwrap();
    });
    assert_eq!(posted, ["Dr escrow:cash 40.00", "Cr reserve:top-up 40.00"], "JE-02");
    venture.reconcile();
    assert_eq!(venture.state(), ProjectState::ReadyForApproval);
}

#[test]
fn t14_a_gap_the_owner_leaves_open_opens_the_round_again() {
    let mut may = offer();
    may.owner_topup = true;
    let mut venture = half_paid(may);
    venture.wait(days(3));
    assert_eq!(left_by(&mut venture, |v| v.wait(days(3))), ["funding_shortfall"]);
    assert_eq!(venture.state(), ProjectState::Funding);
}
