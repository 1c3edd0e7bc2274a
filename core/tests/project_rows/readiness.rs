//! From a full round to its approval, and every way to be called off before money is spent: T13, T17 to T20, T22, T32 to T34.

use super::*;
use tercero::project::command::Identity;
use tercero::project::profile::{Person, TaxProfile};

/// Ivan and Ida have paid 40.00 each.
fn full(offer: Offer) -> Venture {
    let mut venture = Venture::funding(offer);
    venture.invest("ivan", Kind::ProfitOnly, eur("40.00"));
    venture.invest("ida", Kind::ProfitOnly, eur("40.00"));
    assert_eq!(venture.state(), ProjectState::FullyFunded);
    venture
}

/// The same, and ready for approval.
fn ready(offer: Offer) -> Venture {
    let mut venture = full(offer);
    venture.reconcile();
    venture.wait(days(2));
    assert_eq!(venture.state(), ProjectState::ReadyForApproval);
    venture
}

fn check(venture: &mut Venture) -> Refusal {
    venture.refused(Role::Admin, Command::CheckReadiness {})
}

const REFUNDED: [&str; 4] = [
    "Dr reserve:r-ivan 40.00",
    "Cr payable:ivan:refund 40.00",
    "Dr reserve:r-ida 40.00",
    "Cr payable:ida:refund 40.00",
];

#[test]
fn t17_a_project_is_ready_when_cooling_off_is_over() {
    let mut venture = full(offer());
    let cooling = check(&mut venture);
    says(&cooling, Code::CoolingOff, "", "", &[]);
    assert_eq!(cooling.deadline, Some(venture.now.after(days(2))));
    venture.reconcile();
    assert_eq!(left_by(&mut venture, |v| v.wait(days(2))), ["project_ready_for_approval"]);
}

#[test]
fn t17_the_bank_and_the_books_have_to_agree() {
    let mut venture = full(offer());
    venture.wait(days(2));
    assert_eq!(venture.state(), ProjectState::FullyFunded);
    says(&check(&mut venture), Code::NotReconciled, "balance", "", &["80.00 EUR"]);
    let balance = eur("79.00");
    venture.by(Role::Bank, Command::ReportStatement { balance }).unwrap();
    says(&check(&mut venture), Code::NotReconciled, "balance", "79.00 EUR", &["80.00 EUR"]);
    venture.reconcile();
    assert_eq!(venture.state(), ProjectState::ReadyForApproval, "it was only waiting for that");
}

#[test]
fn t17_promised_money_has_to_be_here() {
    let mut venture = Venture::funding(offer());
    venture.invest("ivan", Kind::ProfitOnly, eur("40.00"));
    venture.verify("ida", Identity::Basic);
    venture.request("ida", Kind::ProfitOnly, eur("40.00")).unwrap();
    venture.by(Role::Owner, approving("r-ida")).unwrap();
    venture.wait(days(2));
    says(&check(&mut venture), Code::NotCleared, "", "40.00 EUR", &["80.00 EUR"]);
    let mut short = offer();
    short.owner_topup = true;
    let mut short = full(short);
    short.by_whom("ida", Role::Investor, withdrawing("r-ida")).unwrap();
    short.wait(days(2));
    says(&check(&mut short), Code::NotCleared, "", "", &[]);
}

#[test]
fn t17_everybody_has_answered_a_changed_offer() {
    let mut venture = Venture::funding(offer());
    venture.invest("ivan", Kind::ProfitOnly, eur("40.00"));
    let mut changed = offer();
    changed.margin = tercero::percent("24").unwrap();
    venture.both(Role::Owner, Role::Admin, Command::AmendOffer { offer: changed }).unwrap();
    venture.invest("ida", Kind::ProfitOnly, eur("40.00"));
    venture.wait(days(2));
    says(&check(&mut venture), Code::ReconfirmationOpen, "", "", &[]);
}

#[test]
fn t17_everybody_is_identified_and_has_signed() {
    for (identity, signed) in [(Identity::None, true), (Identity::Full, false)] {
        let mut venture = full(offer());
        let verify = Command::VerifyParty {
            party: party("ida"),
            identity,
            signed,
            limit: None,
            tax: TaxProfile { person: Person::None },
        };
        venture.by(Role::Compliance, verify).unwrap();
        venture.wait(days(2));
        says(&check(&mut venture), Code::Kyc, "investor", "ida", &[]);
    }
}

#[test]
fn t18_a_review_ends_when_an_admin_says_so() {
    let mut venture = ready(offer());
    let back = Command::ReturnToReview { reason: digest("look again") };
    let events = left_by(&mut venture, |v| {
        v.by(Role::Admin, back.clone()).unwrap();
    });
    assert_eq!(events, ["project_returned"]);
    venture.wait(days(5));
    assert_eq!(venture.state(), ProjectState::FullyFunded, "time alone does not end a review");
    let events = left_by(&mut venture, |v| {
        v.by(Role::Admin, Command::CheckReadiness {}).unwrap();
    });
    assert_eq!(events, ["review_ended", "project_ready_for_approval"]);
    let owner = venture.refused(Role::Owner, back);
    says(&owner, Code::NotAllowed, "actor", "oscar", &["admin"]);
}

#[test]
fn t19_two_people_approve_and_the_figures_are_frozen() {
    let mut venture = ready(offer());
    let approve = Command::ApproveProject {};
    needs_a_second(&mut venture, Role::Admin, "treasurer", &approve);
    let owner = venture.refused(Role::Owner, approve.clone());
    says(&owner, Code::NotAllowed, "actor", "oscar", &["admin"]);
    let mut frozen = venture.clone();
    frozen.by(Role::Compliance, Command::FreezeProject { reason: digest("stop") }).unwrap();
    let refusal = refused_both(&mut frozen, Role::Admin, "teo", approve.clone());
    says(&refusal, Code::Frozen, "", "", &[]);
    let mut events = Vec::new();
    let posted = posted_by(&mut venture, |v| {
        events = left_by(v, |v| {
            v.both(Role::Admin, Role::Treasurer, approve).unwrap();
        });
    });
    assert_eq!(events, ["project_approved", "snapshot_frozen", "participations_activated"]);
    assert_eq!(
        posted,
        [
            "Dr reserve:r-ivan 40.00",
            "Dr reserve:r-ida 40.00",
            "Cr capital:r-ivan 40.00",
            "Cr capital:r-ida 40.00"
        ],
        "JE-07"
    );
    assert_eq!(stands(&venture, "r-ivan"), (RequestStatus::Active, MoneyState::Capital), "R13");
    let snapshot = venture.project.approved().unwrap();
    assert_eq!(snapshot.version, 1);
    assert_eq!(snapshot.approved_by, [party("carla"), party("teo")]);
}

#[test]
fn t19_what_changed_since_it_was_ready_stops_the_approval() {
    let mut venture = ready(offer());
    let balance = eur("80.01");
    venture.by(Role::Bank, Command::ReportStatement { balance }).unwrap();
    let approve = Command::ApproveProject {};
    let refusal = refused_both(&mut venture, Role::Admin, "teo", approve.clone());
    says(&refusal, Code::NotReconciled, "balance", "80.01 EUR", &["80.00 EUR"]);
    let (request, reference) = (reference("r-ida"), venture.bank_reference());
    venture.by(Role::Bank, Command::ReceiveChargeback { request, reference }).unwrap();
    let refusal = refused_both(&mut venture, Role::Admin, "teo", approve);
    says(&refusal, Code::NotCleared, "", "40.00 EUR", &["80.00 EUR"]);
    let back = Command::ReturnToReview { reason: digest("a payment was taken back") };
    let events = left_by(&mut venture, |v| {
        v.by(Role::Admin, back).unwrap();
    });
    assert_eq!(events, ["project_returned", "funding_shortfall"], "T14");
}

#[test]
fn t20_a_rejected_project_gives_everything_back() {
    let mut venture = ready(offer());
    let mut events = Vec::new();
    let posted = posted_by(&mut venture, |v| {
        events = left_by(v, |v| {
            v.by(Role::Admin, Command::RejectProject { reason: digest("no") }).unwrap();
        });
    });
    assert_eq!(events[..2], ["project_rejected", "project_cancelled"]);
    assert_eq!(posted, REFUNDED, "JE-06");
    closes(&mut venture);
    assert_eq!(stands(&venture, "r-ida"), (RequestStatus::Cancelled, MoneyState::Refunded));
}

#[test]
fn t13_until_it_is_approved_a_project_is_called_off_at_no_cost() {
    for role in [Role::Owner, Role::Admin, Role::Compliance] {
        let mut funding = offer();
        funding.round.hard_cap = eur("100.00");
        let mut funding = Venture::funding(funding);
        funding.invest("ivan", Kind::ProfitOnly, eur("40.00"));
        funding.invest("ida", Kind::ProfitOnly, eur("40.00"));
        assert_eq!(funding.state(), ProjectState::Funding);
        for mut venture in [funding, full(offer()), ready(offer())] {
            let posted = posted_by(&mut venture, |v| {
                v.by(role, cancelling()).unwrap();
            });
            assert_eq!(posted, REFUNDED, "JE-06");
            assert_eq!(venture.state(), ProjectState::Cancelled);
            closes(&mut venture);
            assert_eq!(venture.paid_to("ivan"), eur("40.00"));
        }
    }
    let mut venture = full(offer());
    let other = refused_to(&mut venture, "ivan", Role::Investor, cancelling());
    says(&other, Code::NotAllowed, "actor", "ivan", &["owner", "admin", "compliance"]);
}

#[test]
fn t32_t33_and_t34_time_ends_what_nobody_takes_further() {
    let mut never_ready = full(offer());
    never_ready.wait(days(29));
    assert_eq!(never_ready.state(), ProjectState::FullyFunded);
    never_ready.wait(days(1));
    let mut undecided = ready(offer());
    undecided.wait(days(29));
    assert_eq!(undecided.state(), ProjectState::ReadyForApproval);
    undecided.wait(days(1));
    let mut never_started = approved(offer());
    never_started.wait(days(59));
    assert_eq!(never_started.state(), ProjectState::Approved);
    never_started.wait(days(1));
    for mut venture in [never_ready, undecided, never_started] {
        assert_eq!(venture.state(), ProjectState::Cancelled);
        closes(&mut venture);
        assert_eq!((venture.paid_to("ivan"), venture.paid_to("ida")), (eur("40.00"), eur("40.00")));
    }
}

#[test]
fn t22_an_approved_project_is_called_off_by_staff_or_with_their_consent() {
    let mut venture = approved(offer());
    needs_a_second(&mut venture, Role::Owner, "admin", &cancelling());
    let mut by_admin = venture.clone();
    by_admin.by(Role::Admin, cancelling()).unwrap();
    let mut events = Vec::new();
    let posted = posted_by(&mut venture, |v| {
        events = left_by(v, |v| {
            v.both(Role::Owner, Role::Admin, cancelling()).unwrap();
        });
    });
    assert_eq!(events[..2], ["participations_reversed", "project_cancelled"]);
    let reversed = [
        "Dr capital:r-ivan 40.00",
        "Dr capital:r-ida 40.00",
        "Cr reserve:r-ivan 40.00",
        "Cr reserve:r-ida 40.00",
    ];
    assert_eq!(posted[..4], reversed, "JE-07 back");
    assert_eq!(posted[4..], REFUNDED, "JE-06");
    for mut venture in [venture, by_admin] {
        assert_eq!(
            stands(&venture, "r-ivan"),
            (RequestStatus::Cancelled, MoneyState::RefundPending)
        );
        closes(&mut venture);
    }
}

#[test]
fn t22_what_a_bank_took_back_before_is_not_refunded() {
    let mut venture = approved(offer());
    let (request, reference) = (reference("r-ida"), venture.bank_reference());
    venture.by(Role::Bank, Command::ReceiveChargeback { request, reference }).unwrap();
    venture.by(Role::Admin, cancelling()).unwrap();
    closes(&mut venture);
    assert_eq!((venture.paid_to("ivan"), venture.paid_to("ida")), (eur("40.00"), eur("0.00")));
    assert_eq!(stands(&venture, "r-ida"), (RequestStatus::Cancelled, MoneyState::ChargedBack));
}
