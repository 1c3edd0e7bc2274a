//! The timers of an escrow: for each the default window and what silence may mean.
//! A timer runs exactly while its subject is in a state that has a row for it; nothing starts or stops one by hand.

use crate::error::{Code, Refusal};
use crate::machine::Order;
use crate::time::{Window, days};
use tercero_macros::value;

/// What happens when nobody acts before a deadline.
#[value]
pub enum OnTimeout {
    /// The escrow closes; whatever came in goes back.
    Close,
    /// The milestone waits for money again.
    Reopen,
    /// The money goes back to the buyer.
    Refund,
    /// The work counts as approved.
    Approve,
    /// The money goes to the seller.
    Release,
    /// A case is opened for the buyer.
    OpenCase,
    /// The case goes to the next stage.
    Escalate,
    /// The one who opened the case gets what was claimed.
    OpenerWins,
    /// The buyer gets the contested amount.
    RefundBuyer,
    /// Each side gets half of the contested amount, an odd minor unit the buyer.
    Split,
    /// The ruling becomes final.
    Final,
    /// What was held goes on, or a case is opened, as the hold says.
    Lift,
    /// Everything stays as it was agreed.
    Lapse,
    /// The money counts as lost until the bank says otherwise.
    CountAsLost,
}

impl OnTimeout {
    /// The place of a timer with this outcome among those of one instant.
    pub const fn order(self) -> Order {
        match self {
            OnTimeout::Close
            | OnTimeout::Refund
            | OnTimeout::RefundBuyer
            | OnTimeout::CountAsLost => Order::Returns,
            OnTimeout::Release => Order::Releases,
            OnTimeout::Reopen
            | OnTimeout::Approve
            | OnTimeout::OpenCase
            | OnTimeout::Escalate
            | OnTimeout::OpenerWins
            | OnTimeout::Split
            | OnTimeout::Final
            | OnTimeout::Lift
            | OnTimeout::Lapse => Order::Rest,
        }
    }
}

macro_rules! timers {
    ($($(#[$doc:meta])+ $name:ident $text:literal $window:expr, [$($outcome:ident),+];)+) => {
        /// A timer of the escrow.
        #[value]
        pub enum Timer { $($(#[$doc])+ #[serde(rename = $text)] $name,)+ }

        impl Timer {
            /// The window it has when the terms name none.
            pub const fn default_window(self) -> Window {
                match self { $(Timer::$name => $window,)+ }
            }

            /// What silence means when the terms do not say.
            pub fn default_outcome(self) -> OnTimeout {
                self.outcomes().first().copied().unwrap_or(OnTimeout::Close)
            }

            /// What silence may mean; the first is the default.
            pub const fn outcomes(self) -> &'static [OnTimeout] {
                match self { $(Timer::$name => &[$(OnTimeout::$outcome),+],)+ }
            }
        }
    };
}

timers! {
    /// A draft that is never proposed.
    Draft "t_draft" days(30), [Close];
    /// A proposal that is not accepted by everybody; a counter-offer restarts it, 30 days in all.
    Accept "t_accept" days(7), [Close];
    /// An agreed escrow, or a milestone, that is not paid.
    Fund "t_fund" days(5), [Close];
    /// A payment that was started and not finished; the deadline comes with the payment.
    Pay "t_pay" Window::ZERO, [Reopen];
    /// Money is held and the seller does not deliver.
    Ship "t_ship" days(14), [Refund];
    /// A parcel that never arrives.
    Deliver "t_deliver" days(30), [OpenCase];
    /// The buyer neither approves nor complains. Goods 3 days, else 14; doubled for a delivery only the seller claims.
    Inspect "t_inspect" days(3), [Approve];
    /// The pause between approval and release.
    Clear "t_clear" Window::ZERO, [Release];
    /// Requested changes that never come.
    Rework "t_rework" days(7), [OpenCase];
    /// Goods that are to be sent back and are not: they count as accepted.
    ReturnShip "t_return_ship" days(7), [Approve];
    /// Goods on their way back, and the seller is silent. Once they are back, five days at most.
    ReturnInspect "t_return_inspect" days(30), [Refund];
    /// The rail's limit for holding a payment; the window is how long before it the matter is decided.
    MaxHold "t_max_hold" days(3), [OpenCase];
    /// A bank that does not decide a chargeback, counted from its own deadline.
    Chargeback "t_cb" days(7), [CountAsLost];
    /// A hold that nobody lifts; the deadline comes with the hold.
    Hold "t_hold" Window::ZERO, [Lift];
    /// A proposal to amend that not everybody agrees to.
    Amend "t_amend" days(7), [Lapse];
    /// An agreed amendment whose money does not come.
    Topup "t_topup" days(5), [Lapse];
    /// A proposal to cancel that the other side does not answer. One to extend waits as long as the window it is about.
    Cancel "t_cancel" days(3), [Lapse];
    /// The other side does not answer a claim.
    Respond "t_resp" days(7), [Escalate, OpenerWins];
    /// The sides do not come to terms.
    Negotiate "t_neg" days(14), [Escalate];
    /// Mediation without result.
    Mediate "t_med" days(30), [Escalate];
    /// The arbiter is silent.
    Arbitrate "t_arb" days(14), [RefundBuyer, Split];
    /// How long after the end the sides may claim what has left the escrow; no timer, a window.
    Claims "t_claims" days(30), [Lapse];
    /// Nobody appeals a ruling. Zero means there is no appeal.
    Appeal "t_appeal" Window::ZERO, [Final];
}

/// The longest a proposal may stay open, however often it is countered.
pub const ACCEPT_IN_ALL: Window = days(30);
/// How long after shipping the seller may claim delivery.
pub const CLAIM_AFTER: Window = days(3);
/// How long a payment may take at most.
pub const PAYIN_AT_MOST: Window = days(30);
/// How long the seller may inspect what came back.
pub const RETURN_INSPECTION: Window = days(5);
/// How much longer the windows of one milestone may be made, all extensions together.
pub const EXTENSION_IN_ALL: Window = days(30);
/// How far away the bank's own deadline in a chargeback may lie.
pub const CHARGEBACK_AT_MOST: Window = days(180);
/// How long an arbiter has when the rail's limit is near.
pub const EXPEDITED: Window = days(3);
/// How long a hold may last.
pub const HOLD_AT_MOST: Window = days(90);
/// How long negotiation lasts at least before one side may escalate.
pub const NEGOTIATE_AT_LEAST: Window = days(3);
/// The least time a party is left when a paused timer goes on.
pub const RESUME_AT_LEAST: Window = days(1);
/// How far back a late delivery report may date the delivery.
pub const DELIVERY_GRACE: Window = days(1);

/// One timer as the terms set it.
#[value]
#[derive(Copy)]
pub struct TimerTerms {
    /// Which timer.
    pub timer: Timer,
    /// How long it runs, in seconds.
    #[value(default = timer.default_window())]
    pub window: Window,
    /// What silence means.
    #[value(default = timer.default_outcome())]
    pub on_timeout: OnTimeout,
}

/// Completes `given` with the defaults, in the order of [`Timer::ALL`].
///
/// Errors: `terms_invalid` for a timer given twice or an outcome it cannot have.
pub(crate) fn complete(given: &[TimerTerms]) -> Result<Vec<TimerTerms>, Refusal> {
    let invalid = |timer: Timer| Refusal::new(Code::TermsInvalid).at("timers").got(timer.as_str());
    let mut complete = Vec::with_capacity(Timer::ALL.len());
    for timer in Timer::ALL {
        let mut same = given.iter().filter(|terms| terms.timer == *timer);
        let default = timer.default_outcome();
        let terms = match (same.next(), same.next()) {
            (Some(_), Some(_)) => return Err(invalid(*timer).because("a timer is given twice")),
            (Some(terms), None) => *terms,
            (None, _) => {
                TimerTerms { timer: *timer, window: timer.default_window(), on_timeout: default }
            }
        };
        if !timer.outcomes().contains(&terms.on_timeout) {
            return Err(timer.outcomes().iter().fold(
                invalid(*timer).because("the timer cannot end like this"),
                |refusal, outcome| refusal.allow(outcome.as_str()),
            ));
        }
        complete.push(terms);
    }
    Ok(complete)
}
