//! Where each cent of an event comes from: the movement it posted, and for a release how every line was accrued.

use crate::aggregate::Stream;
use crate::commission::{Payer, Timing};
use crate::error::{Code, Refusal};
use crate::escrow::State;
use crate::escrow::accrual::due_at;
use crate::escrow::event::Event;
use crate::history::Body;
use crate::id::Reference;
use crate::journal::Movement;
use crate::money::Money;
use serde::Serialize;

/// Why an event moved the money it moved.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Explained {
    /// The event's version in the history.
    pub version: u32,
    /// The event.
    pub event: Event,
    /// What it posted.
    pub movement: Movement,
    /// For a release: one line for each fee or tax line and payer that pays some of it.
    pub lines: Vec<ExplainedLine>,
}

/// How one part of a fee line became due, after less before.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
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
    pub rule: &'static str,
}

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
            Event::Released { amount, charges, .. } => {
                let segment = self.state().segment_of(version);
                let after = self.released_until(version)?.minus(segment.released)?;
                let before = after.minus(*amount)?;
                let price = segment.principal;
                let mut lines = Vec::new();
                for charge in charges {
                    let index = usize::try_from(charge.line).unwrap_or(usize::MAX);
                    let quoted = segment.lines.get(index);
                    let line = quoted.ok_or(Code::HistoryBroken)?;
                    let sides = [
                        (Payer::Buyer, line.buyer, charge.buyer),
                        (Payer::Seller, line.seller, charge.seller),
                    ];
                    for (payer, part, charged) in sides {
                        if part.is_zero() {
                            continue;
                        }
                        lines.push(ExplainedLine {
                            line: line.line.clone(),
                            tax: line.tax,
                            payer,
                            part,
                            price,
                            released_before: before,
                            released_after: after,
                            due_before: due_at(line.timing, part, before, price)?,
                            due_after: due_at(line.timing, part, after, price)?,
                            charged,
                            rule: rule(line.timing),
                        });
                    }
                }
                lines
            }
            _ => Vec::new(),
        };
        let movement = self.state().movement(&event)?;
        Ok(Explained { version, event, movement, lines })
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
