//! The shell around the modules: one router, and one form for every refusal.

pub(crate) mod extract;
pub(crate) mod headers;
pub(crate) mod idempotency;
pub(crate) mod openapi;
pub(crate) mod problem;

use crate::App;
use crate::escrow;
use axum::extract::Request;
use axum::middleware::{self, Next};
use axum::response::Response;
use axum::{Extension, Router};
use problem::Problem;
use std::sync::Arc;
use tercero::{Code, Refusal};
use utoipa_axum::router::OpenApiRouter;

/// Everything the server answers.
pub(crate) fn router(app: App) -> Router {
    let (routes, document) = documented();
    let at_the_root: Router<App> = escrow::http::router().into();
    let routes = routes.merge(at_the_root).merge(openapi::docs());
    guarded(routes.layer(Extension(Arc::new(document)))).with_state(app)
}

/// What the OpenAPI document describes: the platform, and the modules under their prefixes.
pub(crate) fn documented() -> (Router<App>, utoipa::openapi::OpenApi) {
    OpenApiRouter::with_openapi(openapi::head())
        .merge(openapi::platform())
        .nest("/escrow", escrow::http::router())
        .split_for_parts()
}

/// Gives unknown paths, wrong methods, panics and every refusal their problem document.
fn guarded(routes: Router<App>) -> Router<App> {
    routes
        .fallback(async || Problem::from(Code::NotFound))
        .method_not_allowed_fallback(async || Problem::from(Code::MethodNotAllowed))
        .layer(middleware::from_fn(answer))
}

/// Runs the handler on a task of its own, so that neither a panic nor a caller who hangs up leaves it half done.
async fn answer(request: Request, next: Next) -> Response {
    let path = request.uri().path().to_owned();
    match tokio::spawn(next.run(request)).await {
        Ok(response) => problem::written(response, &path),
        Err(_) => problem::response(Refusal::new(Code::Internal), &path),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::body::Body;
    use axum::routing::get;

    #[test]
    fn a_panic_is_an_internal_problem() {
        async fn broken() {
            panic!("this is a test");
        }
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        let router = Router::new().route("/broken", get(broken)).layer(middleware::from_fn(answer));
        let request = Request::builder().uri("/broken").body(Body::empty()).unwrap();
        let response = runtime.block_on(tower::ServiceExt::oneshot(router, request)).unwrap();
        assert_eq!(response.status(), 500);
        assert_eq!(response.headers()["content-type"], "application/problem+json");
    }
}
