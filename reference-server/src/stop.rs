//! When the process is asked to end: by an interrupt or by a termination signal.

use tokio::signal::unix::{SignalKind, signal};

/// Waits for the first of the two.
pub async fn asked() {
    let Ok(mut terminated) = signal(SignalKind::terminate()) else { return };
    tokio::select! {
        _ = terminated.recv() => {}
        _ = tokio::signal::ctrl_c() => {}
    }
}
