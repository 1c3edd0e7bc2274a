//! The pages about the server itself: health, the OpenAPI document, the documentation and the codes.

use crate::App;
use crate::escrow::schema;
use crate::http::problem::{Document, Problem, Refusals};
use axum::extract::{Path, State};
use axum::http::header::{CONTENT_SECURITY_POLICY, HeaderValue};
use axum::response::Response;
use axum::{Extension, Json, Router, middleware};
use serde::Serialize;
use std::sync::Arc;
use tercero::Code;
use tercero::receipt::PublicKey;
use utoipa::openapi::security::{ApiKey, ApiKeyValue, SecurityScheme};
use utoipa::{Modify, OpenApi, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use utoipa_swagger_ui::{Config, SwaggerUi};

/// The pages load from this server only; Swagger UI sets styles inline.
const OWN_FILES_ONLY: HeaderValue = HeaderValue::from_static(
    "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:",
);

#[derive(OpenApi)]
#[openapi(
    info(title = "tercero", description = "Escrows over HTTP. Amounts are text, times are RFC 3339 in UTC, every \
        refusal is a problem document whose code never changes its meaning."),
    tags((name = "escrow", description = "Deals, their money and their disputes"), (name = "platform", description = "The server itself")),
    components(schemas(Document)),
    modifiers(&Security)
)]
struct Head;

/// How a sender says who they are.
struct Security;

impl Modify for Security {
    fn modify(&self, document: &mut utoipa::openapi::OpenApi) {
        let actor = ApiKeyValue::with_description(
            "Tercero-Actor",
            "Development mode only: `[role:]id`. The role of a party follows from the terms; admin, provider and \
             carrier are asserted.",
        );
        let scheme = SecurityScheme::ApiKey(ApiKey::Header(actor));
        document.components.get_or_insert_default().add_security_scheme("actor", scheme);
    }
}

/// The document without operations.
pub(crate) fn head() -> utoipa::openapi::OpenApi {
    Head::openapi()
}

/// The OpenAPI document of the server, as JSON text.
pub fn openapi_json() -> Result<String, serde_json::Error> {
    crate::http::documented().1.to_pretty_json()
}

/// The operations about the server itself.
pub(crate) fn platform() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(health))
        .routes(routes!(error))
        .routes(routes!(openapi))
        .routes(routes!(receipt_key))
}

/// The pages that show the document.
pub(crate) fn docs() -> Router<App> {
    let config = Config::from("/openapi.json").validator_url("none");
    let pages: Router<App> = SwaggerUi::new("/docs").config(config).into();
    pages.layer(middleware::map_response(own_files_only))
}

async fn own_files_only(mut response: Response) -> Response {
    response.headers_mut().insert(CONTENT_SECURITY_POLICY, OWN_FILES_ONLY);
    response
}

/// That the server answers.
#[derive(Serialize, ToSchema)]
struct Health {
    /// Always `ok`.
    status: &'static str,
}

/// Whether the server answers. Never touches the database.
#[utoipa::path(get, path = "/healthz", tag = "platform", responses((status = 200, body = Health)))]
async fn health() -> Json<Health> {
    Json(Health { status: "ok" })
}

/// One code of the registry.
#[derive(Serialize, ToSchema)]
struct CodePage {
    /// The code.
    code: &'static str,
    /// What it means.
    title: &'static str,
    /// The HTTP status it comes with.
    status: u16,
}

/// What a code of a refusal means.
#[utoipa::path(get, path = "/errors/{code}", tag = "platform",
    params(("code" = String, Path, description = "a code, as in the `type` of a problem")),
    responses((status = 200, body = CodePage), Refusals))]
async fn error(Path(code): Path<String>) -> Result<Json<CodePage>, Problem> {
    let code = Code::from_text(&code).ok_or(Code::NotFound)?;
    let (title, status) = (code.title(), code.http_status());
    Ok(Json(CodePage { code: code.as_str(), title, status }))
}

/// What receipts are checked with.
#[derive(Serialize, ToSchema)]
struct KeyPage {
    /// Always `Ed25519`.
    algorithm: &'static str,
    /// The public key, which every receipt names too.
    #[schema(value_type = schema::PublicKey)]
    key: PublicKey,
}

/// The public key of this server's receipts. Keep it: a key that comes with a receipt proves nothing.
#[utoipa::path(get, path = "/.well-known/tercero-key", tag = "platform",
    responses((status = 200, body = KeyPage)))]
async fn receipt_key(State(app): State<App>) -> Json<KeyPage> {
    Json(KeyPage { algorithm: "Ed25519", key: app.key().public() })
}

/// This document.
#[utoipa::path(get, path = "/openapi.json", tag = "platform", responses((status = 200, body = Object)))]
async fn openapi(
    Extension(document): Extension<Arc<utoipa::openapi::OpenApi>>,
) -> Json<Arc<utoipa::openapi::OpenApi>> {
    Json(document)
}
