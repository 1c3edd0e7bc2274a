//! What a third person does in a case: mediate, rule, step down.

use super::{add_to_case, blocking, change_case};
use crate::App;
use crate::escrow::bodies::{Appeal, Assignment, Distribution, Nothing, Ruling};
use crate::escrow::model::{ShownCase, noted};
use crate::escrow::reply::nothing;
use crate::http::extract::{CasePath, Json, OfferPath};
use crate::http::headers::{ChangeHeaders, CreateHeaders, TimeHeader};
use crate::http::problem::{Problem, Refusals};
use crate::sender::Sender;
use axum::extract::State;
use axum::response::Response;
use tercero::Command;

/// Proposes a settlement to both sides, as a mediator.
#[utoipa::path(post, path = "/disputes/{id}/settlements", tag = "escrow", request_body = Distribution,
    params(("id" = uuid::Uuid, Path), TimeHeader, CreateHeaders),
    security(("actor" = [])), responses((status = 201, body = ShownCase), Refusals))]
pub(super) async fn propose_settlement(
    State(app): State<App>,
    CasePath(case): CasePath,
    sender: Sender,
    Json(body): Json<Distribution>,
) -> Result<Response, Problem> {
    add_to_case(
        app,
        sender,
        case,
        vec![],
        Command::ProposeSettlement { case, to_buyer: body.to_buyer },
    )
    .await
}

/// Accepts the proposal of the mediator; the case is settled when both sides have.
#[utoipa::path(put, path = "/disputes/{id}/settlements/{n}/accept", tag = "escrow", request_body = Nothing,
    params(("id" = uuid::Uuid, Path), ("n" = u32, Path, minimum = 1), TimeHeader, ChangeHeaders),
    security(("actor" = [])), responses((status = 200, body = ShownCase), Refusals))]
pub(super) async fn accept_settlement(
    State(app): State<App>,
    OfferPath(case, proposal): OfferPath,
    sender: Sender,
    Json(Nothing {}): Json<Nothing>,
) -> Result<Response, Problem> {
    change_case(app, sender, case, vec![], Command::AcceptSettlement { case, proposal }).await
}

/// Rejects the proposal of the mediator.
#[utoipa::path(put, path = "/disputes/{id}/settlements/{n}/reject", tag = "escrow", request_body = Nothing,
    params(("id" = uuid::Uuid, Path), ("n" = u32, Path, minimum = 1), TimeHeader, ChangeHeaders),
    security(("actor" = [])), responses((status = 200, body = ShownCase), Refusals))]
pub(super) async fn reject_settlement(
    State(app): State<App>,
    OfferPath(case, proposal): OfferPath,
    sender: Sender,
    Json(Nothing {}): Json<Nothing>,
) -> Result<Response, Problem> {
    change_case(app, sender, case, vec![], Command::RejectSettlement { case, proposal }).await
}

/// Puts an arbiter on a case.
#[utoipa::path(post, path = "/disputes/{id}/arbiters", tag = "escrow", request_body = Assignment,
    params(("id" = uuid::Uuid, Path), TimeHeader, CreateHeaders),
    security(("actor" = [])), responses((status = 201, body = ShownCase), Refusals))]
pub(super) async fn assign_arbiter(
    State(app): State<App>,
    CasePath(case): CasePath,
    sender: Sender,
    Json(body): Json<Assignment>,
) -> Result<Response, Problem> {
    let command = Command::AssignArbiter { case, arbiter: body.arbiter };
    add_to_case(app, sender, case, vec![], command).await
}

/// Steps down as the arbiter of a case, which the sender then may no longer see.
#[utoipa::path(put, path = "/disputes/{id}/recuse", tag = "escrow", request_body = Nothing,
    params(("id" = uuid::Uuid, Path), TimeHeader, ChangeHeaders),
    security(("actor" = [])), responses((status = 204), Refusals))]
pub(super) async fn recuse(
    State(app): State<App>,
    CasePath(case): CasePath,
    sender: Sender,
    Json(Nothing {}): Json<Nothing>,
) -> Result<Response, Problem> {
    blocking(move || {
        let command = Command::Recuse { case };
        let answer = app.handle_case(sender, case, vec![], |scene| scene.does(command.clone()))?;
        Ok(nothing(&answer))
    })
    .await
}

/// Decides a case.
#[utoipa::path(post, path = "/disputes/{id}/rulings", tag = "escrow", request_body = Ruling,
    params(("id" = uuid::Uuid, Path), TimeHeader, CreateHeaders),
    security(("actor" = [])), responses((status = 201, body = ShownCase), Refusals))]
pub(super) async fn rule(
    State(app): State<App>,
    CasePath(case): CasePath,
    sender: Sender,
    Json(body): Json<Ruling>,
) -> Result<Response, Problem> {
    let (reason, note) = noted("reasons", &body.reasons)?;
    let command = Command::Rule { case, to_buyer: body.to_buyer, reason };
    add_to_case(app, sender, case, vec![note], command).await
}

/// Asks for another ruling, once.
#[utoipa::path(post, path = "/disputes/{id}/appeals", tag = "escrow", request_body = Appeal,
    params(("id" = uuid::Uuid, Path), TimeHeader, CreateHeaders),
    security(("actor" = [])), responses((status = 201, body = ShownCase), Refusals))]
pub(super) async fn appeal(
    State(app): State<App>,
    CasePath(case): CasePath,
    sender: Sender,
    Json(body): Json<Appeal>,
) -> Result<Response, Problem> {
    let (statement, note) = noted("text", &body.text)?;
    let command = Command::Appeal { case, statement };
    add_to_case(app, sender, case, vec![note], command).await
}
