//! What a party keeps so that nobody can rewrite the history unnoticed.
//! All of it is about what is stored; a timer that is merely due is not evidence yet.

use super::blocking;
use crate::App;
use crate::escrow::model::{ProofQuery, Proofs};
use crate::escrow::schema;
use crate::http::extract::{EscrowPath, Query};
use crate::http::headers::TimeHeader;
use crate::http::problem::{Problem, Refusals};
use crate::sender::Sender;
use axum::extract::State;
use axum::response::{IntoResponse, Response};

/// The place in the history that is reached, signed by the server. Keep it where the server cannot reach it.
#[utoipa::path(get, path = "/transactions/{id}/receipt", tag = "escrow", params(("id" = uuid::Uuid, Path), TimeHeader),
    security(("actor" = [])), responses((status = 200, body = schema::Receipt), Refusals))]
pub(super) async fn receipt(
    State(app): State<App>,
    EscrowPath(id): EscrowPath,
    sender: Sender,
) -> Result<Response, Problem> {
    blocking(move || {
        let answer = app.recorded(&sender, id)?;
        Ok(axum::Json(answer.escrow.history().receipt(app.key())?).into_response())
    })
    .await
}

/// Proofs to receipts: that an entry is covered by the newest one, and that the history under one begins with that under another.
#[utoipa::path(get, path = "/transactions/{id}/proofs", tag = "escrow",
    params(("id" = uuid::Uuid, Path), ProofQuery, TimeHeader),
    security(("actor" = [])), responses((status = 200, body = Proofs), Refusals))]
pub(super) async fn proofs(
    State(app): State<App>,
    EscrowPath(id): EscrowPath,
    sender: Sender,
    Query(query): Query<ProofQuery>,
) -> Result<Response, Problem> {
    blocking(move || {
        let answer = app.recorded(&sender, id)?;
        let history = answer.escrow.history();
        let newest = history.checkpoint().version;
        let inclusion = query.version.map(|version| history.inclusion_proof(version));
        let consistency =
            query.from.map(|from| history.consistency_proof(from, query.to.unwrap_or(newest)));
        let body =
            Proofs { inclusion: inclusion.transpose()?, consistency: consistency.transpose()? };
        Ok(axum::Json(body).into_response())
    })
    .await
}
