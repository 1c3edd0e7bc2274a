//! What a handler receives, read strictly: who sends, which escrow, which query, which body.

use crate::App;
use crate::config::Mode;
use crate::http::idempotency::Key;
use crate::http::problem::Problem;
use crate::sender::Sender;
use axum::body::Body;
use axum::extract::{FromRequest, FromRequestParts, Path, Request};
use axum::http::header::{CONTENT_TYPE, IF_MATCH};
use axum::http::request::Parts;
use axum::http::{HeaderMap, Uri};
use axum::middleware::Next;
use axum::response::Response;
use http_body_util::BodyExt;
use serde::de::DeserializeOwned;
use std::time::Duration;
use tercero::{
    CaseId, Code, CommandId, EscrowId, PartyId, Reference, Refusal, Role, Timestamp, from_json,
};

/// The largest body.
const BODY_BYTES: usize = 64 * 1024;
/// How much of a body that is too large is read and thrown away, so that the caller gets to see the answer.
const DISCARD_BYTES: usize = 128 * 1024 * 1024;
/// How long a body may take.
const BODY_TIME: Duration = Duration::from_secs(10);

impl FromRequestParts<App> for Sender {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Sender, Problem> {
        Ok(sender(&parts.headers, app.mode())?)
    }
}

fn sender(headers: &HeaderMap, mode: Mode) -> Result<Sender, Refusal> {
    if mode == Mode::Production {
        return Err(Refusal::new(Code::Unauthenticated)
            .because("production mode has no identity provider yet, so nobody is signed in"));
    }
    let actor = header(headers, "Tercero-Actor")?
        .ok_or(Refusal::new(Code::Unauthenticated).at("Tercero-Actor").allow("[role:]id"))?;
    let (role, id) = match actor.split_once(':') {
        Some((role, id)) => (Some(role_of(role)?), id),
        None => (None, actor),
    };
    Ok(Sender {
        id: PartyId::parse(id).map_err(|refusal| refusal.at("Tercero-Actor"))?,
        role,
        at: header(headers, "Tercero-Time")?.map(time_of).transpose()?,
        key: header(headers, "Idempotency-Key")?.map(Key::parse).transpose()?,
        expected_version: header(headers, IF_MATCH.as_str())?.map(version_of).transpose()?,
    })
}

/// The one value of a header, if it is there.
fn header<'h>(headers: &'h HeaderMap, name: &'static str) -> Result<Option<&'h str>, Refusal> {
    let malformed = |why| Refusal::new(Code::MalformedRequest).because(why).at(name);
    let mut values = headers.get_all(name).iter();
    let Some(value) = values.next() else { return Ok(None) };
    if values.next().is_some() {
        return Err(malformed("the header appears twice"));
    }
    value.to_str().map(Some).map_err(|_| malformed("the header is not visible ASCII"))
}

fn role_of(text: &str) -> Result<Role, Refusal> {
    let refusal = || Refusal::new(Code::MalformedRequest).at("Tercero-Actor").got(text);
    Role::ESCROW.into_iter().find(|role| role.as_str() == text).ok_or_else(|| {
        Role::ESCROW.into_iter().fold(refusal(), |refusal, role| refusal.allow(role.as_str()))
    })
}

fn time_of(text: &str) -> Result<Timestamp, Refusal> {
    Timestamp::parse(text).map_err(|refusal| refusal.at("Tercero-Time"))
}

fn version_of(text: &str) -> Result<u32, Refusal> {
    let digits = text.strip_prefix("\"v").and_then(|rest| rest.strip_suffix('"'));
    digits
        .and_then(|digits| digits.parse().ok())
        .ok_or(Refusal::new(Code::MalformedRequest).at("If-Match").got(text).allow("\"v7\""))
}

/// Something that exists in development mode only.
pub(crate) struct DevelopmentOnly;

impl FromRequestParts<App> for DevelopmentOnly {
    type Rejection = Problem;

    async fn from_request_parts(_: &mut Parts, app: &App) -> Result<DevelopmentOnly, Problem> {
        match app.mode() {
            Mode::Development => Ok(DevelopmentOnly),
            Mode::Production => Err(Code::DevelopmentOnly.into()),
        }
    }
}

/// The escrow a path names.
pub(crate) struct EscrowPath(pub(crate) EscrowId);

impl FromRequestParts<App> for EscrowPath {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &App) -> Result<EscrowPath, Problem> {
        Ok(EscrowPath(EscrowId::parse(&id_in(parts).await?).map_err(|refusal| refusal.at("id"))?))
    }
}

/// The case a path names.
pub(crate) struct CasePath(pub(crate) CaseId);

impl FromRequestParts<App> for CasePath {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &App) -> Result<CasePath, Problem> {
        Ok(CasePath(CaseId::parse(&id_in(parts).await?).map_err(|refusal| refusal.at("id"))?))
    }
}

/// The command that takes two people a path names.
pub(crate) struct ApprovalPath(pub(crate) CommandId);

impl FromRequestParts<App> for ApprovalPath {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &App) -> Result<ApprovalPath, Problem> {
        let id = CommandId::parse(&id_in(parts).await?).map_err(|refusal| refusal.at("id"))?;
        Ok(ApprovalPath(id))
    }
}

/// The numbered part of an escrow a path names.
pub(crate) struct ProposalPath(pub(crate) EscrowId, pub(crate) u32);

impl FromRequestParts<App> for ProposalPath {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &App) -> Result<ProposalPath, Problem> {
        let (id, n) = two_in(parts).await?;
        let id = EscrowId::parse(&id).map_err(|refusal| refusal.at("id"))?;
        Ok(ProposalPath(id, number_of(&n)?))
    }
}

/// The numbered part of a case a path names.
pub(crate) struct OfferPath(pub(crate) CaseId, pub(crate) u32);

impl FromRequestParts<App> for OfferPath {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &App) -> Result<OfferPath, Problem> {
        let (id, n) = two_in(parts).await?;
        let id = CaseId::parse(&id).map_err(|refusal| refusal.at("id"))?;
        Ok(OfferPath(id, number_of(&n)?))
    }
}

/// The hold on an escrow a path names.
pub(crate) struct HoldPath(pub(crate) EscrowId, pub(crate) Reference);

impl FromRequestParts<App> for HoldPath {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &App) -> Result<HoldPath, Problem> {
        let (id, hold) = two_in(parts).await?;
        let id = EscrowId::parse(&id).map_err(|refusal| refusal.at("id"))?;
        Ok(HoldPath(id, Reference::parse(&hold).map_err(|refusal| refusal.at("hold"))?))
    }
}

fn number_of(text: &str) -> Result<u32, Refusal> {
    let plain = !text.starts_with(['0', '+']);
    let number = text.parse().ok().filter(|_| plain);
    number.ok_or(Refusal::new(Code::IdSyntax).at("n").got(text).allow("a number from 1"))
}

async fn two_in(parts: &mut Parts) -> Result<(String, String), Refusal> {
    let path = Path::<(String, String)>::from_request_parts(parts, &()).await;
    path.map(|Path(two)| two).map_err(|_| Refusal::new(Code::IdSyntax).at("id"))
}

async fn id_in(parts: &mut Parts) -> Result<String, Refusal> {
    let path = Path::<String>::from_request_parts(parts, &()).await;
    path.map(|Path(id)| id).map_err(|_| Refusal::new(Code::IdSyntax).at("id"))
}

/// The query of a list.
pub(crate) struct Query<T>(pub(crate) T);

impl<T: DeserializeOwned> FromRequestParts<App> for Query<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &App) -> Result<Query<T>, Problem> {
        let query = axum::extract::Query::<T>::try_from_uri(&parts.uri);
        query.map(|query| Query(query.0)).map_err(|error| query_refusal(&error.to_string()).into())
    }
}

fn query_refusal(text: &str) -> Refusal {
    let code = match text {
        text if text.contains("unknown field") => Code::JsonUnknownField,
        text if text.contains("duplicate field") => Code::JsonDuplicateKey,
        _ => Code::JsonType,
    };
    Refusal::new(code).because(text.to_owned()).at("query")
}

/// Refuses every query parameter, where none is known.
pub(crate) async fn no_query(uri: Uri, request: Request, next: Next) -> Result<Response, Problem> {
    match uri.query() {
        None | Some("") => Ok(next.run(request).await),
        Some(query) => Err(Refusal::new(Code::JsonUnknownField).at("query").got(query).into()),
    }
}

/// A JSON body; an empty one is an object without fields.
pub(crate) struct Json<T>(pub(crate) T);

impl<T: DeserializeOwned> FromRequest<App> for Json<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, _: &App) -> Result<Json<T>, Problem> {
        let (parts, body) = request.into_parts();
        let bytes = tokio::time::timeout(BODY_TIME, all_of(body)).await.map_err(|_| {
            Refusal::new(Code::MalformedRequest).because("the body took longer than 10 seconds")
        })??;
        if bytes.is_empty() {
            return Ok(Json(from_json("{}")?));
        }
        check_media_type(&parts.headers)?;
        let text = str::from_utf8(&bytes)
            .map_err(|_| Refusal::new(Code::JsonSyntax).because("the body is not UTF-8"))?;
        Ok(Json(from_json(text)?))
    }
}

/// The body, if it is not too large.
async fn all_of(mut body: Body) -> Result<Vec<u8>, Refusal> {
    let (mut bytes, mut length) = (Vec::new(), 0_usize);
    while let Some(frame) = body.frame().await {
        let frame = frame.map_err(|_| {
            Refusal::new(Code::MalformedRequest).because("the body ended before its end")
        })?;
        let Some(data) = frame.data_ref() else { continue };
        length = length.saturating_add(data.len());
        if length <= BODY_BYTES {
            bytes.extend_from_slice(data);
        } else if length > DISCARD_BYTES {
            break;
        }
    }
    if length > BODY_BYTES {
        return Err(Code::BodyTooLarge.into());
    }
    Ok(bytes)
}

fn check_media_type(headers: &HeaderMap) -> Result<(), Refusal> {
    let given = headers.get(CONTENT_TYPE).map_or("", |value| value.to_str().unwrap_or("?"));
    let essence = given.split(';').next().unwrap_or_default().trim();
    if essence.eq_ignore_ascii_case("application/json") {
        return Ok(());
    }
    Err(Refusal::new(Code::MediaType).at("Content-Type").got(given).allow("application/json"))
}
