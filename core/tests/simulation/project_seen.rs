//! What was seen of the projects in all seeds together, and what must have been: counts of their own, kept as for escrows.
//! Codes that only one of the two machines gives are told apart here.

use crate::courses::End;
use crate::seen::{Fault, NOT_OF_COMMANDS, add, count};
use std::collections::BTreeMap;
use std::fmt::Display;
use tercero::Code;
use tercero::aggregate::Happened;
use tercero::project::table::{On, rows};
use tercero::project::{CommandKind, Event, Timer};

/// Codes that only projects give: no command to an escrow is refused with one.
pub(crate) const OF_PROJECTS: &[Code] = &[
    Code::Frozen,
    Code::NotFunding,
    Code::Deadline,
    Code::Kyc,
    Code::LimitRegulatory,
    Code::Full,
    Code::ExceedsRemaining,
    Code::BelowMin,
    Code::LastTicketMustEqual,
    Code::Step,
    Code::AboveMax,
    Code::OfferIncomplete,
    Code::OfferInvalid,
    Code::OfferChanged,
    Code::TargetNotCovered,
    Code::NotScalable,
    Code::MissingWeight,
    Code::CatchUpNotAboveTarget,
    Code::TierInvalid,
    Code::DatesOutOfOrder,
    Code::RateNotFrozen,
    Code::ParameterNotValid,
    Code::SnapshotUnbalanced,
    Code::SettleInstead,
    Code::ProjectEnded,
    Code::DraftClosed,
    Code::NoSnapshot,
    Code::NotCleared,
    Code::CoolingOff,
    Code::WithdrawalClosed,
    Code::ReconfirmationOpen,
    Code::NotReconciled,
    Code::BudgetExceeded,
    Code::CashShort,
    Code::UnitsExceeded,
    Code::UnitsOpen,
    Code::CostsOpen,
    Code::ChangeOrderOpen,
    Code::ObjectionOpen,
    Code::SettlementMissing,
    Code::TransferForbidden,
];

/// Codes that only escrows give, and those of projects that no command reaches here, and why.
const NOT_OF_PROJECTS: &[Code] = &[
    // The terms, cases, milestones and payments of escrows.
    Code::TermsInvalid,
    Code::TermsChanged,
    Code::ReasonNotAllowedHere,
    Code::RoundsExhausted,
    Code::OwnOffer,
    Code::OfferSuperseded,
    Code::OfferLimit,
    Code::EvidenceLimit,
    Code::CaseOpen,
    Code::ChargebackOpen,
    Code::HoldActive,
    Code::CaseClosed,
    Code::ConflictOfInterest,
    // A snapshot is computed by the engine; only a file that was changed does not balance.
    Code::SnapshotUnbalanced,
    // Times come from the clock and from windows that are in range.
    Code::TimeRange,
];

/// Counts of the projects.
#[derive(Default)]
pub(crate) struct ProjectSeen {
    pub(crate) steps: u64,
    pub(crate) begun: u64,
    pub(crate) entries: u64,
    pub(crate) repeated: u64,
    pub(crate) ticks: u64,
    pub(crate) compared: u64,
    pub(crate) replayed: u64,
    pub(crate) accepted: BTreeMap<CommandKind, u64>,
    pub(crate) refused: BTreeMap<Code, u64>,
    pub(crate) timers: BTreeMap<Timer, u64>,
    pub(crate) faults: BTreeMap<Fault, u64>,
    pub(crate) ended: BTreeMap<End, u64>,
}

impl ProjectSeen {
    pub(crate) fn add(&mut self, other: ProjectSeen) {
        self.steps += other.steps;
        self.begun += other.begun;
        self.entries += other.entries;
        self.repeated += other.repeated;
        self.ticks += other.ticks;
        self.compared += other.compared;
        self.replayed += other.replayed;
        add(&mut self.accepted, other.accepted);
        add(&mut self.refused, other.refused);
        add(&mut self.timers, other.timers);
        add(&mut self.faults, other.faults);
        add(&mut self.ended, other.ended);
    }

    pub(crate) fn fault(&mut self, fault: Fault) {
        *self.faults.entry(fault).or_default() += 1;
    }

    /// Counts the timers that fired; a row that makes several events counts once.
    pub(crate) fn fired(&mut self, happened: &[Happened<Event>]) {
        let mut last = None;
        for Happened { row: id, by_clock, effective_at, .. } in happened {
            if last.replace((*id, *effective_at)) == Some((*id, *effective_at)) || !by_clock {
                continue;
            }
            let timed = rows().filter(|row| row.id == *id).find_map(|row| match row.on {
                On::At(timer) => Some(timer),
                _ => None,
            });
            if let Some(timer) = timed {
                *self.timers.entry(timer).or_default() += 1;
            }
        }
    }

    pub(crate) fn print(&self) {
        let accepted: u64 = self.accepted.values().sum();
        let refused: u64 = self.refused.values().sum();
        println!(
            "{} projects with {} entries in {} of the steps; {accepted} commands accepted, {refused} refused, {} repeated; {} ticks",
            self.begun, self.entries, self.steps, self.repeated, self.ticks
        );
        println!(
            "{} times late was compared with punctual, {} handles were rebuilt and compared",
            self.compared, self.replayed
        );
        println!("projects ended: {:?}", self.ended);
        for (what, known) in &self.faults {
            println!("project fault {what:?}: {known}");
        }
        for kind in CommandKind::ALL {
            println!("project accepted {}: {}", kind.as_str(), count(&self.accepted, kind));
        }
        for (code, known) in &self.refused {
            println!("project refused {code}: {known}");
        }
        for timer in timers_with_a_row() {
            println!("project timer {}: {}", timer.as_str(), count(&self.timers, &timer));
        }
    }

    /// What was reached fewer than `least` times.
    pub(crate) fn lacks(&self, least: u64) -> Vec<String> {
        let mut lacks = Vec::new();
        let mut want = |what: &str, name: &dyn Display, known: u64| {
            if known < least {
                lacks.push(format!("project {what} {name}: {known}"));
            }
        };
        // The clock opens funding before its owner can.
        for kind in CommandKind::ALL.iter().filter(|kind| **kind != CommandKind::OpenFunding) {
            want("command", &kind.as_str(), count(&self.accepted, kind));
        }
        // Offers come as commands, so what is wrong with their figures is refused here and not before.
        let of_offers = [Code::LengthMismatch, Code::ZeroWeights];
        let unreached = |code: &&Code| {
            let nowhere = NOT_OF_COMMANDS.contains(code) && !of_offers.contains(code);
            !nowhere && !NOT_OF_PROJECTS.contains(code)
        };
        for code in Code::ALL.iter().filter(unreached) {
            want("code", code, count(&self.refused, code));
        }
        for timer in timers_with_a_row() {
            want("timer", &timer.as_str(), count(&self.timers, &timer));
        }
        for fault in Fault::ALL {
            want("fault", &format!("{fault:?}"), count(&self.faults, &fault));
        }
        lacks
    }
}

fn timers_with_a_row() -> impl Iterator<Item = Timer> {
    Timer::ALL.iter().copied().filter(|timer| rows().any(|row| row.on == On::At(*timer)))
}
