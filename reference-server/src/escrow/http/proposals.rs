//! What those it concerns agree to change while the escrow runs.
//! One proposes, the others accept, reject or let it lapse.

use super::{add, change};
use crate::App;
use crate::escrow::bodies::{CancelProposal, ExtensionProposal, NewTerms, Nothing};
use crate::escrow::{Order, schema};
use crate::http::extract::{EscrowPath, Json, ProposalPath};
use crate::http::headers::{ChangeHeaders, CreateHeaders, TimeHeader};
use crate::http::problem::{Problem, Refusals};
use crate::sender::Sender;
use axum::extract::State;
use axum::response::Response;
use tercero::Command;
use tercero::escrow::CommandKind;

/// Asks everybody concerned to agree to other terms for what is left.
#[utoipa::path(post, path = "/transactions/{id}/amendments", tag = "escrow", request_body = NewTerms,
    params(("id" = uuid::Uuid, Path), TimeHeader, CreateHeaders),
    security(("actor" = [])), responses((status = 201, body = schema::Escrow), Refusals))]
pub(super) async fn propose_amendment(
    State(app): State<App>,
    EscrowPath(id): EscrowPath,
    sender: Sender,
    Json(body): Json<NewTerms>,
) -> Result<Response, Problem> {
    add(app, Order::new(sender, id), move |scene| {
        scene.does(Command::ProposeAmendment { terms: body.terms.clone() })
    })
    .await
}

/// Asks the other side to end every open milestone.
#[utoipa::path(post, path = "/transactions/{id}/cancellations", tag = "escrow", request_body = CancelProposal,
    params(("id" = uuid::Uuid, Path), TimeHeader, CreateHeaders),
    security(("actor" = [])), responses((status = 201, body = schema::Escrow), Refusals))]
pub(super) async fn propose_cancel(
    State(app): State<App>,
    EscrowPath(id): EscrowPath,
    sender: Sender,
    Json(body): Json<CancelProposal>,
) -> Result<Response, Problem> {
    let kill_fee = body.kill_fee;
    add(app, Order::new(sender, id), move |scene| scene.does(Command::ProposeCancel { kill_fee }))
        .await
}

/// Asks the other side for more time.
#[utoipa::path(post, path = "/transactions/{id}/extensions", tag = "escrow", request_body = ExtensionProposal,
    params(("id" = uuid::Uuid, Path), TimeHeader, CreateHeaders),
    security(("actor" = [])), responses((status = 201, body = schema::Escrow), Refusals))]
pub(super) async fn propose_extension(
    State(app): State<App>,
    EscrowPath(id): EscrowPath,
    sender: Sender,
    Json(body): Json<ExtensionProposal>,
) -> Result<Response, Problem> {
    add(app, Order::new(sender, id), move |scene| {
        let (named, until) = (body.milestone.as_ref(), body.until);
        let milestone = scene.own_milestone(named, CommandKind::ProposeExtension)?;
        scene.does(Command::ProposeExtension { milestone, until })
    })
    .await
}

/// Agrees to what somebody else proposed.
#[utoipa::path(put, path = "/transactions/{id}/proposals/{n}/accept", tag = "escrow", request_body = Nothing,
    params(("id" = uuid::Uuid, Path), ("n" = u32, Path, minimum = 1), TimeHeader, ChangeHeaders),
    security(("actor" = [])), responses((status = 200, body = schema::Escrow), Refusals))]
pub(super) async fn accept_proposal(
    State(app): State<App>,
    ProposalPath(id, proposal): ProposalPath,
    sender: Sender,
    Json(Nothing {}): Json<Nothing>,
) -> Result<Response, Problem> {
    change(app, Order::new(sender, id), move |scene| {
        scene.does(Command::AcceptProposal { proposal })
    })
    .await
}

/// Says no to what somebody else proposed.
#[utoipa::path(put, path = "/transactions/{id}/proposals/{n}/reject", tag = "escrow", request_body = Nothing,
    params(("id" = uuid::Uuid, Path), ("n" = u32, Path, minimum = 1), TimeHeader, ChangeHeaders),
    security(("actor" = [])), responses((status = 200, body = schema::Escrow), Refusals))]
pub(super) async fn reject_proposal(
    State(app): State<App>,
    ProposalPath(id, proposal): ProposalPath,
    sender: Sender,
    Json(Nothing {}): Json<Nothing>,
) -> Result<Response, Problem> {
    change(app, Order::new(sender, id), move |scene| {
        scene.does(Command::RejectProposal { proposal })
    })
    .await
}

/// Takes a proposal back.
#[utoipa::path(put, path = "/transactions/{id}/proposals/{n}/withdraw", tag = "escrow", request_body = Nothing,
    params(("id" = uuid::Uuid, Path), ("n" = u32, Path, minimum = 1), TimeHeader, ChangeHeaders),
    security(("actor" = [])), responses((status = 200, body = schema::Escrow), Refusals))]
pub(super) async fn withdraw_proposal(
    State(app): State<App>,
    ProposalPath(id, proposal): ProposalPath,
    sender: Sender,
    Json(Nothing {}): Json<Nothing>,
) -> Result<Response, Problem> {
    change(app, Order::new(sender, id), move |scene| {
        scene.does(Command::WithdrawProposal { proposal })
    })
    .await
}
