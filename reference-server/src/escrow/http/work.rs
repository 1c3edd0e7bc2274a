//! What is delivered, and whether it is accepted.

use super::change;
use crate::App;
use crate::escrow::bodies::{Delivery, Objection, Shipment, Submission, Which};
use crate::escrow::{Order, schema};
use crate::http::extract::{EscrowPath, Json};
use crate::http::headers::{ChangeHeaders, TimeHeader};
use crate::http::problem::{Problem, Refusals};
use crate::sender::Sender;
use axum::extract::State;
use axum::response::Response;
use tercero::escrow::CommandKind;
use tercero::{Code, Command, Refusal, Role};

/// Goods are on their way, or work is delivered.
#[utoipa::path(put, path = "/transactions/{id}/ship", tag = "escrow", request_body = Shipment,
    params(("id" = uuid::Uuid, Path), TimeHeader, ChangeHeaders),
    security(("actor" = [])), responses((status = 200, body = schema::Escrow), Refusals))]
pub(super) async fn ship(
    State(app): State<App>,
    EscrowPath(id): EscrowPath,
    sender: Sender,
    Json(body): Json<Shipment>,
) -> Result<Response, Problem> {
    let mut order = Order::new(sender, id);
    let named = body.milestone;
    match (body.tracking, body.proof) {
        (Some(tracking), None) => {
            change(app, order, move |scene| {
                let milestone = scene.own_milestone(named.as_ref(), CommandKind::Ship)?;
                scene.does(Command::Ship { milestone, tracking: tracking.clone() })
            })
            .await
        }
        (None, Some(text)) => {
            let proof = order.note("proof", &text)?;
            change(app, order, move |scene| {
                let milestone = scene.own_milestone(named.as_ref(), CommandKind::Submit)?;
                scene.does(Command::Submit { milestone, proof })
            })
            .await
        }
        (None, None) | (Some(_), Some(_)) => {
            let why = "goods have a `tracking`, work has a `proof`";
            Err(Refusal::new(Code::JsonType).because(why).at("tracking").into())
        }
    }
}

/// Work is delivered.
#[utoipa::path(put, path = "/transactions/{id}/submit", tag = "escrow", request_body = Submission,
    params(("id" = uuid::Uuid, Path), TimeHeader, ChangeHeaders),
    security(("actor" = [])), responses((status = 200, body = schema::Escrow), Refusals))]
pub(super) async fn submit(
    State(app): State<App>,
    EscrowPath(id): EscrowPath,
    sender: Sender,
    Json(body): Json<Submission>,
) -> Result<Response, Problem> {
    let mut order = Order::new(sender, id);
    let proof = order.note("proof", &body.proof)?;
    change(app, order, move |scene| {
        let milestone = scene.own_milestone(body.milestone.as_ref(), CommandKind::Submit)?;
        scene.does(Command::Submit { milestone, proof })
    })
    .await
}

/// Goods have arrived: by carrier, buyer or admin as a fact, by the seller as a claim with a proof.
#[utoipa::path(put, path = "/transactions/{id}/deliver", tag = "escrow", request_body = Delivery,
    params(("id" = uuid::Uuid, Path), TimeHeader, ChangeHeaders),
    security(("actor" = [])), responses((status = 200, body = schema::Escrow), Refusals))]
pub(super) async fn deliver(
    State(app): State<App>,
    EscrowPath(id): EscrowPath,
    sender: Sender,
    Json(body): Json<Delivery>,
) -> Result<Response, Problem> {
    let mut order = Order::new(sender, id);
    let proof = body.proof.as_ref().map(|text| order.note("proof", text)).transpose()?;
    let (named, occurred_at) = (body.milestone, body.occurred_at);
    change(app, order, move |scene| match (scene.actor.role, proof, occurred_at) {
        (Role::Seller, Some(proof), None) => {
            let milestone = scene.own_milestone(named.as_ref(), CommandKind::ClaimDelivered)?;
            scene.does(Command::ClaimDelivered { milestone, proof })
        }
        (Role::Seller, _, _) => Err(Refusal::new(Code::JsonType)
            .because("the seller gives a `proof` and no `occurred_at`")
            .at("proof")),
        (_, None, occurred_at) => {
            let milestone = scene.own_milestone(named.as_ref(), CommandKind::Delivered)?;
            scene.does(Command::Delivered { milestone, occurred_at })
        }
        (_, Some(_), _) => Err(Refusal::new(Code::JsonUnknownField)
            .because("only the seller gives a proof")
            .at("proof")),
    })
    .await
}

/// Accepts what was delivered.
#[utoipa::path(put, path = "/transactions/{id}/approve", tag = "escrow", request_body = Which,
    params(("id" = uuid::Uuid, Path), TimeHeader, ChangeHeaders),
    security(("actor" = [])), responses((status = 200, body = schema::Escrow), Refusals))]
pub(super) async fn approve(
    State(app): State<App>,
    EscrowPath(id): EscrowPath,
    sender: Sender,
    Json(body): Json<Which>,
) -> Result<Response, Problem> {
    change(app, Order::new(sender, id), move |scene| {
        let milestone = scene.own_milestone(body.milestone.as_ref(), CommandKind::Approve)?;
        scene.does(Command::Approve { milestone })
    })
    .await
}

/// Sends the work back for another round.
#[utoipa::path(put, path = "/transactions/{id}/request-changes", tag = "escrow", request_body = Objection,
    params(("id" = uuid::Uuid, Path), TimeHeader, ChangeHeaders),
    security(("actor" = [])), responses((status = 200, body = schema::Escrow), Refusals))]
pub(super) async fn request_changes(
    State(app): State<App>,
    EscrowPath(id): EscrowPath,
    sender: Sender,
    Json(body): Json<Objection>,
) -> Result<Response, Problem> {
    let mut order = Order::new(sender, id);
    let reason = order.note("reason", &body.reason)?;
    change(app, order, move |scene| {
        let milestone =
            scene.own_milestone(body.milestone.as_ref(), CommandKind::RequestChanges)?;
        scene.does(Command::RequestChanges { milestone, reason })
    })
    .await
}
