//! The bodies of requests.

use super::schema;
use serde::Deserialize;
use serde_json::{Map, Value};
use tercero::escrow::{HoldKind, OnExpiry, Reason};
use tercero::{EscrowId, Hash, MilestoneId, Money, PartyId, Rate, Reference, Terms, Timestamp};
use utoipa::ToSchema;

/// A new escrow.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewEscrow {
    /// Its id; without it the server derives one from the key.
    #[schema(value_type = Option<uuid::Uuid>)]
    pub(crate) id: Option<EscrowId>,
    /// What the parties are to agree on.
    #[schema(value_type = schema::Terms)]
    pub(crate) terms: Terms,
    /// Whether only its creator works on it for now.
    #[serde(default)]
    pub(crate) draft: bool,
}

/// The terms that are accepted.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Acceptance {
    /// The edition that was read.
    #[serde(alias = "version")]
    #[schema(minimum = 1)]
    pub(crate) terms_version: u32,
    /// Its hash.
    #[schema(value_type = schema::Hash)]
    pub(crate) terms_hash: Hash,
}

/// A payment by the development provider.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Payment {
    /// The milestone; may be left out where exactly one fits.
    #[schema(value_type = Option<schema::Id>)]
    pub(crate) milestone: Option<MilestoneId>,
    /// How much; without it exactly what is due.
    #[schema(value_type = Option<schema::Money>)]
    pub(crate) amount: Option<Money>,
}

/// A parcel on its way, or delivered work: one of the two.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Shipment {
    /// The milestone; may be left out where exactly one fits.
    #[schema(value_type = Option<schema::Id>)]
    pub(crate) milestone: Option<MilestoneId>,
    /// Goods: the parcel.
    #[schema(value_type = Option<schema::Id>)]
    pub(crate) tracking: Option<Reference>,
    /// Work: what proves that it is done.
    #[schema(min_length = 1, max_length = 4096)]
    pub(crate) proof: Option<String>,
}

/// Goods that have arrived.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Delivery {
    /// The milestone; may be left out where exactly one fits.
    #[schema(value_type = Option<schema::Id>)]
    pub(crate) milestone: Option<MilestoneId>,
    /// What proves it; the seller must give one, nobody else does.
    #[schema(min_length = 1, max_length = 4096)]
    pub(crate) proof: Option<String>,
    /// When they arrived; without it now. Not for the seller.
    #[schema(value_type = Option<schema::Time>)]
    pub(crate) occurred_at: Option<Timestamp>,
}

/// The milestone a request is about.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Which {
    /// The milestone; may be left out where exactly one fits.
    #[schema(value_type = Option<schema::Id>)]
    pub(crate) milestone: Option<MilestoneId>,
}

/// A claim on all or part of what a milestone holds, or of what has left it.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Claim {
    /// The milestone; may be left out where exactly one fits.
    #[schema(value_type = Option<schema::Id>)]
    pub(crate) milestone: Option<MilestoneId>,
    /// How much is contested, or claimed back.
    #[schema(value_type = schema::Money)]
    pub(crate) amount: Money,
    /// Why.
    #[schema(value_type = schema::Reason)]
    pub(crate) reason: Reason,
    /// What happened, in words.
    #[schema(min_length = 1, max_length = 4096)]
    pub(crate) text: String,
}

/// An answer to a claim.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Reply {
    /// Why it is contested, in words.
    #[schema(min_length = 1, max_length = 4096)]
    pub(crate) text: String,
    /// What the buyer should get.
    #[schema(value_type = Option<schema::Money>)]
    pub(crate) offer: Option<Money>,
}

/// Nothing but the path.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Nothing {}

/// A decision about the contested amount.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Ruling {
    /// What the buyer gets; the rest goes to the seller.
    #[schema(value_type = schema::Money)]
    pub(crate) to_buyer: Money,
    /// Why, in words.
    #[schema(min_length = 1, max_length = 4096)]
    pub(crate) reasons: String,
}

/// Other terms.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewTerms {
    /// What the parties are to agree on instead.
    #[schema(value_type = schema::Terms)]
    pub(crate) terms: Terms,
}

/// What is called off.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Cancellation {
    /// The milestone; without it the escrow, of which nothing is funded yet.
    #[schema(value_type = Option<schema::Id>)]
    pub(crate) milestone: Option<MilestoneId>,
}

/// Work that is delivered.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Submission {
    /// The milestone; may be left out where exactly one fits.
    #[schema(value_type = Option<schema::Id>)]
    pub(crate) milestone: Option<MilestoneId>,
    /// What proves that it is done.
    #[schema(min_length = 1, max_length = 4096)]
    pub(crate) proof: String,
}

/// Work that is sent back for another round, or goods whose return is contested.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Objection {
    /// The milestone; may be left out where exactly one fits.
    #[schema(value_type = Option<schema::Id>)]
    pub(crate) milestone: Option<MilestoneId>,
    /// What is wrong, in words.
    #[schema(min_length = 1, max_length = 4096)]
    pub(crate) reason: String,
}

/// Goods that are to be sent back, all of them or a part.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ReturnRequest {
    /// The milestone; may be left out where exactly one fits.
    #[schema(value_type = Option<schema::Id>)]
    pub(crate) milestone: Option<MilestoneId>,
    /// How much of the price is sent back.
    #[schema(value_type = schema::Money)]
    pub(crate) amount: Money,
    /// What is wrong, in words.
    #[schema(min_length = 1, max_length = 4096)]
    pub(crate) reason: String,
}

/// A parcel on its way back.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ReturnParcel {
    /// The milestone; may be left out where exactly one fits.
    #[schema(value_type = Option<schema::Id>)]
    pub(crate) milestone: Option<MilestoneId>,
    /// The parcel.
    #[schema(value_type = schema::Id)]
    pub(crate) tracking: Reference,
}

/// Part of what a milestone holds, which one side gives to the other.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct PartialPayout {
    /// The milestone; may be left out where exactly one fits.
    #[schema(value_type = Option<schema::Id>)]
    pub(crate) milestone: Option<MilestoneId>,
    /// How much.
    #[schema(value_type = schema::Money)]
    pub(crate) amount: Money,
}

/// A command that takes two people.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewApproval {
    /// The escrow it is about.
    #[schema(value_type = uuid::Uuid)]
    pub(crate) escrow: EscrowId,
    /// The command; without its `reason` if that is given in words.
    #[schema(value_type = schema::Command)]
    pub(crate) command: Map<String, Value>,
    /// Why, in words, of which the command gets the digest.
    #[schema(min_length = 1, max_length = 4096)]
    pub(crate) reason: Option<String>,
}

/// A proposal to end every open milestone.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct CancelProposal {
    /// What goes to the seller of what is held, as a fraction; without it nothing.
    #[serde(default)]
    #[schema(value_type = schema::Rate, required = false)]
    pub(crate) kill_fee: Rate,
}

/// A proposal to take more time.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ExtensionProposal {
    /// The milestone; may be left out where exactly one fits.
    #[schema(value_type = Option<schema::Id>)]
    pub(crate) milestone: Option<MilestoneId>,
    /// When the running window of the milestone should end instead.
    #[schema(value_type = schema::Time)]
    pub(crate) until: Timestamp,
}

/// A hold on a milestone and its parts.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewHold {
    /// Its name; without it the server derives one from the key.
    #[schema(value_type = Option<schema::Id>)]
    pub(crate) id: Option<Reference>,
    /// The milestone; may be left out where exactly one fits.
    #[schema(value_type = Option<schema::Id>)]
    pub(crate) milestone: Option<MilestoneId>,
    /// What kind of hold it is.
    #[schema(value_type = schema::HoldKind)]
    pub(crate) kind: HoldKind,
    /// Why, in words; only staff see it.
    #[schema(min_length = 1, max_length = 4096)]
    pub(crate) reason: String,
    /// When it ends by itself, at most 90 days away.
    #[schema(value_type = schema::Time)]
    pub(crate) expires_at: Timestamp,
    /// What happens then.
    #[schema(value_type = schema::OnExpiry)]
    pub(crate) on_expiry: OnExpiry,
}

/// A distribution of what is contested.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Distribution {
    /// What the buyer should get; the rest goes to the seller.
    #[schema(value_type = schema::Money)]
    pub(crate) to_buyer: Money,
}

/// Why another ruling is asked for.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Appeal {
    /// The grounds, in words.
    #[schema(min_length = 1, max_length = 4096)]
    pub(crate) text: String,
}

/// Who is to decide a case.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Assignment {
    /// Somebody who has no part in the escrow.
    #[schema(value_type = schema::Id)]
    pub(crate) arbiter: PartyId,
}
