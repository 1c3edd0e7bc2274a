//! Who asks for something, when, under which key, and what they have seen.

use crate::http::idempotency::Key;
use tercero::escrow::State;
use tercero::{Actor, Code, EscrowId, PartyId, Refusal, Role, Terms, Timestamp};

/// Who sends a request, when, under which key, and what they have seen.
#[derive(Debug, Clone)]
pub(crate) struct Sender {
    pub(crate) id: PartyId,
    /// The role that is claimed; without it the terms tell.
    pub(crate) role: Option<Role>,
    /// The time the request brings along.
    pub(crate) at: Option<Timestamp>,
    pub(crate) key: Option<Key>,
    pub(crate) expected_version: Option<u32>,
}

impl Sender {
    /// In which role the sender acts here. A stranger learns no more than about an id that does not exist.
    pub(crate) fn in_escrow(&self, state: &State) -> Result<Actor, Refusal> {
        let named = state.agreement().terms.party(&self.id).map(|party| party.role);
        let rules = state.cases().iter().any(|case| case.arbiter.as_ref() == Some(&self.id));
        let own = named.or(rules.then_some(Role::Arbiter));
        let role = match (own, self.role) {
            (None, Some(asserted)) if asserted.is_asserted() => asserted,
            (None, _) => return Err(unknown(state.id())),
            (Some(own), claimed) => claimed.unwrap_or(own),
        };
        Ok(Actor { id: self.id.clone(), role })
    }

    /// Who starts an escrow. Somebody the terms do not name is refused by the core, as a buyer who is none.
    pub(crate) fn founder(&self, terms: &Terms) -> Actor {
        let named = terms.party(&self.id).map(|party| party.role);
        Actor { id: self.id.clone(), role: self.role.or(named).unwrap_or(Role::Buyer) }
    }

    /// In whose list the sender looks; without a name in that of all escrows, which is for those who run them.
    pub(crate) fn list(&self) -> Option<&str> {
        let runs_them = self.role.is_some_and(Role::is_asserted);
        (!runs_them).then_some(self.id.as_str())
    }

    /// The key of a request that creates something.
    pub(crate) fn key(&self) -> Result<&Key, Refusal> {
        self.key.as_ref().ok_or(Refusal::new(Code::IdempotencyKeyMissing).at("Idempotency-Key"))
    }
}

/// The answer about an escrow that does not exist, or does not concern the sender.
pub(crate) fn unknown(id: EscrowId) -> Refusal {
    Refusal::new(Code::NotFound).at("escrow").got(id)
}
