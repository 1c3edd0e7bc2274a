//! Installs what a command lacks: Debian packages, and Python environments beside what cargo builds.
//! Nothing is written outside the target folder but by `apt-get`.

use crate::{Done, Outcome, root};
use std::fs::create_dir_all;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// The folder cargo builds into.
pub(crate) fn target() -> Outcome<PathBuf> {
    let binary = std::env::current_exe()?;
    Ok(binary.ancestors().nth(2).ok_or("no target folder")?.to_path_buf())
}

/// A folder for what is installed, beside what cargo builds.
pub(crate) fn installed(name: &str) -> Outcome<PathBuf> {
    let folder = target()?.join("installed").join(name);
    create_dir_all(&folder)?;
    Ok(folder)
}

/// A path as an argument.
pub(crate) fn text(path: &Path) -> Outcome<&str> {
    path.to_str().ok_or_else(|| format!("not a readable path: {}", path.display()).into())
}

/// Makes sure `program` is there; Debian's packages bring it where it is not.
pub(crate) fn needs(program: &str, probe: &[&str], packages: &[&str]) -> Done {
    let there =
        Command::new(program).args(probe).stdout(Stdio::null()).stderr(Stdio::null()).status();
    if there.is_ok_and(|status| status.success()) {
        return Ok(());
    }
    println!("installing {}", packages.join(", "));
    crate::run("apt-get", &[&["install", "--yes", "--no-install-recommends"], packages].concat())
        .map_err(|error| format!("install {}: {error}", packages.join(", ")).into())
}

/// The interpreter of a Python environment that has what the file `requirements` lists.
pub(crate) fn python(name: &str, requirements: &str) -> Outcome<PathBuf> {
    needs("python3", &["-c", "import ensurepip"], &["python3", "python3-venv"])?;
    let (environment, cache) = (installed(name)?, installed("pip-cache")?);
    let python = environment.join("bin/python");
    if !python.exists() {
        crate::run("python3", &["-m", "venv", text(&environment)?])?;
    }
    let wanted = root().join(requirements);
    let pip = ["-m", "pip", "install", "--quiet", "--only-binary=:all:"];
    let from = ["--cache-dir", text(&cache)?, "--requirement", text(&wanted)?];
    crate::run(text(&python)?, &[&pip[..], &from[..]].concat())?;
    Ok(python)
}
