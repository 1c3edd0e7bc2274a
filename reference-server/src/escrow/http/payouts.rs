//! Money of a milestone that moves before its time, or by the decision of staff.

use super::add;
use crate::App;
use crate::escrow::bodies::PayoutOrder;
use crate::escrow::scene::Scene;
use crate::escrow::{Order, schema};
use crate::http::extract::{EscrowPath, Json};
use crate::http::headers::{CreateHeaders, TimeHeader};
use crate::http::problem::{Problem, Refusals};
use crate::sender::Sender;
use axum::extract::State;
use axum::response::Response;
use tercero::escrow::CommandKind;
use tercero::{Code, Command, Digest, EscrowId, Money, Refusal, Role};

/// Pays the seller: part of a milestone by the buyer, or an approved one by two of the staff.
#[utoipa::path(post, path = "/transactions/{id}/releases", tag = "escrow", request_body = PayoutOrder,
    params(("id" = uuid::Uuid, Path), TimeHeader, CreateHeaders),
    security(("actor" = [])), responses((status = 201, body = schema::Escrow), Refusals))]
pub(super) async fn release(
    State(app): State<App>,
    EscrowPath(id): EscrowPath,
    sender: Sender,
    Json(body): Json<PayoutOrder>,
) -> Result<Response, Problem> {
    let (order, whole_for) = ordered(sender, id, &body)?;
    add(app, order, move |scene| match given(scene, &body, whole_for)? {
        Given::All(reason) => {
            let milestone = scene.own_milestone(body.milestone.as_ref(), CommandKind::Release)?;
            scene.does(Command::Release { milestone, reason })
        }
        Given::Part(amount) => {
            let milestone =
                scene.own_milestone(body.milestone.as_ref(), CommandKind::ReleasePartial)?;
            scene.does(Command::ReleasePartial { milestone, amount })
        }
    })
    .await
}

/// Pays the buyer back: part of a milestone by the seller, or all of it by two of the staff.
#[utoipa::path(post, path = "/transactions/{id}/refunds", tag = "escrow", request_body = PayoutOrder,
    params(("id" = uuid::Uuid, Path), TimeHeader, CreateHeaders),
    security(("actor" = [])), responses((status = 201, body = schema::Escrow), Refusals))]
pub(super) async fn refund(
    State(app): State<App>,
    EscrowPath(id): EscrowPath,
    sender: Sender,
    Json(body): Json<PayoutOrder>,
) -> Result<Response, Problem> {
    let (order, whole_for) = ordered(sender, id, &body)?;
    add(app, order, move |scene| match given(scene, &body, whole_for)? {
        Given::All(reason) => {
            let milestone =
                scene.own_milestone(body.milestone.as_ref(), CommandKind::ForceRefund)?;
            scene.does(Command::ForceRefund { milestone, reason })
        }
        Given::Part(amount) => {
            let milestone =
                scene.own_milestone(body.milestone.as_ref(), CommandKind::RefundPartial)?;
            scene.does(Command::RefundPartial { milestone, amount })
        }
    })
    .await
}

/// What is given of a milestone.
enum Given {
    /// An amount, by the other side.
    Part(Money),
    /// All of it, by staff, for a reason.
    All(Digest),
}

/// What the sender asks, with the second person and the digest of the reason.
fn ordered(
    sender: Sender,
    id: EscrowId,
    body: &PayoutOrder,
) -> Result<(Order, Option<Digest>), Refusal> {
    let mut order = Order::new(sender, id);
    let reason = body.reason.as_ref().map(|text| order.note("reason", text)).transpose()?;
    order.seconded_by = body.seconded_by.clone();
    Ok((order, reason))
}

/// Staff give all of it and say why; a party gives an amount.
fn given(scene: &Scene, body: &PayoutOrder, reason: Option<Digest>) -> Result<Given, Refusal> {
    match (scene.actor.role, body.amount, reason, &body.seconded_by) {
        (Role::Admin, None, Some(reason), _) => Ok(Given::All(reason)),
        (Role::Admin, _, _, _) => Err(Refusal::new(Code::JsonType)
            .because("staff give a `reason` and no `amount`")
            .at("reason")),
        (_, Some(amount), None, None) => Ok(Given::Part(amount)),
        (_, _, _, _) => Err(Refusal::new(Code::JsonType)
            .because("a party gives an `amount`, and neither `reason` nor `seconded_by`")
            .at("amount")),
    }
}
