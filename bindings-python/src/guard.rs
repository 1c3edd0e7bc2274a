//! The one place where a panic ends: it becomes a refusal, the process lives, and the old handle still answers.
//! Under the feature `panics`, which is for the tests only, the environment makes every export panic.

use pyo3::prelude::*;
use std::panic::{AssertUnwindSafe, catch_unwind};
use tercero::{Code, Refusal};

/// Runs the body of an export.
pub(crate) fn guard<T>(body: impl FnOnce() -> Result<T, Refusal>) -> PyResult<T> {
    let run = || {
        #[cfg(feature = "panics")]
        assert!(std::env::var_os("TERCERO_PANIC").is_none(), "the environment asks for it");
        body()
    };
    let caught = catch_unwind(AssertUnwindSafe(run));
    Ok(caught.unwrap_or_else(|_| Err(Code::InvariantViolated.into()))?)
}
