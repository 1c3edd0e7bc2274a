//! How a refusal looks over HTTP: RFC 9457, with the codes of the core's registry.

use axum::Json;
use axum::http::StatusCode;
use axum::http::header::{CONTENT_TYPE, HeaderValue, RETRY_AFTER};
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use std::borrow::Cow;
use tercero::{Code, Refusal, Timestamp};
use utoipa::{IntoResponses, ToSchema};

/// A refusal on its way to the caller.
#[derive(Debug)]
pub(crate) struct Problem(Refusal);

impl From<Refusal> for Problem {
    fn from(refusal: Refusal) -> Problem {
        Problem(over_http(refusal))
    }
}

impl From<Code> for Problem {
    fn from(code: Code) -> Problem {
        Problem(Refusal::new(code))
    }
}

/// Over HTTP a command id is called `Idempotency-Key`.
fn over_http(refusal: Refusal) -> Refusal {
    match refusal.code {
        Code::CommandIdReused => Refusal::new(Code::IdempotencyKeyReused).at("Idempotency-Key"),
        _ => refusal,
    }
}

/// A refusal, in the form of RFC 9457.
#[derive(Serialize, ToSchema)]
#[schema(as = Problem)]
pub(crate) struct Document {
    /// A page about the code.
    #[serde(rename = "type")]
    kind: String,
    /// What the code means.
    title: &'static str,
    /// The HTTP status.
    status: u16,
    /// What it means here.
    detail: Cow<'static, str>,
    /// The path that was asked for.
    instance: String,
    /// The stable code.
    code: &'static str,
    /// The field that was wrong.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    field: Option<Cow<'static, str>>,
    /// The value that was wrong.
    #[serde(skip_serializing_if = "Option::is_none")]
    value: Option<String>,
    /// What would have been allowed.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schema(value_type = Vec<String>, required = false)]
    allowed: Vec<Cow<'static, str>>,
    /// The deadline that was missed or must be waited for.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = DateTime)]
    deadline: Option<Timestamp>,
}

/// The refusals that every operation of a module may answer.
#[derive(IntoResponses)]
#[allow(dead_code, reason = "read by the derive only")]
pub(crate) enum Refusals {
    /// The request was refused and changed nothing.
    #[response(status = "4XX", content_type = "application/problem+json")]
    Caller(Document),
    /// The server could not do it; asking again with the same key is safe.
    #[response(status = "5XX", content_type = "application/problem+json")]
    Server(Document),
}

impl IntoResponse for Problem {
    /// Only the status; the document is written where the path is known.
    fn into_response(self) -> Response {
        let mut response = status_of(&self.0).into_response();
        response.extensions_mut().insert(self.0);
        response
    }
}

fn status_of(refusal: &Refusal) -> StatusCode {
    StatusCode::from_u16(refusal.code.http_status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
}

/// The same response, with the document if it is a problem.
pub(crate) fn written(mut response: Response, path: &str) -> Response {
    match response.extensions_mut().remove::<Refusal>() {
        Some(refusal) => self::response(refusal, path),
        None => response,
    }
}

/// The problem document of a refusal.
pub(crate) fn response(refusal: Refusal, path: &str) -> Response {
    let status = status_of(&refusal);
    let document = Document {
        kind: format!("/errors/{}", refusal.code),
        title: refusal.code.title(),
        status: status.as_u16(),
        detail: refusal.message,
        instance: path.to_owned(),
        code: refusal.code.as_str(),
        field: refusal.field,
        value: refusal.value,
        allowed: refusal.allowed,
        deadline: refusal.deadline,
    };
    let mut response = (status, Json(document)).into_response();
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
    if status == StatusCode::SERVICE_UNAVAILABLE {
        headers.insert(RETRY_AFTER, HeaderValue::from_static("1"));
    }
    response
}
