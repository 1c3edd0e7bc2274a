//! What was seen in all seeds together, and what must have been.
//! A simulation that reaches nothing proves nothing, so everything there is must be reached often.

use crate::project_seen::{OF_PROJECTS, ProjectSeen};
use std::collections::BTreeMap;
use std::fmt::Display;
use tercero::Code;
use tercero::aggregate::Happened;
use tercero::escrow::table::{On, rows};
use tercero::escrow::{CloseReason, CommandKind, Event, Timer};

/// Codes that no command to an escrow is refused with, and why.
pub(crate) const NOT_OF_COMMANDS: &[Code] = &[
    // Values and terms are checked when they are built or read, before a command exists.
    Code::AmountSyntax,
    Code::AmountType,
    Code::AmountScale,
    Code::CurrencyUnknown,
    Code::NegativeWeight,
    Code::NoWeights,
    Code::ZeroWeights,
    Code::LengthMismatch,
    Code::TotalsDecrease,
    Code::RuleMixed,
    Code::RuleInvalid,
    Code::TextForbidden,
    Code::TextLength,
    Code::PartiesNotDistinct,
    Code::TermsIncomplete,
    Code::NoRule,
    Code::FeeExceedsPrice,
    Code::FeeExceedsCommission,
    Code::CommissionLeaks,
    // Keys, receipts and proofs.
    Code::KeyInvalid,
    Code::KeyUntrusted,
    Code::SignatureInvalid,
    Code::ProofInvalid,
    Code::EntriesMissing,
    // Only the third part of a part of a milestone whose id has the full length.
    Code::IdSyntax,
    // Documents.
    Code::JsonSyntax,
    Code::JsonType,
    Code::JsonDepth,
    Code::JsonDuplicateKey,
    Code::JsonUnknownField,
    // Integrity: the store is honest here, and the engine must never say that it broke its own rules.
    Code::HistoryBroken,
    Code::SnapshotInvalid,
    Code::InvariantViolated,
    // Hosts.
    Code::MalformedRequest,
    Code::IdempotencyKeyMissing,
    Code::IdempotencyKeyReused,
    Code::Unauthenticated,
    Code::DevelopmentOnly,
    Code::MethodNotAllowed,
    Code::BodyTooLarge,
    Code::MediaType,
    Code::Unavailable,
    Code::Internal,
];

/// What goes wrong around the engine.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Fault {
    ClockLate,
    ClockRepeated,
    ClockSetBack,
    ClockAhead,
    CommandTwice,
    IdReused,
    StaleVersion,
    FactTwice,
    FactOutOfOrder,
    FactUnexpected,
    CrashReplayed,
    CrashRestored,
    WriteLost,
    AnswerLost,
}

impl Fault {
    pub(crate) const ALL: [Fault; 14] = [
        Fault::ClockLate,
        Fault::ClockRepeated,
        Fault::ClockSetBack,
        Fault::ClockAhead,
        Fault::CommandTwice,
        Fault::IdReused,
        Fault::StaleVersion,
        Fault::FactTwice,
        Fault::FactOutOfOrder,
        Fault::FactUnexpected,
        Fault::CrashReplayed,
        Fault::CrashRestored,
        Fault::WriteLost,
        Fault::AnswerLost,
    ];
}

/// Counts.
#[derive(Default)]
pub(crate) struct Seen {
    pub(crate) steps: u64,
    pub(crate) escrows: u64,
    pub(crate) entries: u64,
    pub(crate) repeated: u64,
    pub(crate) ticks: u64,
    pub(crate) compared: u64,
    pub(crate) replayed: u64,
    pub(crate) accepted: BTreeMap<CommandKind, u64>,
    pub(crate) refused: BTreeMap<Code, u64>,
    pub(crate) rows: BTreeMap<&'static str, u64>,
    pub(crate) timers: BTreeMap<Timer, u64>,
    pub(crate) faults: BTreeMap<Fault, u64>,
    pub(crate) ended: BTreeMap<CloseReason, u64>,
    pub(crate) tempers: BTreeMap<&'static str, u64>,
    pub(crate) projects: ProjectSeen,
}

impl Seen {
    pub(crate) fn add(&mut self, other: Seen) {
        self.steps += other.steps;
        self.escrows += other.escrows;
        self.entries += other.entries;
        self.repeated += other.repeated;
        self.ticks += other.ticks;
        self.compared += other.compared;
        self.replayed += other.replayed;
        add(&mut self.accepted, other.accepted);
        add(&mut self.refused, other.refused);
        add(&mut self.rows, other.rows);
        add(&mut self.timers, other.timers);
        add(&mut self.faults, other.faults);
        add(&mut self.ended, other.ended);
        add(&mut self.tempers, other.tempers);
        self.projects.add(other.projects);
    }

    pub(crate) fn fault(&mut self, fault: Fault) {
        *self.faults.entry(fault).or_default() += 1;
    }

    /// Counts the rows that fired; a row that makes several events counts once.
    pub(crate) fn fired(&mut self, happened: &[Happened<Event>]) {
        let mut last = None;
        for Happened { row: id, effective_at, .. } in happened {
            if last.replace((*id, *effective_at)) == Some((*id, *effective_at)) {
                continue;
            }
            *self.rows.entry(id).or_default() += 1;
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
            "{} escrows with {} entries; {accepted} commands accepted, {refused} refused, {} repeated; {} ticks",
            self.escrows, self.entries, self.repeated, self.ticks
        );
        println!(
            "{} times late was compared with punctual, {} handles were rebuilt and compared",
            self.compared, self.replayed
        );
        println!("ended: {:?}", self.ended);
        println!("tempers: {:?}", self.tempers);
        for (what, known) in &self.faults {
            println!("fault {what:?}: {known}");
        }
        for kind in CommandKind::ALL {
            println!("accepted {}: {}", kind.as_str(), count(&self.accepted, kind));
        }
        for (code, known) in &self.refused {
            println!("refused {code}: {known}");
        }
        for timer in timers_with_a_row() {
            println!("timer {}: {}", timer.as_str(), count(&self.timers, &timer));
        }
        self.projects.print();
    }

    /// What was reached fewer than `least` times.
    pub(crate) fn lacks(&self, least: u64) -> Vec<String> {
        let mut lacks = Vec::new();
        let mut want = |what: &str, name: &dyn Display, known: u64| {
            if known < least {
                lacks.push(format!("{what} {name}: {known}"));
            }
        };
        for kind in CommandKind::ALL {
            want("command", &kind.as_str(), count(&self.accepted, kind));
        }
        let elsewhere = |code: &Code| NOT_OF_COMMANDS.contains(code) || OF_PROJECTS.contains(code);
        for code in Code::ALL.iter().filter(|code| !elsewhere(code)) {
            want("code", code, count(&self.refused, code));
        }
        for timer in timers_with_a_row() {
            want("timer", &timer.as_str(), count(&self.timers, &timer));
        }
        for fault in Fault::ALL {
            want("fault", &format!("{fault:?}"), count(&self.faults, &fault));
        }
        lacks.extend(self.projects.lacks(least));
        lacks
    }
}

fn timers_with_a_row() -> impl Iterator<Item = Timer> {
    Timer::ALL.iter().copied().filter(|timer| rows().any(|row| row.on == On::At(*timer)))
}

pub(crate) fn count<K: Ord>(counts: &BTreeMap<K, u64>, of: &K) -> u64 {
    counts.get(of).copied().unwrap_or_default()
}

pub(crate) fn add<K: Ord>(sums: &mut BTreeMap<K, u64>, others: BTreeMap<K, u64>) {
    for (key, count) in others {
        *sums.entry(key).or_default() += count;
    }
}
