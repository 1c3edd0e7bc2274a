//! What can be set from outside: flags, each with an environment variable as its twin.

use clap::{Args, ValueEnum};
use std::net::SocketAddr;
use std::path::PathBuf;

/// The settings of a server.
#[derive(Debug, Clone, Args)]
pub struct Config {
    /// The address to listen on; port 0 takes a free one.
    #[arg(long, env = "TERCERO_LISTEN", default_value = "127.0.0.1:8080")]
    pub listen: SocketAddr,
    /// The SQLite file, made if it does not exist.
    #[arg(long, env = "TERCERO_DATABASE", default_value = "tercero.sqlite")]
    pub database: PathBuf,
    /// Without it: development on a loopback address, production elsewhere.
    #[arg(long, env = "TERCERO_MODE")]
    pub mode: Option<Mode>,
    /// A file with the secret that signs receipts, 32 bytes in hexadecimal digits; `TERCERO_RECEIPT_KEY` may hold the
    /// secret itself. Without either, development makes one beside the database, and production does not start.
    #[arg(long, env = "TERCERO_RECEIPT_KEY_FILE", value_name = "FILE")]
    pub receipt_key: Option<PathBuf>,
}

/// How far requests are trusted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Mode {
    /// Everybody is who the header `Tercero-Actor` says, and time is what `Tercero-Time` says.
    Development,
    /// Nobody is trusted without proof. There is no identity provider yet, so nobody is signed in.
    Production,
}

/// Development mode trusts everybody, so only this machine may reach it.
#[derive(Debug, thiserror::Error)]
#[error("development mode trusts every request; it listens on a loopback address only, not on {0}")]
pub struct Exposed(SocketAddr);

impl Config {
    /// The mode that was asked for, or the one that suits the address.
    pub fn mode(&self) -> Result<Mode, Exposed> {
        let local = self.listen.ip().is_loopback();
        match self.mode {
            Some(Mode::Development) if !local => Err(Exposed(self.listen)),
            Some(mode) => Ok(mode),
            None if local => Ok(Mode::Development),
            None => Ok(Mode::Production),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mode(listen: &str, mode: Option<Mode>) -> Option<Mode> {
        let listen = listen.parse().unwrap();
        Config { listen, database: PathBuf::new(), mode, receipt_key: None }.mode().ok()
    }

    #[test]
    fn the_address_decides_unless_told() {
        let (development, production) = (Some(Mode::Development), Some(Mode::Production));
        assert_eq!(mode("127.0.0.1:0", None), development);
        assert_eq!(mode("[::1]:0", None), development);
        assert_eq!(mode("127.0.0.1:0", production), production);
        assert_eq!(mode("0.0.0.0:0", None), production);
        assert_eq!(mode("0.0.0.0:0", development), None);
    }
}
