//! The binary: reads the flags, starts the server, says where it listens.

use clap::Parser;
use tercero_server::{Config, Server, openapi_json};

/// The reference server: escrows over HTTP, kept in one SQLite file.
#[derive(Parser)]
#[command(name = "tercero-server", version)]
struct Flags {
    #[command(flatten)]
    config: Config,
    /// Print the OpenAPI document and do nothing else.
    #[arg(long)]
    print_openapi: bool,
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let flags = Flags::parse();
    if flags.print_openapi {
        println!("{}", openapi_json()?);
        return Ok(());
    }
    tokio::runtime::Builder::new_multi_thread().enable_all().build()?.block_on(async {
        let server = Server::build(flags.config).await?;
        println!("listening on http://{}", server.addr());
        server.run(stopped()).await?;
        Ok(())
    })
}

/// Waits until somebody asks the process to end.
async fn stopped() {
    use tokio::signal::unix::{SignalKind, signal};
    let Ok(mut terminated) = signal(SignalKind::terminate()) else { return };
    tokio::select! {
        _ = terminated.recv() => {}
        _ = tokio::signal::ctrl_c() => {}
    }
}
