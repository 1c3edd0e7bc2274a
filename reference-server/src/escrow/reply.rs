//! How answers look over HTTP: the escrow as its reader may see it, its version as `ETag`, pages with cursors.

use super::approvals::Approval;
use super::model::{HistoryEntry, Shown, ShownApproval, ShownCase};
use super::visible::{Eyes, digest_in};
use super::{Answer, Escrows};
use axum::http::header::{ETAG, HeaderName, HeaderValue, LOCATION};
use axum::http::{HeaderMap, StatusCode, Uri};
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use std::fmt::Display;
use tercero::escrow::{Case, CommandKind, Event};
use tercero::history::Body;
use tercero::{CaseId, Code, Refusal};

/// Marks the repeated answer of a request that came before.
const REPLAYED: HeaderName = HeaderName::from_static("idempotency-replayed");
/// The length of a page that asks for none.
const PAGE: usize = 20;
/// The longest page.
const LONGEST_PAGE: usize = 100;

/// The escrow as its reader may see it, with what he may do.
pub(super) fn seen(answer: &Answer) -> Result<Shown, Refusal> {
    let view = answer.escrow.view(&answer.actor)?;
    let mut allowed_actions: Vec<CommandKind> = Vec::new();
    for action in answer.escrow.actions(&answer.actor, answer.at)? {
        if action.allowed && !allowed_actions.contains(&action.command) {
            allowed_actions.push(action.command);
        }
    }
    Ok(Shown { view, allowed_actions })
}

/// An answer that shows the escrow.
pub(super) fn shown(answer: &Answer) -> Result<Response, Refusal> {
    Ok(with_version(answer, seen(answer)?))
}

/// An answer that shows a case and its escrow.
pub(super) fn shown_case(answer: &Answer, id: CaseId) -> Result<Response, Refusal> {
    let cases = answer.escrow.state().cases();
    let case = cases.iter().find(|case| case.id == id).cloned();
    let case = case.ok_or(Refusal::new(Code::NotFound).at("case").got(id))?;
    Ok(with_version(answer, ShownCase { case, escrow: seen(answer)? }))
}

/// The case a dispute opened, or the one of the other side that it contests.
pub(super) fn disputed(answer: &Answer, opened: CaseId) -> CaseId {
    let cases = answer.escrow.state().cases();
    let known = cases.iter().any(|case: &Case| case.id == opened);
    let contested = cases.iter().rev().find(|case| case.state.is_open());
    contested.filter(|_| !known).map_or(opened, |case| case.id)
}

/// An answer that shows a command that takes two people.
pub(super) fn shown_approval(app: &Escrows, approval: Approval) -> Result<Response, Refusal> {
    let Approval { filing, decision, state, repeated } = approval;
    let command = serde_json::to_value(&filing.command)
        .map_err(|error| Refusal::new(Code::Internal).because(error.to_string()))?;
    let text = digest_in(&command).map(|sha256| app.text(sha256)).transpose()?.flatten();
    let version = decision.as_ref().and_then(|decision| decision.version);
    let (decided_by, decided_at) = decision.map(|decision| (decision.by, decision.at)).unzip();
    let body = ShownApproval {
        id: filing.id,
        escrow: filing.stream,
        command: filing.command,
        text,
        asked_by: filing.asked_by,
        asked_at: filing.asked_at,
        expires_at: filing.expires_at,
        state,
        decided_by,
        decided_at,
        version,
    };
    Ok(replayed(repeated, axum::Json(body).into_response()))
}

/// An answer without a body.
pub(super) fn nothing(answer: &Answer) -> Response {
    marked(answer, StatusCode::NO_CONTENT.into_response())
}

fn with_version(answer: &Answer, body: impl Serialize) -> Response {
    marked(answer, axum::Json(body).into_response())
}

/// The response with the version of the escrow, and a mark if it is a repetition.
fn marked(answer: &Answer, mut response: Response) -> Response {
    let headers = response.headers_mut();
    if let Ok(tag) = HeaderValue::try_from(format!("\"v{}\"", answer.escrow.version())) {
        headers.insert(ETAG, tag);
    }
    replayed(answer.repeated, response)
}

/// The response, with a mark if it is a repetition.
fn replayed(repeated: bool, mut response: Response) -> Response {
    if repeated {
        response.headers_mut().insert(REPLAYED, HeaderValue::from_static("true"));
    }
    response
}

/// Where something new is found, below the path it was created at.
pub(super) fn location(created_at: &Uri, id: impl Display) -> HeaderMap {
    let path = format!("{}/{id}", created_at.path());
    HeaderValue::try_from(path).into_iter().map(|place| (LOCATION, place)).collect()
}

/// How many rows a page has that asks for `limit`.
pub(super) fn page_length(limit: Option<usize>) -> Result<usize, Refusal> {
    match limit {
        None => Ok(PAGE),
        Some(limit @ 1..=LONGEST_PAGE) => Ok(limit),
        Some(limit) => {
            Err(Refusal::new(Code::LimitExceeded).at("limit").got(limit).allow("1 to 100"))
        }
    }
}

/// Cuts what does not fit on a page, and names the last row on it if something was cut.
pub(super) fn cut<T>(rows: &mut Vec<T>, limit: usize, place: impl Fn(&T) -> u32) -> Option<i64> {
    let more = rows.len() > limit;
    rows.truncate(limit);
    rows.last().filter(|_| more).map(|last| i64::from(place(last)))
}

/// The entries behind version `after` that may be seen, one more than `limit` if there are as many.
pub(super) fn history(
    app: &Escrows,
    answer: &Answer,
    after: Option<i64>,
    limit: usize,
) -> Result<Vec<HistoryEntry>, Refusal> {
    let eyes = Eyes::of(&answer.actor, &answer.escrow)?;
    let mut seen = Vec::new();
    for entry in answer.escrow.history().entries() {
        if after.is_some_and(|after| i64::from(entry.version) <= after) {
            continue;
        }
        if seen.len() > limit {
            break;
        }
        let body: Body<Event> = entry.body()?;
        let Some(event) = eyes.event(body.version, &body.event)? else { continue };
        let text = digest_in(&event).map(|sha256| app.text(sha256)).transpose()?.flatten();
        let command_id = body.command_id.filter(|_| eyes.sees_command_of(&body.actor));
        seen.push(HistoryEntry {
            version: body.version,
            recorded_at: body.recorded_at,
            effective_at: body.effective_at,
            actor: body.actor,
            role: body.role,
            command_id,
            event,
            text,
            hash: entry.hash,
        });
    }
    Ok(seen)
}
