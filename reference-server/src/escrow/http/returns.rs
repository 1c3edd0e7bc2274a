//! Goods that go back.

use super::change;
use crate::App;
use crate::escrow::bodies::{Objection, ReturnParcel, ReturnRequest, Which};
use crate::escrow::{Order, schema};
use crate::http::extract::{EscrowPath, Json};
use crate::http::headers::{ChangeHeaders, TimeHeader};
use crate::http::problem::{Problem, Refusals};
use crate::sender::Sender;
use axum::extract::State;
use axum::response::Response;
use tercero::Command;
use tercero::escrow::CommandKind;

/// Sends back all or part of what was delivered.
#[utoipa::path(put, path = "/transactions/{id}/reject-return", tag = "escrow", request_body = ReturnRequest,
    params(("id" = uuid::Uuid, Path), TimeHeader, ChangeHeaders),
    security(("actor" = [])), responses((status = 200, body = schema::Escrow), Refusals))]
pub(super) async fn reject_return(
    State(app): State<App>,
    EscrowPath(id): EscrowPath,
    sender: Sender,
    Json(body): Json<ReturnRequest>,
) -> Result<Response, Problem> {
    let mut order = Order::new(sender, id);
    let reason = order.note("reason", &body.reason)?;
    let amount = body.amount;
    change(app, order, move |scene| {
        let milestone = scene.own_milestone(body.milestone.as_ref(), CommandKind::RejectReturn)?;
        scene.does(Command::RejectReturn { milestone, amount, reason })
    })
    .await
}

/// The goods are on their way back.
#[utoipa::path(put, path = "/transactions/{id}/ship-return", tag = "escrow", request_body = ReturnParcel,
    params(("id" = uuid::Uuid, Path), TimeHeader, ChangeHeaders),
    security(("actor" = [])), responses((status = 200, body = schema::Escrow), Refusals))]
pub(super) async fn ship_return(
    State(app): State<App>,
    EscrowPath(id): EscrowPath,
    sender: Sender,
    Json(body): Json<ReturnParcel>,
) -> Result<Response, Problem> {
    change(app, Order::new(sender, id), move |scene| {
        let milestone = scene.own_milestone(body.milestone.as_ref(), CommandKind::ShipReturn)?;
        scene.does(Command::ShipReturn { milestone, tracking: body.tracking.clone() })
    })
    .await
}

/// The goods are back.
#[utoipa::path(put, path = "/transactions/{id}/return-delivered", tag = "escrow", request_body = Which,
    params(("id" = uuid::Uuid, Path), TimeHeader, ChangeHeaders),
    security(("actor" = [])), responses((status = 200, body = schema::Escrow), Refusals))]
pub(super) async fn return_delivered(
    State(app): State<App>,
    EscrowPath(id): EscrowPath,
    sender: Sender,
    Json(body): Json<Which>,
) -> Result<Response, Problem> {
    change(app, Order::new(sender, id), move |scene| {
        let milestone =
            scene.own_milestone(body.milestone.as_ref(), CommandKind::ReturnDelivered)?;
        scene.does(Command::ReturnDelivered { milestone })
    })
    .await
}

/// Accepts what came back: the buyer gets the price less the agreed restocking.
#[utoipa::path(put, path = "/transactions/{id}/accept-return", tag = "escrow", request_body = Which,
    params(("id" = uuid::Uuid, Path), TimeHeader, ChangeHeaders),
    security(("actor" = [])), responses((status = 200, body = schema::Escrow), Refusals))]
pub(super) async fn accept_return(
    State(app): State<App>,
    EscrowPath(id): EscrowPath,
    sender: Sender,
    Json(body): Json<Which>,
) -> Result<Response, Problem> {
    change(app, Order::new(sender, id), move |scene| {
        let milestone = scene.own_milestone(body.milestone.as_ref(), CommandKind::AcceptReturn)?;
        scene.does(Command::AcceptReturn { milestone })
    })
    .await
}

/// Does not accept what came back.
#[utoipa::path(put, path = "/transactions/{id}/contest-return", tag = "escrow", request_body = Objection,
    params(("id" = uuid::Uuid, Path), TimeHeader, ChangeHeaders),
    security(("actor" = [])), responses((status = 200, body = schema::Escrow), Refusals))]
pub(super) async fn contest_return(
    State(app): State<App>,
    EscrowPath(id): EscrowPath,
    sender: Sender,
    Json(body): Json<Objection>,
) -> Result<Response, Problem> {
    let mut order = Order::new(sender, id);
    let statement = order.note("reason", &body.reason)?;
    change(app, order, move |scene| {
        let milestone = scene.own_milestone(body.milestone.as_ref(), CommandKind::ContestReturn)?;
        scene.does(Command::ContestReturn { milestone, statement })
    })
    .await
}
