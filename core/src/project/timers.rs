//! The timers of a project, with the window each has when the offer names none.
//! What silence means is fixed: before money is spent it goes back, after that the rules decide without the silent one.

use crate::machine::Order;
use crate::time::{Window, days};
use tercero_macros::value;

macro_rules! timers {
    ($($(#[$doc:meta])+ $name:ident $text:literal $window:expr, $order:ident;)+) => {
        /// A timer of a project.
        #[value(name = "ProjectTimer")]
        pub enum Timer { $($(#[$doc])+ #[serde(rename = $text)] $name,)+ }

        impl Timer {
            /// The window it has when the offer names none; zero where the deadline comes from the offer or a command.
            pub const fn default_window(self) -> Window {
                match self { $(Timer::$name => $window,)+ }
            }

            /// Its place among the timers of one instant.
            pub const fn order(self) -> Order {
                match self { $(Timer::$name => Order::$order,)+ }
            }
        }
    };
}

timers! {
    /// Funding opens by itself.
    Opens "t_opens" Window::ZERO, Rest;
    /// A published project whose funding never opens.
    Unopened "t_unopened" Window::ZERO, Returns;
    /// The deadline for requests: the round closes if it can.
    Close "t_close" Window::ZERO, Rest;
    /// How long money in flight is waited for after an approval, after the deadline, and for a gap that opens later.
    Grace "t_grace" days(3), Returns;
    /// A reservation without money.
    Reservation "t_reservation" days(3), Returns;
    /// How long somebody may withdraw without a reason after his request.
    CoolingOff "t_cooling_off" days(2), Rest;
    /// How long before the deadline withdrawals end; a window, no event.
    Cutoff "t_cutoff" days(2), Rest;
    /// How long a changed offer or a change order waits for an answer.
    Reconfirm "t_reconfirm" days(5), Returns;
    /// A gap in a round that was full.
    Shortfall "t_shortfall" days(3), Returns;
    /// A full round that never becomes ready.
    Ready "t_ready" days(30), Returns;
    /// A ready project that nobody decides on.
    Decision "t_decision" days(30), Returns;
    /// An approved project that is never started.
    Start "t_start" days(60), Returns;
    /// How long a settlement may be objected to.
    Objection "t_objection" days(7), Rest;
    /// How long a part of the profit is held back.
    Holdback "t_holdback" days(90), Releases;
    /// How long after the settlement late facts still change it; a window, no event.
    Adjustment "t_adjustment" days(180), Rest;
}

/// A window that differs from its default.
#[value]
#[derive(Copy)]
pub struct TimerWindow {
    /// Which timer.
    pub timer: Timer,
    /// How long it runs, in seconds.
    pub window: Window,
}
