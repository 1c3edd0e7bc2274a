//! The escrows that concern a sender, page by page.

use super::{Answer, Escrows};
use crate::sender::Sender;
use tercero::escrow::{CommandKind, Phase};
use tercero::{Code, Refusal, Role};

/// How many escrows one page of a list looks at.
const LOOKED_AT: u32 = 1_000;

/// The commands somebody waits for: without them the deal stands still.
const AWAITED: &[CommandKind] = &[
    CommandKind::Propose,
    CommandKind::Accept,
    CommandKind::PayinStarted,
    CommandKind::Ship,
    CommandKind::Submit,
    CommandKind::Approve,
    CommandKind::ShipReturn,
    CommandKind::AcceptReturn,
    CommandKind::AcceptProposal,
    CommandKind::Respond,
    CommandKind::AcceptSettlement,
    CommandKind::Rule,
];

/// Which escrows a list shows.
#[derive(Debug, Clone, Default)]
pub(crate) struct Filter {
    pub(crate) role: Option<Role>,
    pub(crate) phase: Option<Phase>,
    pub(crate) needs_my_action: Option<bool>,
}

/// A part of a list, and where the next part begins.
#[derive(Debug, Clone)]
pub(crate) struct Page<T> {
    pub(crate) data: Vec<T>,
    pub(crate) next: Option<i64>,
}

impl Escrows {
    /// The sender's escrows behind `before`, newest first.
    pub(crate) fn list(
        &self,
        sender: &Sender,
        filter: &Filter,
        before: Option<i64>,
        limit: usize,
    ) -> Result<Page<Answer>, Refusal> {
        let at = self.clock.read(sender.at)?;
        let before = before.unwrap_or(i64::MAX);
        let places = self.store.listed(sender.list(), before, LOOKED_AT)?;
        // Where a page ends that has looked at its share, whether or not it is full.
        let end = places.get(LOOKED_AT as usize - 1).map(|(place, _)| *place);
        let mut page = Page { data: Vec::new(), next: None };
        let mut last = before;
        for (place, id) in places {
            let shown = match self.seen(sender, id, at) {
                Ok(shown) if filter.keeps(&shown)? => shown,
                Ok(_) => continue,
                Err(refusal) if refusal.code == Code::NotFound => continue,
                Err(refusal) => return Err(refusal),
            };
            if page.data.len() == limit {
                page.next = Some(last);
                return Ok(page);
            }
            page.data.push(shown);
            last = place;
        }
        page.next = end;
        Ok(page)
    }
}

impl Filter {
    fn keeps(&self, shown: &Answer) -> Result<bool, Refusal> {
        let waits = |shown: &Answer| -> Result<bool, Refusal> {
            let actions = shown.escrow.actions(&shown.actor, shown.at)?;
            Ok(actions.iter().any(|action| action.allowed && AWAITED.contains(&action.command)))
        };
        Ok(self.role.is_none_or(|role| role == shown.actor.role)
            && self.phase.is_none_or(|phase| phase == shown.escrow.state().phase())
            && match self.needs_my_action {
                None => true,
                Some(wanted) => waits(shown)? == wanted,
            })
    }
}
