//! Lets time pass for escrows that nobody asks about: once a second the due timers are applied and stored.

use crate::App;
use std::time::Duration;

/// Works until it is aborted.
pub(crate) async fn run(app: App) {
    let mut tick = tokio::time::interval(Duration::from_secs(1));
    loop {
        tick.tick().await;
        let app = app.clone();
        // A panic was printed by the thread; the next second is another chance.
        let _ = tokio::task::spawn_blocking(move || app.let_time_pass()).await;
    }
}
