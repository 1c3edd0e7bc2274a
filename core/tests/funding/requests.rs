//! What is checked of a request, in its order, and what each policy makes of one that is too large.

use super::{Tally, mxn, of, round, runner};
use proptest::prelude::*;
use tercero::project::funding::{
    Admission, LastTicket, Mode, Oversubscription, Round, Standing, admit,
};
use tercero::{Code, Money, Refusal, from_json, to_json};

use Oversubscription::{Discretionary, PartialFill, ProRata, Reject, Waitlist};

fn ask(round: &Round, taken: i128, own: i128, amount: i128) -> Result<Admission, Refusal> {
    admit(round, Standing { taken: mxn(taken), of_investor: mxn(own) }, mxn(amount))
}

#[track_caller]
fn refused(answer: Result<Admission, Refusal>, code: Code, allowed: &[&str]) {
    let refusal = answer.unwrap_err();
    assert_eq!((refusal.code, refusal.field.as_deref()), (code, Some("amount")));
    assert_eq!(refusal.allowed, allowed);
}

#[test]
fn an_ordinary_ticket_is_admitted_up_to_every_bound() {
    for policy in [Reject, PartialFill, Waitlist, ProRata, Discretionary] {
        let round = round(policy);
        assert_eq!(ask(&round, 0, 0, 500), Ok(Admission::Full {}));
        assert_eq!(ask(&round, 40_000, 0, 60_000), Ok(Admission::Full {}));
        assert_eq!(ask(&round, 40_000, 59_500, 500), Ok(Admission::Full {}));
    }
}

#[test]
fn the_checks_come_in_their_order() {
    let round = round(Reject);
    // Each amount breaks everything that comes later too.
    refused(ask(&round, 100_000, 60_000, 49), Code::Full, &[]);
    refused(ask(&round, 99_000, 60_000, 1_050), Code::ExceedsRemaining, &["10.00"]);
    refused(ask(&round, 99_000, 60_000, 450), Code::BelowMin, &["5.00"]);
    refused(ask(&round, 99_700, 60_000, 250), Code::LastTicketMustEqual, &["3.00"]);
    refused(ask(&round, 99_000, 60_000, 550), Code::Step, &["a multiple of 1.00"]);
    refused(ask(&round, 99_000, 60_000, 600), Code::AboveMax, &["0.00"]);
    refused(ask(&round, 99_000, 59_500, 600), Code::AboveMax, &["5.00"]);
}

#[test]
fn amounts_that_are_none_are_refused_first() {
    let round = round(Reject);
    refused(ask(&round, 100_000, 0, 0), Code::AmountRange, &[]);
    refused(ask(&round, 100_000, 0, -1), Code::AmountRange, &[]);
    let code = |standing, amount| admit(&round, standing, amount).unwrap_err().code;
    let standing = Standing { taken: mxn(0), of_investor: mxn(0) };
    assert_eq!(code(standing, of("USD", 500)), Code::CurrencyMismatch);
    assert_eq!(code(Standing { taken: mxn(-1), ..standing }, mxn(500)), Code::AmountRange);
    assert_eq!(
        code(Standing { of_investor: of("USD", 0), ..standing }, mxn(500)),
        Code::CurrencyMismatch
    );
}

#[test]
fn the_last_ticket_takes_exactly_what_remains() {
    let round = round(Reject);
    assert_eq!(ask(&round, 99_650, 0, 350), Ok(Admission::Full {}));
    refused(ask(&round, 99_650, 0, 349), Code::LastTicketMustEqual, &["3.50"]);
    refused(ask(&round, 99_650, 0, 351), Code::ExceedsRemaining, &["3.50"]);
    refused(ask(&round, 99_650, 59_700, 350), Code::AboveMax, &["3.00"]);
    // As long as a smallest ticket remains, the rules are the ordinary ones.
    refused(ask(&round, 99_450, 0, 550), Code::Step, &["a multiple of 1.00"]);
}

#[test]
fn the_last_ticket_may_pass_the_target_where_the_offer_says_so() {
    let round = Round { last_ticket: LastTicket::Overshoot, ..round(Reject) };
    // An ordinary ticket does not pass the target while a smallest one still fits below it.
    refused(ask(&round, 79_000, 0, 1_100), Code::ExceedsRemaining, &["10.00"]);
    assert_eq!(ask(&round, 79_650, 0, 350), Ok(Admission::Full {}));
    assert_eq!(ask(&round, 79_650, 0, 20_300), Ok(Admission::Full {}));
    refused(ask(&round, 79_650, 0, 20_400), Code::ExceedsRemaining, &["203.50"]);
    refused(ask(&round, 79_650, 0, 400), Code::BelowMin, &["5.00", "3.50"]);
    refused(ask(&round, 79_650, 0, 550), Code::Step, &["a multiple of 1.00", "3.50"]);
    refused(ask(&round, 80_000, 0, 500), Code::Full, &[]);
    refused(ask(&round, 80_500, 0, 500), Code::Full, &[]);
    refused(ask(&round, 79_650, 59_600, 500), Code::AboveMax, &["4.00"]);
    // With no room above the target it takes exactly what remains.
    let round = Round { hard_cap: mxn(80_000), ..round };
    refused(ask(&round, 79_650, 0, 300), Code::LastTicketMustEqual, &["3.50"]);
    assert_eq!(ask(&round, 79_650, 0, 350), Ok(Admission::Full {}));
}

#[test]
fn a_partial_fill_takes_what_remains() {
    let round = round(PartialFill);
    assert_eq!(ask(&round, 99_000, 0, 5_000), Ok(Admission::Partial { amount: mxn(1_000) }));
    assert_eq!(ask(&round, 99_999, 0, 5_000), Ok(Admission::Partial { amount: mxn(1) }));
    refused(ask(&round, 100_000, 0, 5_000), Code::Full, &[]);
    refused(ask(&round, 99_000, 59_500, 5_000), Code::AboveMax, &["5.00"]);
}

#[test]
fn a_queue_takes_ordinary_tickets_only() {
    for policy in [Waitlist, Discretionary] {
        let round = round(policy);
        assert_eq!(ask(&round, 99_000, 0, 5_000), Ok(Admission::Waitlist {}));
        assert_eq!(ask(&round, 100_000, 0, 500), Ok(Admission::Waitlist {}));
        assert_eq!(ask(&round, 99_000, 0, 1_000), Ok(Admission::Full {}));
        refused(ask(&round, 100_000, 0, 400), Code::BelowMin, &["5.00"]);
        refused(ask(&round, 100_000, 0, 550), Code::Step, &["a multiple of 1.00"]);
        refused(ask(&round, 100_000, 59_600, 500), Code::AboveMax, &["4.00"]);
    }
}

#[test]
fn pro_rata_counts_no_capacity() {
    let round = round(ProRata);
    assert_eq!(ask(&round, 5_000_000, 0, 60_000), Ok(Admission::Full {}));
    assert_eq!(ask(&round, 99_900, 0, 500), Ok(Admission::Full {}));
    refused(ask(&round, 99_900, 0, 100), Code::BelowMin, &["5.00"]);
    refused(ask(&round, 0, 0, 550), Code::Step, &["a multiple of 1.00"]);
    refused(ask(&round, 0, 1_000, 60_000), Code::AboveMax, &["590.00"]);
}

#[test]
fn rules_that_contradict_each_other_are_refused() {
    let good = round(Reject);
    assert_eq!(good.check(), Ok(()));
    let keep = |minor| Mode::KeepWhatYouRaise { min_raise: mxn(minor) };
    let optimum = |minor| Mode::MinOptimum { minimum: mxn(minor) };
    let bad = [
        ("target", Round { target: mxn(100_001), ..good.clone() }),
        ("target", Round { target: mxn(0), ..good.clone() }),
        ("hard_cap", Round { hard_cap: mxn(-1), ..good.clone() }),
        ("mode", Round { mode: keep(80_001), ..good.clone() }),
        ("mode", Round { mode: optimum(80_001), ..good.clone() }),
        ("mode", Round { mode: keep(0), ..good.clone() }),
        ("min_ticket", Round { min_ticket: mxn(60_001), ..good.clone() }),
        ("min_ticket", Round { min_ticket: mxn(0), ..good.clone() }),
        ("step", Round { step: mxn(0), ..good.clone() }),
        ("step", Round { step: mxn(-100), ..good.clone() }),
        ("step", Round { step: mxn(70_000), ..good.clone() }),
        ("step", Round { min_ticket: mxn(501), max_per_investor: mxn(599), ..good.clone() }),
        ("max_per_investor", Round { max_per_investor: mxn(100_001), ..good.clone() }),
    ];
    for (field, round) in bad {
        let refusal = round.check().unwrap_err();
        assert_eq!(
            (refusal.code, refusal.field.as_deref()),
            (Code::OfferInvalid, Some(field)),
            "{round:?}"
        );
        assert_eq!(ask(&round, 0, 0, 500).unwrap_err(), refusal);
    }
    let mixed = Round { step: of("USD", 100), ..good };
    assert_eq!(mixed.check().unwrap_err().code, Code::CurrencyMismatch);
}

#[test]
fn rules_cross_a_border_and_come_back() {
    let round = Round {
        mode: Mode::KeepWhatYouRaise { min_raise: mxn(50_000) },
        ..round(Oversubscription::ProRata)
    };
    let text = to_json(&round).unwrap();
    assert!(text.contains(r#""type":"keep_what_you_raise""#) && text.contains("pro_rata"));
    assert_eq!(from_json::<Round>(&text).unwrap(), round);
    let unknown = text.replacen('{', r#"{"color":"red","#, 1);
    assert_eq!(from_json::<Round>(&unknown).unwrap_err().code, Code::JsonUnknownField);
}

fn some_round() -> impl Strategy<Value = Round> {
    let policies =
        prop::sample::select(vec![Reject, PartialFill, Waitlist, ProRata, Discretionary]);
    let last = prop::sample::select(vec![LastTicket::Exact, LastTicket::Overshoot]);
    (policies, last, 1..40_i128, 1..2_000_i128, 0..2_000_i128, 500..3_000_i128).prop_map(
        |(oversubscription, last_ticket, step, target, above, max)| Round {
            target: mxn(target + 4_000),
            hard_cap: mxn(target + 4_000 + above),
            mode: Mode::AllOrNothing {},
            oversubscription,
            min_ticket: mxn(300),
            step: mxn(step),
            max_per_investor: mxn(max),
            last_ticket,
        },
    )
}

#[test]
fn no_series_of_requests_passes_the_cap_or_a_persons_limit() {
    let requests = prop::collection::vec((0..6_usize, 1..2_500_i128, any::<bool>()), 1..60);
    let (admitted, full) = (Tally::default(), Tally::default());
    runner(2_000, 11)
        .run(&(some_round(), requests), |(round, requests)| {
            let (mut taken, mut own) = (mxn(0), [mxn(0); 6]);
            for (who, amount, whole) in requests {
                let step = round.step.minor();
                let amount = if whole { amount - amount % step } else { amount };
                let standing = Standing { taken, of_investor: own[who] };
                let got = match admit(&round, standing, mxn(amount)) {
                    Ok(Admission::Full {}) => mxn(amount),
                    Ok(Admission::Partial { amount: part }) => {
                        prop_assert!(part.minor() < amount && part.is_positive());
                        part
                    }
                    Ok(Admission::Waitlist {}) => Money::zero(taken.currency()),
                    Err(refusal) => {
                        prop_assert!(refusal.field.as_deref() == Some("amount"));
                        full.add(usize::from(refusal.code == Code::Full));
                        continue;
                    }
                };
                admitted.add(usize::from(got.is_positive()));
                taken = taken.plus(got).unwrap();
                own[who] = own[who].plus(got).unwrap();
                prop_assert!(own[who] <= round.max_per_investor);
                prop_assert!(taken <= round.hard_cap || round.oversubscription == ProRata);
            }
            Ok(())
        })
        .unwrap();
    let (admitted, full) = (admitted.get(), full.get());
    assert!(admitted > 5_000 && full > 500, "{admitted} admitted, {full} found it full");
    println!("{admitted} requests admitted within the bounds");
}
