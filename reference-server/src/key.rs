//! The secret that signs receipts: from the environment, from a file, or made once for development.
//! It is read when the server starts and never written anywhere else.

use crate::config::{Config, Mode};
use std::fs::{self, File, OpenOptions};
use std::io::{self, ErrorKind, Read, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};
use tercero::Hash;
use tercero::receipt::SigningKey;

/// The variable that may hold the secret itself.
pub(crate) const VARIABLE: &str = "TERCERO_RECEIPT_KEY";

/// Why there is no key to sign receipts with.
#[derive(Debug, thiserror::Error)]
pub enum KeyError {
    /// Nobody said which.
    #[error("production mode needs a key for receipts: set --receipt-key or {VARIABLE}")]
    Missing,
    /// It is something else than a key.
    #[error("{0} does not hold a key for receipts: 64 lower-case hexadecimal digits")]
    Malformed(String),
    /// Its file cannot be used.
    #[error("{0}: {1}")]
    File(PathBuf, io::Error),
}

/// The key the settings name; development makes one beside the database the first time.
pub(crate) fn signing_key(config: &Config, mode: Mode) -> Result<SigningKey, KeyError> {
    if let Some(text) = std::env::var_os(VARIABLE) {
        return parse(text.to_str().unwrap_or_default(), VARIABLE);
    }
    match (&config.receipt_key, mode) {
        (Some(path), _) => read(path),
        (None, Mode::Production) => Err(KeyError::Missing),
        (None, Mode::Development) => {
            let path = beside(&config.database, ".key");
            if !path.exists() {
                make(&path).map_err(|error| KeyError::File(path.clone(), error))?;
            }
            read(&path)
        }
    }
}

fn read(path: &Path) -> Result<SigningKey, KeyError> {
    let text = fs::read_to_string(path).map_err(|error| KeyError::File(path.into(), error))?;
    parse(&text, &path.display().to_string())
}

fn parse(text: &str, place: &str) -> Result<SigningKey, KeyError> {
    let secret = Hash::parse(text.trim()).map_err(|_| KeyError::Malformed(place.to_owned()))?;
    Ok(SigningKey::from_bytes(secret.as_bytes()))
}

/// Writes a new secret that only its owner can read. The file appears with all of it, and never replaces another.
fn make(path: &Path) -> Result<(), io::Error> {
    let mut secret = [0; 32];
    File::open("/dev/urandom")?.read_exact(&mut secret)?;
    let draft = beside(path, &format!(".{}", std::process::id()));
    let mut file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(&draft)?;
    writeln!(file, "{}", Hash::from_bytes(secret))?;
    file.sync_all()?;
    let made = fs::hard_link(&draft, path);
    fs::remove_file(&draft)?;
    match made {
        Err(error) if error.kind() != ErrorKind::AlreadyExists => Err(error),
        _ => Ok(()),
    }
}

/// The path with something added to its name.
fn beside(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(ending);
    name.into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::os::unix::fs::PermissionsExt;

    fn config(folder: &Path, receipt_key: Option<PathBuf>) -> Config {
        let listen = "127.0.0.1:0".parse().unwrap();
        Config { listen, database: folder.join("test.sqlite"), mode: None, receipt_key }
    }

    #[test]
    fn development_makes_a_key_once_and_for_its_owner_only() {
        let folder = tempfile::TempDir::new().unwrap();
        let config = config(folder.path(), None);
        let key = || signing_key(&config, Mode::Development).unwrap().public();
        assert_eq!(key(), key());
        let file = folder.path().join("test.sqlite.key");
        assert_eq!(fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600);
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
        fs::write(&file, "half a k").unwrap();
        let broken = signing_key(&config, Mode::Development).unwrap_err();
        assert!(matches!(broken, KeyError::Malformed(_)), "{broken}");
    }

    #[test]
    fn production_takes_the_key_it_is_given() {
        let folder = tempfile::TempDir::new().unwrap();
        let none = signing_key(&config(folder.path(), None), Mode::Production).unwrap_err();
        assert!(matches!(none, KeyError::Missing), "{none}");
        let file = folder.path().join("secret");
        let config = config(folder.path(), Some(file.clone()));
        let lost = signing_key(&config, Mode::Production).unwrap_err();
        assert!(matches!(lost, KeyError::File(..)), "{lost}");
        fs::write(&file, "07".repeat(32)).unwrap();
        let key = signing_key(&config, Mode::Production).unwrap();
        assert_eq!(key.public(), SigningKey::from_bytes(&[7; 32]).public());
    }
}
