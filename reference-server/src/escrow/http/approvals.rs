//! Commands of staff that take two people.
//! One asks, another one approves or rejects within a day.

use super::{blocking, created};
use crate::App;
use crate::escrow::bodies::{NewApproval, Nothing};
use crate::escrow::model::{ShownApproval, noted};
use crate::escrow::reply::{location, shown_approval};
use crate::http::extract::{ApprovalPath, Json};
use crate::http::headers::{ChangeHeaders, CreateHeaders, TimeHeader};
use crate::http::problem::{Problem, Refusals};
use crate::sender::Sender;
use axum::extract::{OriginalUri, State};
use axum::response::{IntoResponse, Response};
use tercero::{Code, Command, Refusal, from_json, to_json};

/// Asks for a command that takes two people; it waits for the second one.
#[utoipa::path(post, path = "/approvals", tag = "escrow", request_body = NewApproval, params(TimeHeader, CreateHeaders),
    security(("actor" = [])), responses((status = 201, body = ShownApproval), Refusals))]
pub(super) async fn ask(
    State(app): State<App>,
    OriginalUri(uri): OriginalUri,
    sender: Sender,
    Json(mut body): Json<NewApproval>,
) -> Result<Response, Problem> {
    let mut notes = Vec::new();
    if let Some(text) = &body.reason {
        let (digest, note) = noted("reason", text)?;
        let digest = serde_json::json!({ "sha256": digest.sha256, "length": digest.length });
        if body.command.insert("reason".to_owned(), digest).is_some() {
            return Err(Refusal::new(Code::JsonDuplicateKey).at("command.reason").into());
        }
        notes.push(note);
    }
    let command: Command =
        from_json(&to_json(&body.command)?).map_err(|refusal| refusal.at("command"))?;
    blocking(move || {
        let approval = app.ask(&sender, body.escrow, &command, &notes)?;
        let location = location(&uri, approval.filing.id);
        Ok(created((location, shown_approval(&app, approval)?)).into_response())
    })
    .await
}

/// How a command that takes two people stands. For staff.
#[utoipa::path(get, path = "/approvals/{id}", tag = "escrow", params(("id" = uuid::Uuid, Path), TimeHeader),
    security(("actor" = [])), responses((status = 200, body = ShownApproval), Refusals))]
pub(super) async fn approval(
    State(app): State<App>,
    ApprovalPath(id): ApprovalPath,
    sender: Sender,
) -> Result<Response, Problem> {
    blocking(move || shown_approval(&app, app.approval(&sender, id)?)).await
}

/// Approves a command as its second person, and runs it.
#[utoipa::path(put, path = "/approvals/{id}/approve", tag = "escrow", request_body = Nothing,
    params(("id" = uuid::Uuid, Path), TimeHeader, ChangeHeaders), operation_id = "approve_command",
    security(("actor" = [])), responses((status = 200, body = ShownApproval), Refusals))]
pub(super) async fn approve(
    State(app): State<App>,
    ApprovalPath(id): ApprovalPath,
    sender: Sender,
    Json(Nothing {}): Json<Nothing>,
) -> Result<Response, Problem> {
    blocking(move || shown_approval(&app, app.decide(&sender, id, true)?)).await
}

/// Rejects a command that takes two people; who asked takes it back so.
#[utoipa::path(put, path = "/approvals/{id}/reject", tag = "escrow", request_body = Nothing,
    params(("id" = uuid::Uuid, Path), TimeHeader, ChangeHeaders), operation_id = "reject_command",
    security(("actor" = [])), responses((status = 200, body = ShownApproval), Refusals))]
pub(super) async fn reject(
    State(app): State<App>,
    ApprovalPath(id): ApprovalPath,
    sender: Sender,
    Json(Nothing {}): Json<Nothing>,
) -> Result<Response, Problem> {
    blocking(move || shown_approval(&app, app.decide(&sender, id, false)?)).await
}
