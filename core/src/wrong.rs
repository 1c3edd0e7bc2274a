//! Mistakes that can be built into this crate, for its tests only: under the feature `wrong-variants` the environment
//! variable `TERCERO_WRONG` names one of them. A test suite that passes with one of them does not see what it breaks.

use std::sync::OnceLock;

/// A wrong variant of the crate.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Variant {
    /// Its number, from 1.
    pub number: u32,
    /// Its name, which chooses it.
    pub name: &'static str,
    /// What it breaks.
    pub breaks: &'static str,
    /// Rows, and the guard each of them leaves out. Without any, the name stands where the mistake is made.
    pub skips: &'static [(&'static str, &'static str)],
}

const fn mistake(number: u32, name: &'static str, breaks: &'static str) -> Variant {
    Variant { number, name, breaks, skips: &[] }
}

const fn no_guard(
    number: u32,
    name: &'static str,
    breaks: &'static str,
    skips: &'static [(&'static str, &'static str)],
) -> Variant {
    Variant { number, name, breaks, skips }
}

/// All of them, by what they are about: deals, milestones, cases, holds, proposals, amendments, chargebacks, legs, fees,
/// allocation, the journal, the history and the engine.
#[rustfmt::skip]
pub const VARIANTS: [Variant; 25] = [
    no_guard(1, "other_terms_accepted", "Terms are accepted whose hash is not that of the terms on the table.", &[("D6", "hash matches"), ("D7", "hash matches")]),
    no_guard(2, "closed_under_a_chargeback", "An escrow closes while a bank has not decided.", &[("D17", "no open chargeback")]),
    mistake(3, "role_not_checked", "Whoever the terms name may give any command, whatever his role."),
    no_guard(4, "refund_above_what_is_held", "A refund may be more than the milestone holds.", &[("M30", "0 < amount ≤ available")]),
    mistake(5, "part_keeps_refunds", "A part that is carved out starts with what was refunded of the whole."),
    no_guard(6, "claim_after_the_window", "A dispute is opened however long ago the escrow ended.", &[("D18", "within T_claims of the end")]),
    no_guard(7, "own_claim_accepted", "Whoever made a claim grants it himself.", &[("C3", "the other side")]),
    mistake(8, "sides_swapped", "The seller gets what a case gives to the buyer, and the other way round."),
    mistake(9, "resumed_without_a_day", "After a withdrawn case a timer goes on with what it had left, however little."),
    no_guard(10, "released_under_a_hold", "Silence releases money that staff hold or a bank wants.", &[("M32", "no hold, no open chargeback")]),
    no_guard(11, "own_proposal_accepted", "Who proposes a change accepts it alone.", &[("A2", "has to agree and has not yet")]),
    no_guard(12, "amended_without_the_money", "New terms apply before the money they need is there.", &[("A5", "the money is there")]),
    mistake(13, "fees_charged_again", "New terms charge the seller what the old ones had charged already."),
    mistake(14, "payment_taken_twice", "A second chargeback takes what an earlier one of the same payment has taken."),
    no_guard(15, "leg_settled_twice", "A stale report of the rail settles a leg again.", &[("L3", "not reported before")]),
    mistake(16, "half_rounds_down", "Half a minor unit of a fee is rounded down."),
    mistake(17, "each_release_by_itself", "The fee of the seller is rounded for each release by itself, not in all."),
    mistake(18, "tie_to_the_later", "Of two equal remainders the later part gets the unit."),
    mistake(19, "overdraft_allowed", "A balance may fall below nothing."),
    mistake(20, "chain_without_previous", "The hash of an entry leaves out the one before."),
    mistake(21, "fingerprint_without_sender", "A command id of somebody else repeats his answer."),
    mistake(22, "repeated_command_runs_again", "A command that is given twice is worked through twice."),
    mistake(23, "timer_a_millisecond_early", "A timer fires a millisecond before its deadline."),
    mistake(24, "timers_of_one_instant_unordered", "Timers of one instant go by milestone, not money that returns first."),
    mistake(25, "late_timer_dated_now", "A timer takes effect when the clock is read, not at its deadline."),
];

/// The one that was chosen, read once.
fn chosen() -> Option<&'static Variant> {
    static CHOSEN: OnceLock<Option<&'static Variant>> = OnceLock::new();
    *CHOSEN.get_or_init(|| {
        let name = std::env::var("TERCERO_WRONG").ok()?;
        VARIANTS.iter().find(|variant| variant.name == name)
    })
}

/// Whether the mistake called `name` was chosen.
pub(crate) fn is(name: &str) -> bool {
    chosen().is_some_and(|variant| variant.name == name)
}

/// Whether a row leaves out a guard.
pub(crate) fn skips(row: &str, guard: &str) -> bool {
    chosen().is_some_and(|variant| variant.skips.contains(&(row, guard)))
}

/// What is right, or what is wrong if that was chosen: by its name, or as a guard of a row.
macro_rules! wrong {
    (skips($row:expr, $guard:expr), $right:expr, $wrong:expr $(,)?) => {
        if $crate::wrong::skips($row, $guard) { $wrong } else { $right }
    };
    ($name:literal, $right:expr, $wrong:expr $(,)?) => {
        if $crate::wrong::is($name) { $wrong } else { $right }
    };
}
