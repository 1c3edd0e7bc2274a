//! What goes over the wire beside the values of the core and the bodies of requests: queries, answers and pages.

use super::approvals::ApprovalState;
use super::schema;
use crate::store::Note;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use tercero::escrow::{Action, Case, CommandKind, Deadline, Payout, Phase, View};
use tercero::journal::{JournalEntry, Movement};
use tercero::quote::Quote;
use tercero::receipt::{ConsistencyProof, InclusionProof};
use tercero::{Command, CommandId, Digest, EscrowId, Hash, PartyId, Refusal, Role, Timestamp};
use utoipa::{IntoParams, ToSchema};

/// Where a page begins, and how long it is.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct PageQuery {
    /// `next_cursor` of the page before.
    #[param(nullable = false)]
    pub(crate) cursor: Option<i64>,
    /// 1 to 100, 20 without it.
    #[param(nullable = false, minimum = 1, maximum = 100)]
    pub(crate) limit: Option<usize>,
}

/// Which escrows are listed.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct ListQuery {
    /// Those in which the sender has this role.
    #[param(value_type = schema::Role, required = false, inline)]
    pub(crate) role: Option<Role>,
    /// Those in this phase.
    #[param(value_type = schema::Phase, required = false, inline)]
    pub(crate) phase: Option<Phase>,
    /// Those that wait for the sender, or those that do not.
    #[param(nullable = false)]
    pub(crate) needs_my_action: Option<bool>,
    /// `next_cursor` of the page before.
    #[param(nullable = false)]
    pub(crate) cursor: Option<i64>,
    /// 1 to 100, 20 without it.
    #[param(nullable = false, minimum = 1, maximum = 100)]
    pub(crate) limit: Option<usize>,
}

/// What is to be proved.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct ProofQuery {
    /// The version of an entry, that it is covered by the newest receipt.
    #[param(nullable = false, minimum = 1)]
    pub(crate) version: Option<u32>,
    /// The version of an earlier receipt, that a later one continues it.
    #[param(nullable = false, minimum = 1)]
    pub(crate) from: Option<u32>,
    /// The version of the later receipt; without it the newest.
    #[param(nullable = false, minimum = 1)]
    pub(crate) to: Option<u32>,
}

/// The proofs that were asked for.
#[derive(Serialize, ToSchema)]
pub(crate) struct Proofs {
    /// That the entry is covered by the newest receipt.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<schema::InclusionProof>, nullable = false)]
    pub(crate) inclusion: Option<InclusionProof>,
    /// That the history under the later receipt begins with that under the earlier one.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<schema::ConsistencyProof>, nullable = false)]
    pub(crate) consistency: Option<ConsistencyProof>,
}

/// The timers that run.
#[derive(Serialize, ToSchema)]
pub(crate) struct Deadlines {
    /// The earliest first.
    #[schema(value_type = Vec<schema::Deadline>)]
    pub(crate) data: Vec<Deadline>,
}

/// An escrow as the sender may see it, and what he may do.
#[derive(Serialize)]
pub(crate) struct Shown {
    #[serde(flatten)]
    pub(crate) view: View,
    pub(crate) allowed_actions: Vec<CommandKind>,
}

/// A case and the escrow it belongs to.
#[derive(Serialize, ToSchema)]
pub(crate) struct ShownCase {
    /// The case.
    #[schema(value_type = schema::Case)]
    pub(crate) case: Case,
    /// The escrow.
    #[schema(value_type = schema::Escrow)]
    pub(crate) escrow: Shown,
}

/// A command that takes two people, and what was decided.
#[derive(Serialize, ToSchema)]
#[schema(as = Approval)]
pub(crate) struct ShownApproval {
    /// Its id, which is also that of the command in the history.
    #[schema(value_type = uuid::Uuid)]
    pub(crate) id: CommandId,
    /// The escrow it is about.
    #[schema(value_type = uuid::Uuid)]
    pub(crate) escrow: EscrowId,
    /// The command.
    #[schema(value_type = schema::Command)]
    pub(crate) command: Command,
    /// The text behind its digest, unless it was not given or was erased.
    #[schema(required)]
    pub(crate) text: Option<String>,
    /// Who asked.
    #[schema(value_type = schema::Id)]
    pub(crate) asked_by: PartyId,
    /// When.
    #[schema(value_type = schema::Time)]
    pub(crate) asked_at: Timestamp,
    /// Until when it can be decided.
    #[schema(value_type = schema::Time)]
    pub(crate) expires_at: Timestamp,
    /// What has become of it.
    pub(crate) state: ApprovalState,
    /// Who decided.
    #[schema(value_type = Option<schema::Id>, required)]
    pub(crate) decided_by: Option<PartyId>,
    /// When.
    #[schema(value_type = Option<schema::Time>, required)]
    pub(crate) decided_at: Option<Timestamp>,
    /// The version of the escrow after the command.
    #[schema(required)]
    pub(crate) version: Option<u32>,
}

/// What the terms cost everybody.
#[derive(Serialize, ToSchema)]
pub(crate) struct Quoted {
    /// The quote.
    #[schema(value_type = schema::Quote)]
    pub(crate) quote: Quote,
    /// What an acceptance of these terms would name.
    #[schema(value_type = schema::Hash)]
    pub(crate) terms_hash: Hash,
}

/// Part of a list, the newest first.
#[derive(Serialize, ToSchema)]
pub(crate) struct EscrowPage {
    /// The escrows.
    #[schema(value_type = Vec<schema::Escrow>)]
    pub(crate) data: Vec<Shown>,
    /// Whether there are more.
    pub(crate) has_more: bool,
    /// The cursor of the next page.
    pub(crate) next_cursor: Option<i64>,
}

/// What somebody could do now, and why not.
#[derive(Serialize, ToSchema)]
pub(crate) struct Actions {
    /// One for each command and what it is about.
    #[schema(value_type = Vec<schema::Action>)]
    pub(crate) data: Vec<Action>,
}

/// What a command would do.
#[derive(Serialize, ToSchema)]
pub(crate) struct Previewed {
    /// The events it would leave, timers that are due included.
    pub(crate) events: Vec<Value>,
    /// What they would post.
    #[schema(value_type = Vec<schema::Movement>)]
    pub(crate) ledger: Vec<Movement>,
    /// The payouts that would be open afterwards.
    #[schema(value_type = Vec<schema::Payout>)]
    pub(crate) payouts: Vec<Payout>,
}

/// One entry of the history.
#[derive(Serialize, ToSchema)]
pub(crate) struct HistoryEntry {
    /// Its place, from 1.
    pub(crate) version: u32,
    /// When it was recorded.
    #[schema(value_type = schema::Time)]
    pub(crate) recorded_at: Timestamp,
    /// When it took effect.
    #[schema(value_type = schema::Time)]
    pub(crate) effective_at: Timestamp,
    /// Who acted.
    #[schema(value_type = schema::Id)]
    pub(crate) actor: PartyId,
    /// In which role.
    #[schema(value_type = schema::Role)]
    pub(crate) role: Role,
    /// The command it belongs to; none for a tick of the clock, or for others' where a fee is hidden from the sender.
    #[schema(value_type = Option<uuid::Uuid>, required)]
    pub(crate) command_id: Option<CommandId>,
    /// What happened: an object with a `type`.
    #[schema(value_type = Object)]
    pub(crate) event: Value,
    /// The text behind the digest of the event, unless it was erased.
    #[schema(required)]
    pub(crate) text: Option<String>,
    /// The chained hash.
    #[schema(value_type = schema::Hash)]
    pub(crate) hash: Hash,
}

/// Part of the history, the oldest first.
#[derive(Serialize, ToSchema)]
pub(crate) struct HistoryPage {
    /// The entries the sender may see.
    pub(crate) data: Vec<HistoryEntry>,
    /// Whether there are more.
    pub(crate) has_more: bool,
    /// The cursor of the next page.
    pub(crate) next_cursor: Option<i64>,
}

/// Part of the journal, the oldest first.
#[derive(Serialize, ToSchema)]
pub(crate) struct LedgerPage {
    /// The entries, with the accounts the sender may see.
    #[schema(value_type = Vec<schema::JournalEntry>)]
    pub(crate) data: Vec<JournalEntry>,
    /// Whether there are more.
    pub(crate) has_more: bool,
    /// The cursor of the next page.
    pub(crate) next_cursor: Option<i64>,
}

/// A text on its way into the history: the digest goes to the core, the text to the store.
pub(crate) fn noted(field: &'static str, text: &str) -> Result<(Digest, Note), Refusal> {
    let digest = Digest::of_text(text).map_err(|refusal| refusal.at(field))?;
    Ok((digest, Note { sha256: digest.sha256, text: text.to_owned() }))
}
