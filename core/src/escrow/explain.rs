//! Where each cent of an event comes from: the movement it posted, and for a release how every line was accrued.

use crate::aggregate::Stream;
use crate::commission::{Payer, Timing};
use crate::error::{Code, Refusal};
use crate::escrow::State;
use crate::escrow::accrual::due_at;
use crate::escrow::event::{Charge, Event};
use crate::history::Body;
use crate::id::Reference;
use crate::journal::Movement;
use crate::money::Money;
use tercero_macros::value;

/// Why an event moved the money it moved.
#[value]
pub struct Explained {
    /// The event's version in the history.
    pub version: u32,
    /// The event.
    pub event: Event,
    /// What it posted.
    pub movement: Movement,
    /// For a release or a refund: one line for each fee or tax line and payer that pays some of it.
    pub lines: Vec<ExplainedLine>,
}

/// How one part of a fee line became due, after less before.
#[value]
pub struct ExplainedLine {
    /// The line of the schedule.
    pub line: Reference,
    /// Whether this is the tax on that line.
    pub tax: bool,
    /// Who pays this part.
    pub payer: Payer,
    /// What that side pays of the line in all.
    pub part: Money,
    /// The principal it is spread over: the price, after an amendment less what was released before.
    pub price: Money,
    /// Principal released before this event, counted from the last amendment.
    pub released_before: Money,
    /// Principal released after it.
    pub released_after: Money,
    /// What had become due before.
    pub due_before: Money,
    /// What has become due after.
    pub due_after: Money,
    /// What this event charged; less or more than the difference only when a release was too small for all lines.
    pub charged: Money,
    /// The rule, for a person.
    pub rule: String,
}

/// The rule of a line of which refunds may count, too.
const REFUNDS_COUNT: &str = "as its rule says, with what was refunded counted as the terms say; what was taken before stays";

/// The rule a line follows, for a person.
const fn rule(timing: Timing) -> &'static str {
    match timing {
        Timing::ProRata => "round_half_up(part * released / price), cumulative",
        Timing::Front => "all of it with the first release",
        Timing::Back => "all of it when the whole price is released",
    }
}

impl Stream<State> {
    /// Explains the event with this version. Errors: `not_found` if its entry is not in this handle.
    pub fn explain(&self, version: u32) -> Result<Explained, Refusal> {
        let entry = self.history().range(version, version).first();
        let entry = entry.filter(|entry| entry.version == version && version > 0);
        let entry = entry.ok_or(Refusal::new(Code::NotFound).at("version").got(version))?;
        let event = entry.body::<Event>()?.event;
        let lines = match &event {
            Event::Released { amount, charges, .. } => self.explained(version, *amount, charges)?,
            Event::Refunded { amount, charges, .. } => {
                self.explained(version, Money::zero(amount.currency()), charges)?
            }
            _ => Vec::new(),
        };
        let movement = self.state().movement(&event)?;
        Ok(Explained { version, event, movement, lines })
    }

    /// One line for each side that pays some of a charge, when the event `version` released `amount`.
    fn explained(
        &self,
        version: u32,
        amount: Money,
        charges: &[Charge],
    ) -> Result<Vec<ExplainedLine>, Refusal> {
        let segment = self.state().segment_of(version);
        let after = self.released_until(version)?.minus(segment.released)?;
        let before = after.minus(amount)?;
        let price = segment.principal;
        let mut lines = Vec::new();
        for charge in charges {
            let index = usize::try_from(charge.line).unwrap_or(usize::MAX);
            let line = segment.lines.get(index).ok_or(Code::HistoryBroken)?;
            let taken = self.taken_until(version, charge.line)?;
            let sides = [
                (Payer::Buyer, line.buyer, charge.buyer, taken.buyer),
                (Payer::Seller, line.seller, charge.seller, taken.seller),
            ];
            for (payer, part, charged, taken) in sides {
                if part.is_zero() && charged.is_zero() {
                    continue;
                }
                let changes = !line.on_refund.is_empty();
                let due = |x| due_at(line.timing, part, x, price);
                lines.push(ExplainedLine {
                    line: line.line.clone(),
                    tax: line.tax,
                    payer,
                    part,
                    price,
                    released_before: before,
                    released_after: after,
                    due_before: if changes { taken.minus(charged)? } else { due(before)? },
                    due_after: if changes { taken } else { due(after)? },
                    charged,
                    rule: if changes { REFUNDS_COUNT } else { rule(line.timing) }.to_owned(),
                });
            }
        }
        Ok(lines)
    }

    /// What a line has taken up to and with `version`: what it has taken in all less what it took later under the same terms.
    fn taken_until(&self, version: u32, line: u32) -> Result<Charge, Refusal> {
        let state = self.state();
        let end = state.earlier.iter().map(|past| past.segment.after).chain([state.segment.after]);
        let end = end.filter(|after| *after >= version).min().unwrap_or(self.version());
        let index = usize::try_from(line).unwrap_or(usize::MAX);
        let past = state.earlier.iter().zip(state.earlier.iter().skip(1).map(|p| &p.segment));
        let ended = past.chain(state.earlier.last().map(|last| (last, &state.segment)));
        let ended = ended.into_iter().find(|(_, next)| next.after == end).map(|(past, _)| past);
        let taken = ended.map_or(&state.taken, |past| &past.taken);
        let taken = taken.get(index).ok_or(Code::HistoryBroken)?;
        let mut sum = Charge { line, buyer: taken.buyer, seller: taken.seller };
        for entry in self.history().range(version.saturating_add(1), end) {
            let body: Body<Event> = entry.body()?;
            let (Event::Released { charges, .. } | Event::Refunded { charges, .. }) = body.event
            else {
                continue;
            };
            for later in charges.iter().filter(|charge| charge.line == line) {
                sum.buyer = sum.buyer.minus(later.buyer)?;
                sum.seller = sum.seller.minus(later.seller)?;
            }
        }
        Ok(sum)
    }

    /// The principal released up to and with `version`: what is released now less what came later.
    fn released_until(&self, version: u32) -> Result<Money, Refusal> {
        let later = self.history().range(version.saturating_add(1), self.version());
        later.iter().try_fold(self.state().released, |released, entry| {
            let body: Body<Event> = entry.body()?;
            match body.event {
                Event::Released { amount, .. } => released.minus(amount),
                _ => Ok(released),
            }
        })
    }
}
