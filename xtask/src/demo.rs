//! Plays a whole deal over HTTP against a server of its own.

/// Not written yet.
pub(crate) fn run() -> Result<(), Box<dyn std::error::Error>> {
    Err("the demo is not written yet".into())
}
