//! What the bindings share: the names of every choice, and one module per language with the conversions of the scalars.
//! Nothing here decides anything; a value is built and read through the checks of its own type.

#[cfg(feature = "mobile")]
pub mod mobile;
#[cfg(feature = "node")]
pub mod node;
#[cfg(feature = "python")]
pub mod python;

/// An enum of names, described for the languages that write such enums out.
pub trait Choice {
    /// The name of the type outside Rust.
    const NAME: &'static str;
    /// What it is, for its documentation.
    const ABOUT: &'static str;
    /// Its names, in their order.
    const CHOICES: &'static [Chosen];
}

/// One name of a [`Choice`].
#[derive(Debug, Clone, Copy)]
pub struct Chosen {
    /// The name as it is written.
    pub name: &'static str,
    /// What it says.
    pub about: &'static str,
}
