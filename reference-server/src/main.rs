//! The binary: reads the flags, starts the server, says where it listens.

use clap::Parser;
use std::process::ExitCode;
use tercero_server::{Config, Server, openapi_json, stop};

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

fn main() -> ExitCode {
    match run(Flags::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("tercero-server: {error}");
            ExitCode::FAILURE
        }
    }
}

fn run(flags: Flags) -> Result<(), Box<dyn std::error::Error>> {
    if flags.print_openapi {
        println!("{}", openapi_json()?);
        return Ok(());
    }
    tokio::runtime::Builder::new_multi_thread().enable_all().build()?.block_on(async {
        let server = Server::build(flags.config).await?;
        println!("listening on http://{}", server.addr());
        server.run(stop::asked()).await?;
        Ok(())
    })
}
