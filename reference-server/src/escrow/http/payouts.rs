//! Part of what a milestone holds, which one side gives to the other before its time.
//! What staff decide about all of it takes two of them, so it goes through an approval.

use super::add;
use crate::App;
use crate::escrow::bodies::PartialPayout;
use crate::escrow::{Order, schema};
use crate::http::extract::{EscrowPath, Json};
use crate::http::headers::{CreateHeaders, TimeHeader};
use crate::http::problem::{Problem, Refusals};
use crate::sender::Sender;
use axum::extract::State;
use axum::response::Response;
use tercero::Command;
use tercero::escrow::CommandKind;

/// Pays the seller part of a milestone, by the buyer.
#[utoipa::path(post, path = "/transactions/{id}/releases", tag = "escrow", request_body = PartialPayout,
    params(("id" = uuid::Uuid, Path), TimeHeader, CreateHeaders),
    security(("actor" = [])), responses((status = 201, body = schema::Escrow), Refusals))]
pub(super) async fn release(
    State(app): State<App>,
    EscrowPath(id): EscrowPath,
    sender: Sender,
    Json(body): Json<PartialPayout>,
) -> Result<Response, Problem> {
    add(app, Order::new(sender, id), move |scene| {
        let (named, amount) = (body.milestone.as_ref(), body.amount);
        let milestone = scene.own_milestone(named, CommandKind::ReleasePartial)?;
        scene.does(Command::ReleasePartial { milestone, amount })
    })
    .await
}

/// Pays the buyer back part of a milestone, by the seller.
#[utoipa::path(post, path = "/transactions/{id}/refunds", tag = "escrow", request_body = PartialPayout,
    params(("id" = uuid::Uuid, Path), TimeHeader, CreateHeaders),
    security(("actor" = [])), responses((status = 201, body = schema::Escrow), Refusals))]
pub(super) async fn refund(
    State(app): State<App>,
    EscrowPath(id): EscrowPath,
    sender: Sender,
    Json(body): Json<PartialPayout>,
) -> Result<Response, Problem> {
    add(app, Order::new(sender, id), move |scene| {
        let (named, amount) = (body.milestone.as_ref(), body.amount);
        let milestone = scene.own_milestone(named, CommandKind::RefundPartial)?;
        scene.does(Command::RefundPartial { milestone, amount })
    })
    .await
}
