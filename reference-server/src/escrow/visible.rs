//! What of events, movements and payouts one person may see; the core's `view` does the same for the state.
//! Nobody sees what others are owed or paid, an advisor sees of the fees only his own and a
//! carrier none, and why staff hold money only they see.

use serde_json::Value;
use tercero::escrow::chargeback::Source;
use tercero::escrow::{Event, LegId, Payout, State};
use tercero::journal::{Account, JournalEntry, Movement};
use tercero::{Actor, Code, PartyId, Refusal, Role};

/// The eyes of one person on one escrow.
pub(crate) struct Eyes<'a> {
    actor: &'a Actor,
    state: &'a State,
}

impl<'a> Eyes<'a> {
    /// Errors: `not_found` for somebody who has no part in the escrow.
    pub(crate) fn of(actor: &'a Actor, state: &'a State) -> Result<Eyes<'a>, Refusal> {
        state.view(actor)?;
        Ok(Eyes { actor, state })
    }

    /// Whether what `party` is owed and paid may be seen.
    fn sees(&self, party: &PartyId) -> bool {
        matches!(self.actor.role, Role::Admin | Role::Provider | Role::Arbiter)
            || *party == self.actor.id
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
            Account::Payable(party) | Account::Receivable(party) => self.sees(party),
            Account::FeesHeld => self.sees_fees(),
            Account::Cash | Account::Funding(_) | Account::Held(_) | Account::Unapplied(_) => true,
        }
    }

    /// The event, with the fields that may be seen.
    pub(crate) fn event(&self, event: &Event) -> Result<Option<Value>, Refusal> {
        let shown = match event {
            Event::LegPlanned { payee, .. } => self.sees(payee),
            Event::LegSent { leg, .. }
            | Event::LegSettled { leg, .. }
            | Event::LegFailed { leg, .. }
            | Event::LegReturned { leg, .. }
            | Event::LegNoted { leg, .. } => self.sees_leg(leg),
            Event::ClaimAwarded { from, to, .. } => self.sees(from) || self.sees(to),
            _ => true,
        };
        if !shown {
            return Ok(None);
        }
        let mut value = serde_json::to_value(self.borne(event.clone()))
            .map_err(|error| Refusal::new(Code::Internal).because(error.to_string()))?;
        if !self.sees_fees() {
            self.hide_fees(&mut value);
        }
        if let Event::HoldPlaced { .. } = event
            && self.actor.role != Role::Admin
            && let Some(fields) = value.as_object_mut()
        {
            fields.remove("reason");
        }
        Ok(Some(value))
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
