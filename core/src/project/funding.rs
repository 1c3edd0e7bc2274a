//! Reservations: the order of their checks, the last ticket, and how a round closes; its scale-back is part of it too.
//! Pure functions over figures in the base currency; the project machine keeps the requests.

use crate::error::{Code, Refusal};
use crate::money::Money;
use tercero_macros::value;

pub use super::scaling::{Allotment, Asked, ScaleBack, scale_back, share_without};

/// When the money of a round is enough.
#[value]
#[derive(Copy)]
pub enum Mode {
    /// Only the whole target is.
    AllOrNothing {},
    /// A part of the target is, for a plan that shrinks with it.
    KeepWhatYouRaise {
        /// The smallest part.
        min_raise: Money,
    },
    /// A first threshold is; the target is the second one.
    MinOptimum {
        /// The first threshold.
        minimum: Money,
    },
}

/// What happens to a request for more than what remains.
#[value]
pub enum Oversubscription {
    /// It is refused.
    Reject,
    /// It gets what remains.
    PartialFill,
    /// It queues for what others give back, in the order of acceptance.
    Waitlist,
    /// All are accepted; at the close everybody gets less, by [`scale_back`].
    ProRata,
    /// It queues, and the owner chooses from the queue.
    Discretionary,
}

/// Who may take the rest when less than the smallest ticket remains.
#[value]
pub enum LastTicket {
    /// The round goes up to its cap, and the last ticket takes exactly what remains.
    Exact,
    /// The round goes up to its target, and the last ticket may also be an ordinary one that passes it, up to the cap.
    Overshoot,
}

/// The rules of one round. All amounts are in the base currency of the project.
///
/// ```
/// use tercero::{Code, Currency, Money};
/// use tercero::project::funding::{Admission, LastTicket, Mode, Oversubscription, Round, Standing, admit};
///
/// let mxn = |text| Money::parse(text, Currency::parse("MXN")?);
/// let round = Round {
///     target: mxn("100000")?,
///     hard_cap: mxn("100000")?,
///     mode: Mode::AllOrNothing {},
///     oversubscription: Oversubscription::Reject,
///     min_ticket: mxn("5000")?,
///     step: mxn("100")?,
///     max_per_investor: mxn("65000")?,
///     last_ticket: LastTicket::Exact,
/// };
/// let standing = Standing { taken: mxn("97000")?, of_investor: mxn("0")? };
/// assert_eq!(admit(&round, standing, mxn("3000")?)?, Admission::Full {});
/// let refusal = admit(&round, standing, mxn("5000")?).unwrap_err();
/// assert_eq!((refusal.code, &*refusal.allowed[0]), (Code::ExceedsRemaining, "3000.00"));
/// # Ok::<(), tercero::Refusal>(())
/// ```
#[value]
pub struct Round {
    /// What the plan needs.
    pub target: Money,
    /// The most that is taken; at least the target.
    pub hard_cap: Money,
    /// When the money is enough.
    pub mode: Mode,
    /// What happens when more is asked for than there is.
    pub oversubscription: Oversubscription,
    /// The smallest request.
    pub min_ticket: Money,
    /// Requests are whole multiples of this.
    pub step: Money,
    /// The most one person may ask for in all.
    pub max_per_investor: Money,
    /// What is legal when less than the smallest ticket remains.
    pub last_ticket: LastTicket,
}

impl Round {
    /// Refuses rules that contradict each other, with `offer_invalid` at the field, or `currency_mismatch`.
    ///
    /// All amounts are positive, target ≤ cap, smallest ticket ≤ most per person ≤ cap, some whole number of steps lies
    /// between the last two, and a threshold of the mode is at most the target.
    pub fn check(&self) -> Result<(), Refusal> {
        let threshold = self.mode.threshold().unwrap_or(self.target);
        for (field, amount) in [
            ("target", self.target),
            ("hard_cap", self.hard_cap),
            ("mode", threshold),
            ("min_ticket", self.min_ticket),
            ("step", self.step),
            ("max_per_investor", self.max_per_investor),
        ] {
            self.target.same_currency(amount).map_err(|refusal| refusal.at(field))?;
            if !amount.is_positive() {
                return Err(invalid(field, amount).allow("more than zero"));
            }
        }
        at_most("target", self.target, self.hard_cap)?;
        at_most("mode", threshold, self.target)?;
        at_most("max_per_investor", self.max_per_investor, self.hard_cap)?;
        at_most("min_ticket", self.min_ticket, self.max_per_investor)?;
        if self.whole_steps(self.max_per_investor) < self.min_ticket.minor() {
            return Err(invalid("step", self.step)
                .because("no whole number of steps lies between smallest and largest ticket"));
        }
        Ok(())
    }

    /// The minor units of the whole steps inside `amount`.
    fn whole_steps(&self, amount: Money) -> i128 {
        let amount = amount.minor();
        amount.saturating_sub(amount.checked_rem(self.step.minor()).unwrap_or(0))
    }
}

impl Mode {
    fn threshold(self) -> Option<Money> {
        match self {
            Mode::AllOrNothing {} => None,
            Mode::KeepWhatYouRaise { min_raise: threshold }
            | Mode::MinOptimum { minimum: threshold } => Some(threshold),
        }
    }
}

fn invalid(field: &'static str, amount: Money) -> Refusal {
    Refusal::new(Code::OfferInvalid).at(field).got(amount.amount_text())
}

fn at_most(field: &'static str, amount: Money, most: Money) -> Result<(), Refusal> {
    if amount > most {
        return Err(invalid(field, amount).allow(format!("at most {}", most.amount_text())));
    }
    Ok(())
}

/// Refuses a negative amount with `amount_range` and one of another currency than `of` with `currency_mismatch`.
pub(super) fn counted(amount: Money, of: Money, field: &'static str) -> Result<u128, Refusal> {
    of.same_currency(amount).map_err(|refusal| refusal.at(field))?;
    u128::try_from(amount.minor())
        .map_err(|_| Refusal::new(Code::AmountRange).at(field).got(amount.amount_text()))
}

/// What is taken of a round before a request.
#[value]
#[derive(Copy)]
pub struct Standing {
    /// Reserved and approved, of everybody.
    pub taken: Money,
    /// All live requests of this person, those on the waiting list too.
    pub of_investor: Money,
}

/// How a request is accepted.
#[value]
#[derive(Copy)]
pub enum Admission {
    /// As it is.
    Full {},
    /// With what remains.
    Partial {
        /// That amount.
        amount: Money,
    },
    /// On the waiting list.
    Waitlist {},
}

/// Decides on a request of `amount`: the checks that need figures only, in their order.
///
/// First those of capacity, `full` and `exceeds_remaining` (whose allowed value is what remains), which
/// [`Oversubscription`] may turn into a partial admission or a place in the queue; then those of the ticket, `below_min`,
/// `last_ticket_must_equal`, `step` and `above_max`. A request that would queue has to be an ordinary ticket. Under
/// [`Oversubscription::ProRata`] capacity does not count.
///
/// Other errors, before these: those of [`Round::check`], `currency_mismatch`, `amount_range` for less than one minor unit.
pub fn admit(round: &Round, standing: Standing, amount: Money) -> Result<Admission, Refusal> {
    round.check()?;
    counted(standing.taken, round.target, "taken")?;
    counted(standing.of_investor, round.target, "of_investor")?;
    if counted(amount, round.target, "amount")? == 0 {
        return Err(Refusal::new(Code::AmountRange).at("amount").got(amount.amount_text()));
    }
    let ticket = Ticket { round, amount, of_investor: standing.of_investor };
    if round.oversubscription == Oversubscription::ProRata {
        return ticket.ordinary().map(|()| Admission::Full {});
    }
    let room = Room::of(round, standing.taken)?;
    let missing = if !room.remaining.is_positive() {
        refuse(Code::Full, amount)
    } else if amount > room.limit {
        refuse(Code::ExceedsRemaining, amount).allow(room.limit.amount_text())
    } else {
        return ticket.fitting(room).map(|()| Admission::Full {});
    };
    match round.oversubscription {
        Oversubscription::PartialFill if room.remaining.is_positive() => {
            Ticket { amount: room.remaining, ..ticket }.below_max()?;
            Ok(Admission::Partial { amount: room.remaining })
        }
        Oversubscription::Waitlist | Oversubscription::Discretionary => {
            ticket.ordinary().map(|()| Admission::Waitlist {})
        }
        _ => Err(missing),
    }
}

fn refuse(code: Code, amount: Money) -> Refusal {
    Refusal::new(code).at("amount").got(amount.amount_text())
}

/// What a round can still take.
#[derive(Clone, Copy)]
struct Room {
    /// Up to the cap, or to the target if the last ticket may pass it.
    remaining: Money,
    /// The largest ticket.
    limit: Money,
    /// Whether less than the smallest ticket remains.
    last: bool,
}

impl Room {
    fn of(round: &Round, taken: Money) -> Result<Room, Refusal> {
        let to_cap = round.hard_cap.minus(taken)?;
        let remaining = match round.last_ticket {
            LastTicket::Exact => to_cap,
            LastTicket::Overshoot => round.target.minus(taken)?,
        };
        let last = remaining < round.min_ticket;
        Ok(Room { remaining, limit: if last { to_cap } else { remaining }, last })
    }
}

#[derive(Clone, Copy)]
struct Ticket<'a> {
    round: &'a Round,
    amount: Money,
    of_investor: Money,
}

impl Ticket<'_> {
    /// The checks of a ticket for which there is room.
    fn fitting(self, room: Room) -> Result<(), Refusal> {
        let remaining = room.remaining.amount_text();
        if room.last && self.amount == room.remaining {
            return self.below_max();
        }
        if room.limit < self.round.min_ticket {
            return Err(refuse(Code::LastTicketMustEqual, self.amount).allow(remaining));
        }
        self.ordinary().map_err(|refusal| match refusal.code {
            Code::BelowMin | Code::Step if room.last => refusal.allow(remaining),
            _ => refusal,
        })
    }

    fn ordinary(self) -> Result<(), Refusal> {
        let Round { min_ticket, step, .. } = self.round;
        if self.amount < *min_ticket {
            return Err(refuse(Code::BelowMin, self.amount).allow(min_ticket.amount_text()));
        }
        if self.round.whole_steps(self.amount) != self.amount.minor() {
            let allowed = format!("a multiple of {}", step.amount_text());
            return Err(refuse(Code::Step, self.amount).allow(allowed));
        }
        self.below_max()
    }

    fn below_max(self) -> Result<(), Refusal> {
        let most = self.round.max_per_investor.minus(self.of_investor)?;
        if self.amount > most {
            let most = most.max(Money::zero(most.currency()));
            return Err(refuse(Code::AboveMax, self.amount).allow(most.amount_text()));
        }
        Ok(())
    }
}

/// What a smaller round pays for: costs that stay, and goods that can be fewer.
#[value]
pub struct Plan {
    /// Costs that do not shrink with the quantities.
    pub fixed_costs: Money,
    /// Units of each product when the target is reached.
    pub quantities: Vec<u32>,
}

/// How a round ends at its deadline.
#[value]
pub enum Closing {
    /// Too little came together: everybody gets everything back.
    Failed {},
    /// The project goes on.
    Funded {
        /// The target, or what was approved if that is less.
        final_target: Money,
        /// Units of each product.
        quantities: Vec<u32>,
    },
}

/// Closes a round of which `approved` was approved in all.
///
/// Below the target and not below the threshold of the mode, the quantities shrink to
/// (approved − fixed costs) / (target − fixed costs), each rounded down to whole units.
///
/// Errors: those of [`Round::check`], `currency_mismatch`, `amount_range` for a negative amount, `not_scalable` if what was
/// approved does not exceed the fixed costs or pays for no unit at all.
pub fn close(round: &Round, approved: Money, plan: &Plan) -> Result<Closing, Refusal> {
    round.check()?;
    let raised = counted(approved, round.target, "approved")?;
    let fixed = counted(plan.fixed_costs, round.target, "fixed_costs")?;
    if approved >= round.target {
        let quantities = plan.quantities.clone();
        return Ok(Closing::Funded { final_target: round.target, quantities });
    }
    if round.mode.threshold().is_none_or(|threshold| approved < threshold) {
        return Ok(Closing::Failed {});
    }
    let not_scalable =
        || Refusal::new(Code::NotScalable).at("approved").got(approved.amount_text());
    let variable = raised.checked_sub(fixed).filter(|left| *left > 0).ok_or_else(not_scalable)?;
    let planned = round.target.minor().unsigned_abs().saturating_sub(fixed);
    let scaled = |units: &u32| {
        // Below 10^28 times 2^32 there is room in 128 bits.
        let scaled = variable.saturating_mul(u128::from(*units)).checked_div(planned);
        scaled.and_then(|units| u32::try_from(units).ok()).unwrap_or(0)
    };
    let quantities: Vec<u32> = plan.quantities.iter().map(scaled).collect();
    let nothing = |quantities: &[u32]| quantities.iter().all(|units| *units == 0);
    if nothing(&quantities) && !nothing(&plan.quantities) {
        return Err(not_scalable().because("what was raised pays for no unit at all"));
    }
    Ok(Closing::Funded { final_target: approved, quantities })
}

/// An approved request and what came in for it until the end of the payment grace.
#[value]
#[derive(Copy)]
pub struct Capture {
    /// Its place in the order of acceptance.
    pub seq: u32,
    /// What was approved.
    pub approved: Money,
    /// What came in; what is over the approved amount does not count.
    pub captured: Money,
}

/// Where a funded round stands once the payment grace is over.
#[value]
pub struct Clearing {
    /// The approved amounts that came in whole.
    pub cleared: Money,
    /// What the target lacks of that.
    pub shortfall: Money,
    /// The `seq` of the requests that expire, because they were not paid or not wholly paid.
    pub expired: Vec<u32>,
    /// What the owner adds, last in the order: the shortfall or nothing.
    pub owner_capital: Money,
    /// The capital by which profit is shared later: the requests that are left, by `seq`, then the owner's.
    pub weights: Vec<Money>,
    /// Whether the target is covered by money that is there.
    pub covered: bool,
}

/// Sees which captures cover the `target`, and lets the owner pay the rest if `owner_tops_up`.
///
/// Errors: `currency_mismatch`, `amount_range` for a negative amount.
///
/// ```
/// use tercero::{Currency, Money};
/// use tercero::project::funding::{Capture, clear};
///
/// let eur = |text| Money::parse(text, Currency::parse("EUR")?);
/// let paid = Capture { seq: 1, approved: eur("70")?, captured: eur("70")? };
/// let dropped = Capture { seq: 2, approved: eur("30")?, captured: eur("0")? };
/// let clearing = clear(eur("100")?, &[paid, dropped], false)?;
/// assert_eq!((clearing.shortfall, clearing.expired), (eur("30")?, vec![2]));
/// # Ok::<(), tercero::Refusal>(())
/// ```
pub fn clear(
    target: Money,
    captures: &[Capture],
    owner_tops_up: bool,
) -> Result<Clearing, Refusal> {
    counted(target, target, "target")?;
    let nothing = Money::zero(target.currency());
    let mut captures = captures.to_vec();
    captures.sort_by_key(|capture| capture.seq);
    let (mut cleared, mut expired, mut weights) = (nothing, Vec::new(), Vec::new());
    for Capture { seq, approved, captured } in captures {
        counted(approved, target, "approved")?;
        counted(captured, target, "captured")?;
        if captured < approved {
            expired.push(seq);
        } else {
            cleared = cleared.plus(approved)?;
            weights.push(approved);
        }
    }
    let shortfall = target.minus(cleared)?.max(nothing);
    let owner_capital = if owner_tops_up { shortfall } else { nothing };
    if owner_capital.is_positive() {
        weights.push(owner_capital);
    }
    let covered = owner_capital == shortfall;
    Ok(Clearing { cleared, shortfall, expired, owner_capital, weights, covered })
}
