//! The reference server: a thin shell of HTTP, SQLite and a clock around the pure core.
#![cfg_attr(test, allow(clippy::unwrap_used, reason = "a test stops where something is wrong"))]

mod clock;
mod config;
mod escrow;
mod http;
mod key;
mod sender;
pub mod stop;
mod store;
mod worker;

pub use config::{Config, Exposed, Mode};
pub use http::openapi::openapi_json;
pub use key::KeyError;
pub use store::StoreError;

use axum::Router;
use clock::Clock;
use escrow::Escrows;
use std::net::SocketAddr;
use std::sync::Arc;
use store::Store;
use tokio::net::TcpListener;

/// What every handler works with.
pub(crate) type App = Arc<Escrows>;

/// Why a server does not start.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// Development mode would be reachable from elsewhere.
    #[error(transparent)]
    Exposed(#[from] Exposed),
    /// The database cannot be used.
    #[error("the database cannot be used: {0}")]
    Store(#[from] StoreError),
    /// There is no key to sign receipts with.
    #[error(transparent)]
    Key(#[from] KeyError),
    /// The address cannot be used.
    #[error("cannot listen: {0}")]
    Listen(#[from] std::io::Error),
}

/// A server that listens and answers once it is run.
pub struct Server {
    listener: TcpListener,
    addr: SocketAddr,
    app: App,
    router: Router,
}

impl Server {
    /// Opens the database and the port. What it answers is ready before anybody can ask.
    pub async fn build(config: Config) -> Result<Server, StartError> {
        let mode = config.mode()?;
        let key = key::signing_key(&config, mode)?;
        let store = Store::open(&config.database)?;
        let clock = match mode {
            Mode::Development => Clock::new(store.request_time()?),
            Mode::Production => Clock::new(None),
        };
        let app: App = Arc::new(Escrows::new(store, clock, mode, key));
        let router = http::router(app.clone());
        let listener = TcpListener::bind(config.listen).await?;
        let addr = listener.local_addr()?;
        Ok(Server { listener, addr, app, router })
    }

    /// Where it listens.
    pub fn addr(&self) -> SocketAddr {
        self.addr
    }

    /// Answers until `shutdown` is done; requests under way are finished.
    pub async fn run(
        self,
        shutdown: impl Future<Output = ()> + Send + 'static,
    ) -> Result<(), std::io::Error> {
        let timers = tokio::spawn(worker::run(self.app));
        let served = axum::serve(self.listener, self.router).with_graceful_shutdown(shutdown).await;
        timers.abort();
        served
    }
}
