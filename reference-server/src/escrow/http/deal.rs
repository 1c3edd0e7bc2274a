//! From a draft to an agreement, or to none.

use super::change;
use crate::App;
use crate::escrow::bodies::{Acceptance, Cancellation, NewTerms, Nothing};
use crate::escrow::{Order, schema};
use crate::http::extract::{EscrowPath, Json};
use crate::http::headers::{ChangeHeaders, TimeHeader};
use crate::http::problem::{Problem, Refusals};
use crate::sender::Sender;
use axum::extract::State;
use axum::response::Response;
use tercero::Command;

/// Shows a draft to the others.
#[utoipa::path(put, path = "/transactions/{id}/propose", tag = "escrow", request_body = Nothing,
    params(("id" = uuid::Uuid, Path), TimeHeader, ChangeHeaders),
    security(("actor" = [])), responses((status = 200, body = schema::Escrow), Refusals))]
pub(super) async fn propose(
    State(app): State<App>,
    EscrowPath(id): EscrowPath,
    sender: Sender,
    Json(Nothing {}): Json<Nothing>,
) -> Result<Response, Problem> {
    change(app, Order::new(sender, id), |scene| scene.does(Command::Propose {})).await
}

/// Replaces the terms of a draft.
#[utoipa::path(put, path = "/transactions/{id}", tag = "escrow", request_body = NewTerms,
    params(("id" = uuid::Uuid, Path), TimeHeader, ChangeHeaders),
    security(("actor" = [])), responses((status = 200, body = schema::Escrow), Refusals))]
pub(super) async fn edit(
    State(app): State<App>,
    EscrowPath(id): EscrowPath,
    sender: Sender,
    Json(body): Json<NewTerms>,
) -> Result<Response, Problem> {
    change(app, Order::new(sender, id), move |scene| {
        scene.does(Command::Edit { terms: body.terms.clone() })
    })
    .await
}

/// Throws a draft away.
#[utoipa::path(delete, path = "/transactions/{id}", tag = "escrow",
    params(("id" = uuid::Uuid, Path), TimeHeader, ChangeHeaders),
    security(("actor" = [])), responses((status = 200, body = schema::Escrow), Refusals))]
pub(super) async fn discard(
    State(app): State<App>,
    EscrowPath(id): EscrowPath,
    sender: Sender,
) -> Result<Response, Problem> {
    change(app, Order::new(sender, id), |scene| scene.does(Command::Discard {})).await
}

/// Accepts the terms as they were read.
#[utoipa::path(put, path = "/transactions/{id}/accept", tag = "escrow", request_body = Acceptance,
    params(("id" = uuid::Uuid, Path), TimeHeader, ChangeHeaders),
    security(("actor" = [])), responses((status = 200, body = schema::Escrow), Refusals))]
pub(super) async fn accept(
    State(app): State<App>,
    EscrowPath(id): EscrowPath,
    sender: Sender,
    Json(body): Json<Acceptance>,
) -> Result<Response, Problem> {
    let Acceptance { terms_version, terms_hash } = body;
    change(app, Order::new(sender, id), move |scene| {
        scene.does(Command::Accept { terms_version, terms_hash })
    })
    .await
}

/// Proposes other terms.
#[utoipa::path(put, path = "/transactions/{id}/counter", tag = "escrow", request_body = NewTerms,
    params(("id" = uuid::Uuid, Path), TimeHeader, ChangeHeaders),
    security(("actor" = [])), responses((status = 200, body = schema::Escrow), Refusals))]
pub(super) async fn counter(
    State(app): State<App>,
    EscrowPath(id): EscrowPath,
    sender: Sender,
    Json(body): Json<NewTerms>,
) -> Result<Response, Problem> {
    change(app, Order::new(sender, id), move |scene| {
        scene.does(Command::Counter { terms: body.terms.clone() })
    })
    .await
}

/// Says no to a proposal.
#[utoipa::path(put, path = "/transactions/{id}/decline", tag = "escrow", request_body = Nothing,
    params(("id" = uuid::Uuid, Path), TimeHeader, ChangeHeaders),
    security(("actor" = [])), responses((status = 200, body = schema::Escrow), Refusals))]
pub(super) async fn decline(
    State(app): State<App>,
    EscrowPath(id): EscrowPath,
    sender: Sender,
    Json(Nothing {}): Json<Nothing>,
) -> Result<Response, Problem> {
    change(app, Order::new(sender, id), |scene| scene.does(Command::Decline {})).await
}

/// Takes a proposal back.
#[utoipa::path(put, path = "/transactions/{id}/withdraw", tag = "escrow", request_body = Nothing,
    params(("id" = uuid::Uuid, Path), TimeHeader, ChangeHeaders),
    security(("actor" = [])), responses((status = 200, body = schema::Escrow), Refusals))]
pub(super) async fn withdraw(
    State(app): State<App>,
    EscrowPath(id): EscrowPath,
    sender: Sender,
    Json(Nothing {}): Json<Nothing>,
) -> Result<Response, Problem> {
    change(app, Order::new(sender, id), |scene| scene.does(Command::Withdraw {})).await
}

/// Calls off a milestone, or an agreed escrow of which nothing is funded yet.
#[utoipa::path(put, path = "/transactions/{id}/cancel", tag = "escrow", request_body = Cancellation,
    params(("id" = uuid::Uuid, Path), TimeHeader, ChangeHeaders),
    security(("actor" = [])), responses((status = 200, body = schema::Escrow), Refusals))]
pub(super) async fn cancel(
    State(app): State<App>,
    EscrowPath(id): EscrowPath,
    sender: Sender,
    Json(body): Json<Cancellation>,
) -> Result<Response, Problem> {
    change(app, Order::new(sender, id), move |scene| match body.milestone.clone() {
        Some(milestone) => scene.does(Command::CancelMilestone { milestone }),
        None => scene.does(Command::Cancel {}),
    })
    .await
}
