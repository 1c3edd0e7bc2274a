//! Holds of staff.

use super::{add, blocking};
use crate::App;
use crate::escrow::bodies::NewHold;
use crate::escrow::reply::nothing;
use crate::escrow::{Order, schema};
use crate::http::extract::{EscrowPath, HoldPath, Json};
use crate::http::headers::{ChangeHeaders, CreateHeaders, TimeHeader};
use crate::http::problem::{Problem, Refusals};
use crate::sender::Sender;
use axum::extract::State;
use axum::response::Response;
use tercero::escrow::CommandKind;
use tercero::{Command, Reference};

/// Stops every outflow of a milestone and its parts for a time.
#[utoipa::path(post, path = "/transactions/{id}/holds", tag = "escrow", request_body = NewHold,
    params(("id" = uuid::Uuid, Path), TimeHeader, CreateHeaders),
    security(("actor" = [])), responses((status = 201, body = schema::Escrow), Refusals))]
pub(super) async fn place_hold(
    State(app): State<App>,
    EscrowPath(id): EscrowPath,
    sender: Sender,
    Json(body): Json<NewHold>,
) -> Result<Response, Problem> {
    let mut order = Order::new(sender, id);
    let (key, stream) = (order.sender.key()?.clone(), id.to_string());
    let reason = order.note("reason", &body.reason)?;
    add(app, order, move |scene| {
        let hold = match &body.id {
            Some(id) => id.clone(),
            None => Reference::parse(&key.command(&stream, &scene.actor).to_string())?,
        };
        let milestone = scene.own_milestone(body.milestone.as_ref(), CommandKind::PlaceHold)?;
        let NewHold { kind, expires_at, on_expiry, .. } = body;
        scene.does(Command::PlaceHold { milestone, hold, kind, reason, expires_at, on_expiry })
    })
    .await
}

/// Ends a hold.
#[utoipa::path(delete, path = "/transactions/{id}/holds/{hold}", tag = "escrow",
    params(("id" = uuid::Uuid, Path), ("hold" = schema::Id, Path), TimeHeader, ChangeHeaders),
    security(("actor" = [])), responses((status = 204), Refusals))]
pub(super) async fn lift_hold(
    State(app): State<App>,
    HoldPath(id, hold): HoldPath,
    sender: Sender,
) -> Result<Response, Problem> {
    blocking(move || {
        let answer = app.handle(&Order::new(sender, id), |scene| {
            scene.does(Command::LiftHold { hold: hold.clone() })
        })?;
        Ok(nothing(&answer))
    })
    .await
}
