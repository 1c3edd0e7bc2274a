//! A case between the two sides, while an escrow runs or after its end.
//! After the end there is nothing to lock any more, so such a claim has a path of its own.

use super::{add_to_case, blocking, change_case, created};
use crate::App;
use crate::escrow::bodies::{Claim, Distribution, Nothing, Reply};
use crate::escrow::model::{ShownCase, noted};
use crate::escrow::reply::{disputed, shown_case};
use crate::escrow::{Order, schema};
use crate::http::extract::{CasePath, EscrowPath, Json, OfferPath};
use crate::http::headers::{ChangeHeaders, CreateHeaders, TimeHeader};
use crate::http::problem::{Problem, Refusals};
use crate::sender::Sender;
use axum::extract::State;
use axum::response::Response;
use tercero::escrow::CommandKind;
use tercero::{CaseId, Command, Digest, EscrowId};

/// Contests all or part of what a milestone holds. Only that part is locked.
#[utoipa::path(post, path = "/transactions/{id}/dispute", tag = "escrow", request_body = Claim,
    params(("id" = uuid::Uuid, Path), TimeHeader, CreateHeaders),
    security(("actor" = [])), responses((status = 201, body = ShownCase), Refusals))]
pub(super) async fn dispute(
    State(app): State<App>,
    EscrowPath(id): EscrowPath,
    sender: Sender,
    Json(body): Json<Claim>,
) -> Result<Response, Problem> {
    open_case(app, id, sender, body, CommandKind::Dispute).await
}

/// Claims from the other side what has left an escrow that has ended. It stays ended; what is decided is a debt.
#[utoipa::path(post, path = "/transactions/{id}/claims", tag = "escrow", request_body = Claim,
    params(("id" = uuid::Uuid, Path), TimeHeader, CreateHeaders),
    security(("actor" = [])), responses((status = 201, body = ShownCase), Refusals))]
pub(super) async fn claim(
    State(app): State<App>,
    EscrowPath(id): EscrowPath,
    sender: Sender,
    Json(body): Json<Claim>,
) -> Result<Response, Problem> {
    open_case(app, id, sender, body, CommandKind::LateCase).await
}

/// Contests a claim, with or without an offer.
#[utoipa::path(put, path = "/disputes/{id}/respond", tag = "escrow", request_body = Reply,
    params(("id" = uuid::Uuid, Path), TimeHeader, ChangeHeaders),
    security(("actor" = [])), responses((status = 200, body = ShownCase), Refusals))]
pub(super) async fn respond(
    State(app): State<App>,
    CasePath(case): CasePath,
    sender: Sender,
    Json(body): Json<Reply>,
) -> Result<Response, Problem> {
    let (statement, note) = noted("text", &body.text)?;
    let command = Command::Respond { case, statement, offer: body.offer };
    change_case(app, sender, case, vec![note], command).await
}

/// Gives the claimant what was claimed.
#[utoipa::path(put, path = "/disputes/{id}/accept-claim", tag = "escrow", request_body = Nothing,
    params(("id" = uuid::Uuid, Path), TimeHeader, ChangeHeaders),
    security(("actor" = [])), responses((status = 200, body = ShownCase), Refusals))]
pub(super) async fn accept_claim(
    State(app): State<App>,
    CasePath(case): CasePath,
    sender: Sender,
    Json(Nothing {}): Json<Nothing>,
) -> Result<Response, Problem> {
    change_case(app, sender, case, vec![], Command::AcceptClaim { case }).await
}

/// Takes the claim back.
#[utoipa::path(put, path = "/disputes/{id}/withdraw", tag = "escrow", request_body = Nothing,
    params(("id" = uuid::Uuid, Path), TimeHeader, ChangeHeaders),
    security(("actor" = [])), responses((status = 200, body = ShownCase), Refusals))]
pub(super) async fn withdraw_case(
    State(app): State<App>,
    CasePath(case): CasePath,
    sender: Sender,
    Json(Nothing {}): Json<Nothing>,
) -> Result<Response, Problem> {
    change_case(app, sender, case, vec![], Command::WithdrawCase { case }).await
}

/// Asks for the next stage of a case.
#[utoipa::path(put, path = "/disputes/{id}/escalate", tag = "escrow", request_body = Nothing,
    params(("id" = uuid::Uuid, Path), TimeHeader, ChangeHeaders),
    security(("actor" = [])), responses((status = 200, body = ShownCase), Refusals))]
pub(super) async fn escalate(
    State(app): State<App>,
    CasePath(case): CasePath,
    sender: Sender,
    Json(Nothing {}): Json<Nothing>,
) -> Result<Response, Problem> {
    change_case(app, sender, case, vec![], Command::Escalate { case }).await
}

/// Offers a settlement, which replaces the offers before it.
#[utoipa::path(post, path = "/disputes/{id}/offers", tag = "escrow", request_body = Distribution,
    params(("id" = uuid::Uuid, Path), TimeHeader, CreateHeaders),
    security(("actor" = [])), responses((status = 201, body = ShownCase), Refusals))]
pub(super) async fn offer(
    State(app): State<App>,
    CasePath(case): CasePath,
    sender: Sender,
    Json(body): Json<Distribution>,
) -> Result<Response, Problem> {
    add_to_case(app, sender, case, vec![], Command::Offer { case, to_buyer: body.to_buyer }).await
}

/// Accepts the latest offer of the other side.
#[utoipa::path(put, path = "/disputes/{id}/offers/{n}/accept", tag = "escrow", request_body = Nothing,
    params(("id" = uuid::Uuid, Path), ("n" = u32, Path, minimum = 1), TimeHeader, ChangeHeaders),
    security(("actor" = [])), responses((status = 200, body = ShownCase), Refusals))]
pub(super) async fn accept_offer(
    State(app): State<App>,
    OfferPath(case, offer): OfferPath,
    sender: Sender,
    Json(Nothing {}): Json<Nothing>,
) -> Result<Response, Problem> {
    change_case(app, sender, case, vec![], Command::AcceptOffer { case, offer }).await
}

/// Adds a piece of evidence, by its digest.
#[utoipa::path(post, path = "/disputes/{id}/evidence", tag = "escrow", request_body = schema::Digest,
    params(("id" = uuid::Uuid, Path), TimeHeader, CreateHeaders),
    security(("actor" = [])), responses((status = 201, body = ShownCase), Refusals))]
pub(super) async fn add_evidence(
    State(app): State<App>,
    CasePath(case): CasePath,
    sender: Sender,
    Json(evidence): Json<Digest>,
) -> Result<Response, Problem> {
    add_to_case(app, sender, case, vec![], Command::AddEvidence { case, evidence }).await
}

/// Opens a case, before or after the end, under an id that the same request has again.
async fn open_case(
    app: App,
    id: EscrowId,
    sender: Sender,
    body: Claim,
    kind: CommandKind,
) -> Result<Response, Problem> {
    let mut order = Order::new(sender, id);
    let key = order.sender.key()?.clone();
    let statement = order.note("text", &body.text)?;
    let stream = id.to_string();
    blocking(move || {
        let answer = app.handle(&order, |scene| {
            let milestone = scene.own_milestone(body.milestone.as_ref(), kind)?;
            let case = CaseId(key.command(&stream, &scene.actor).0);
            let Claim { amount, reason, .. } = body;
            scene.does(match kind {
                CommandKind::LateCase => {
                    Command::LateCase { milestone, case, amount, reason, statement }
                }
                _ => Command::Dispute { milestone, case, amount, reason, statement },
            })
        })?;
        let opened = CaseId(key.command(&stream, &answer.actor).0);
        Ok(created(shown_case(&answer, disputed(&answer, opened))?))
    })
    .await
}
