//! The headers of requests, as the OpenAPI document describes them. Nothing is read through these types.
#![allow(dead_code, reason = "read by the derives only")]

use utoipa::IntoParams;

/// The header of every request about escrows.
#[derive(IntoParams)]
#[into_params(parameter_in = Header)]
pub(crate) struct TimeHeader {
    /// Development only: the clock, RFC 3339; it never goes back for one escrow.
    #[param(rename = "Tercero-Time", required = false, format = DateTime, pattern = r"^(19[7-9]|[2-9][0-9]{2})[0-9]-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]{1,3})?(Z|[+-][0-9]{2}:[0-9]{2})$")]
    time: String,
}

/// The headers of a change that may be repeated.
#[derive(IntoParams)]
#[into_params(parameter_in = Header)]
pub(crate) struct ChangeHeaders {
    /// Repeating a key repeats its answer. Without it the same change of the same actor is the same request.
    #[param(rename = "Idempotency-Key", required = false, max_length = 255, pattern = "^[!-~]+$")]
    key: String,
    /// The version that was seen, as in `ETag`: `"v7"`.
    #[param(rename = "If-Match", required = false, pattern = r#"^"v[0-9]{1,9}"$"#)]
    version: String,
}

/// The headers of a request that creates something.
#[derive(IntoParams)]
#[into_params(parameter_in = Header)]
pub(crate) struct CreateHeaders {
    /// Repeating a key repeats its answer.
    #[param(rename = "Idempotency-Key", max_length = 255, pattern = "^[!-~]+$")]
    key: String,
    /// The version that was seen, as in `ETag`: `"v7"`.
    #[param(rename = "If-Match", required = false, pattern = r#"^"v[0-9]{1,9}"$"#)]
    version: String,
}
