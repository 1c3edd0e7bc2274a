//! What of events, movements and payouts one person may see; the core's `view` does the same for the state.
//! Nobody sees what others are owed or paid, nor what a fee line that is hidden from him could be worked out from.

use serde_json::Value;
use tercero::escrow::chargeback::Source;
use tercero::escrow::{Change, Event, LegId, Payout, Proposal, State};
use tercero::history::Body;
use tercero::journal::{Account, JournalEntry, Movement};
use tercero::quote::QuoteLine;
use tercero::{Actor, Code, Escrow, PartyId, Refusal, Role, Terms};

/// What of an event tells how much was paid in, or under which reference.
const PAID_IN: &[&str] =
    &["payin", "excess", "applied", "reversed", "fees", "fees_back", "refund", "topups"];

/// The eyes of one person on one escrow.
pub(crate) struct Eyes<'a> {
    actor: &'a Actor,
    state: &'a State,
    /// The terms over time, if a fee line was ever hidden from anybody.
    editions: Vec<Edition>,
    /// The proposals, as the core shows them.
    proposals: Vec<Proposal>,
    /// Whether this person could work a hidden fee line out from what was paid in.
    guesses: bool,
}

/// The terms from one entry on, as one person may see them.
struct Edition {
    from: u32,
    /// Without the fee lines he may not see; none if he had no part in it then.
    terms: Option<Terms>,
    /// For each line of the quote its place among those he sees.
    lines: Vec<Option<u32>>,
}

impl Edition {
    /// What the core shows `actor` of the terms of `escrow`.
    fn of(actor: &Actor, escrow: &Escrow) -> Result<Edition, Refusal> {
        let seen = match escrow.view(actor) {
            Ok(view) => Some(view),
            Err(refusal) if refusal.code == Code::NotFound => None,
            Err(refusal) => return Err(refusal),
        };
        let place = |line: &QuoteLine| {
            let mut lines = seen.iter().flat_map(|view| &view.quote.lines);
            let place = lines.position(|known| (&known.line, known.tax) == (&line.line, line.tax));
            place.and_then(|place| u32::try_from(place).ok())
        };
        let lines = escrow.state().agreement().quote.lines.iter().map(place).collect();
        Ok(Edition { from: escrow.version(), terms: seen.map(|view| view.terms), lines })
    }
}

/// The terms over time, as `actor` may see them, if a fee line was ever hidden from anybody.
fn editions(actor: &Actor, escrow: &Escrow) -> Result<Vec<Edition>, Refusal> {
    let (mut changes, mut secrets) = (Vec::new(), false);
    for entry in escrow.history().entries() {
        let body: Body<Event> = entry.body()?;
        match &body.event {
            Event::Created { terms, .. }
            | Event::Edited { terms }
            | Event::Countered { terms, .. } => {
                secrets |= has_secrets(terms);
                changes.push(entry.version);
            }
            Event::ChangeProposed { change: Change::Amend { terms }, .. } => {
                secrets |= has_secrets(terms);
            }
            Event::AmendmentApplied { .. } => changes.push(entry.version),
            _ => {}
        }
    }
    changes.retain(|_| secrets);
    let until = |version| Escrow::replay(escrow.history().range(1, version).to_vec());
    changes.into_iter().map(|version| Edition::of(actor, &until(version)?)).collect()
}

/// Whether a line is hidden from anybody.
fn has_secrets(terms: &Terms) -> bool {
    terms.fees().lines.iter().any(|line| !line.hidden_from.is_empty())
}

impl<'a> Eyes<'a> {
    /// Errors: `not_found` for somebody who has no part in the escrow.
    pub(crate) fn of(actor: &'a Actor, escrow: &'a Escrow) -> Result<Eyes<'a>, Refusal> {
        let (view, state) = (escrow.view(actor)?, escrow.state());
        let editions = editions(actor, escrow)?;
        let hidden = editions.iter().any(|edition| edition.lines.contains(&None));
        let proposals = view.proposals;
        let mut both = state.proposals().iter().zip(&proposals);
        let cut = both.any(|(all, seen)| all.change != seen.change);
        let guesses = !editions.is_empty() && (hidden || cut);
        Ok(Eyes { actor, state, editions, proposals, guesses })
    }

    /// Whether what `party` is owed and paid may be seen.
    fn sees(&self, party: &PartyId) -> bool {
        matches!(self.actor.role, Role::Admin | Role::Provider | Role::Arbiter)
            || *party == self.actor.id
    }

    /// Whether what the buyer pays in may be seen.
    fn sees_payins(&self) -> bool {
        !self.guesses || self.actor.role == Role::Buyer
    }

    /// Whether a command may be named: others' ids would let a hidden amount be tried out against the hash of its entry.
    pub(crate) fn sees_command_of(&self, party: &PartyId) -> bool {
        !self.guesses || *party == self.actor.id
    }

    /// Whether what everybody earns may be seen.
    fn sees_fees(&self) -> bool {
        !matches!(self.actor.role, Role::Advisor | Role::Carrier)
    }

    fn sees_leg(&self, id: &LegId) -> bool {
        self.state.legs().iter().any(|leg| leg.id == *id && self.sees(&leg.payee))
    }

    fn sees_account(&self, account: &Account) -> bool {
        match account {
            Account::Payable(party) | Account::Receivable(party) | Account::Claim(party) => {
                self.sees(party)
            }
            Account::FeesHeld => self.sees_fees() && self.sees_payins(),
            Account::Funding(_) | Account::Unapplied(_) => self.sees_payins(),
            Account::Cash => !self.guesses,
            Account::Held(_) => true,
            _ => false,
        }
    }

    /// The event of the entry `version`, with the fields that may be seen.
    pub(crate) fn event(&self, version: u32, event: &Event) -> Result<Option<Value>, Refusal> {
        let shown = match event {
            Event::LegPlanned { payee, .. } => self.sees(payee),
            Event::LegSent { leg, .. }
            | Event::LegSettled { leg, .. }
            | Event::LegFailed { leg, .. }
            | Event::LegReturned { leg, .. }
            | Event::LegNoted { leg, .. } => self.sees_leg(leg),
            Event::ClaimAwarded { from, to, .. } => self.sees(from) || self.sees(to),
            Event::ChargebackOpened { .. } | Event::ChargebackDecided { .. } => self.sees_payins(),
            _ => true,
        };
        if !shown {
            return Ok(None);
        }
        let event = self.borne(self.agreed(version, event.clone()));
        let mut value = serde_json::to_value(&event)
            .map_err(|error| Refusal::new(Code::Internal).because(error.to_string()))?;
        if !self.sees_fees() {
            self.hide_fees(&mut value);
        }
        if self.guesses {
            self.hide_secrets(version, &mut value);
        }
        if let Event::HoldPlaced { .. } = event
            && self.actor.role != Role::Admin
            && let Some(fields) = value.as_object_mut()
        {
            fields.remove("reason");
        }
        Ok(Some(value))
    }

    /// The edition of the terms at `version`, if a fee line was ever hidden.
    fn edition(&self, version: u32) -> Option<&Edition> {
        self.editions.iter().rev().find(|edition| edition.from <= version)
    }

    /// The event with the fee lines of its terms that may be seen.
    fn agreed(&self, version: u32, mut event: Event) -> Event {
        match &mut event {
            Event::Created { terms, .. }
            | Event::Edited { terms }
            | Event::Countered { terms, .. } => {
                let edition = self.edition(version).filter(|edition| edition.from == version);
                if let Some(seen) = edition.and_then(|edition| edition.terms.clone()) {
                    *terms = seen;
                }
            }
            Event::ChangeProposed { proposal, change, .. } => {
                let seen = self.proposals.iter().find(|known| known.number == *proposal);
                if let Some(seen) = seen {
                    *change = seen.change.clone();
                }
            }
            _ => {}
        }
        event
    }

    /// The event without what others bear of a chargeback or get because of it.
    fn borne(&self, mut event: Event) -> Event {
        if let Event::ChargebackDecided { losses, restored, paid, .. } = &mut event {
            losses.retain(|loss| self.sees_source(&loss.source));
            restored.retain(|loss| self.sees_source(&loss.source));
            paid.retain(|credit| self.sees(&credit.party));
        }
        event
    }

    /// Whether the account a loss is laid on may be seen.
    fn sees_source(&self, source: &Source) -> bool {
        match source {
            Source::Payee { party } | Source::Returned { party } => self.sees(party),
            Source::Drift {} => self.sees(&PartyId::platform()),
            Source::Fees {} => self.sees_fees(),
            Source::Funding { .. } | Source::Held { .. } => true,
        }
    }

    /// Takes out of an event what tells others' fees.
    fn hide_fees(&self, event: &mut Value) {
        let Some(fields) = event.as_object_mut() else { return };
        if let Some(fees) =
            fields.get_mut("change").and_then(|change| change.pointer_mut("/terms/fees"))
        {
            *fees = Value::Array(Vec::new());
        }
        for hidden in ["terms", "charges", "net", "fees", "fees_back", "shortfall"] {
            fields.remove(hidden);
        }
        if let Some(credits) = fields.get_mut("credits").and_then(Value::as_array_mut) {
            credits.retain(|credit| credit["party"] == self.actor.id.as_str());
        }
    }

    /// Takes out of an event what tells, or lets be worked out, a hidden fee line.
    fn hide_secrets(&self, version: u32, event: &mut Value) {
        let Some(fields) = event.as_object_mut() else { return };
        let kind = fields.get("type").and_then(Value::as_str).unwrap_or_default().to_owned();
        if !self.sees_payins() {
            for hidden in PAID_IN {
                fields.remove(*hidden);
            }
            if kind.starts_with("payin_") || kind == "topup_asked" {
                fields.remove("amount");
            }
        }
        if self.actor.role != Role::Seller {
            fields.remove("net");
            fields.remove("shortfall");
        }
        if matches!(kind.as_str(), "created" | "edited" | "countered")
            && self.edition(version).is_none_or(|edition| edition.terms.is_none())
        {
            fields.remove("terms");
        }
        if let Some(charges) = fields.get_mut("charges").and_then(Value::as_array_mut) {
            let lines = self.edition(version).map_or(&[][..], |edition| &edition.lines);
            charges.retain_mut(|charge| {
                let index = charge["line"].as_u64().and_then(|index| usize::try_from(index).ok());
                let place = index.and_then(|index| lines.get(index).copied().flatten());
                charge["line"] = place.into();
                place.is_some()
            });
        }
        if let Some(credits) = fields.get_mut("credits").and_then(Value::as_array_mut) {
            credits.retain(|credit| credit["party"] == self.actor.id.as_str());
        }
    }

    /// The movement, with the accounts that may be seen.
    pub(crate) fn movement(&self, mut movement: Movement) -> Movement {
        movement.debits.retain(|posting| self.sees_account(&posting.account));
        movement.credits.retain(|posting| self.sees_account(&posting.account));
        movement
    }

    /// The entry, with the accounts that may be seen.
    pub(crate) fn journal_entry(&self, entry: JournalEntry) -> JournalEntry {
        JournalEntry { movement: self.movement(entry.movement), ..entry }
    }

    /// The payouts that may be seen.
    pub(crate) fn payouts(&self, mut payouts: Vec<Payout>) -> Vec<Payout> {
        payouts.retain(|payout| self.sees(&payout.payee));
        payouts
    }
}

/// The digest an event names, if it names one.
pub(crate) fn digest_in(event: &Value) -> Option<&str> {
    event.as_object()?.values().find_map(|field| field.get("sha256")?.as_str())
}
