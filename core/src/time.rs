//! Instants and windows. Time always comes in from outside, in milliseconds UTC; a window is a whole number of seconds.

use crate::error::{Code, Refusal};
use crate::limits::WINDOW_SECONDS;
use chrono::{DateTime, SecondsFormat, Timelike, Utc};
use serde::{Deserialize, Serialize};
use std::fmt;

/// Milliseconds of the last instant of the year 9999.
const LAST: i64 = 253_402_300_799_999;

/// An instant between 1970 and 9999, in milliseconds UTC.
///
/// ```
/// use tercero::Timestamp;
///
/// let at = Timestamp::parse("2026-03-01T12:00:00+01:00")?;
/// assert_eq!(at.to_string(), "2026-03-01T11:00:00.000Z");
/// # Ok::<(), tercero::Refusal>(())
/// ```
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Timestamp(i64);

impl Timestamp {
    /// The instant `millis` milliseconds after the start of 1970. Errors: `time_range`.
    pub fn from_millis(millis: i64) -> Result<Timestamp, Refusal> {
        if (0..=LAST).contains(&millis) {
            Ok(Timestamp(millis))
        } else {
            Err(Refusal::new(Code::TimeRange).got(millis))
        }
    }

    /// Milliseconds since the start of 1970.
    pub const fn millis(self) -> i64 {
        self.0
    }

    /// Reads RFC 3339 with an offset and at most three decimals. Errors: `time_range`.
    pub fn parse(text: &str) -> Result<Timestamp, Refusal> {
        let refuse = || Refusal::new(Code::TimeRange).got(text).allow("RFC 3339 with an offset");
        if !text.is_ascii() || text.as_bytes().get(10) != Some(&b'T') {
            return Err(refuse());
        }
        let parsed = DateTime::parse_from_rfc3339(text).map_err(|_| refuse())?.to_utc();
        if parsed.nanosecond() >= 1_000_000_000 || parsed.nanosecond() % 1_000_000 != 0 {
            return Err(refuse());
        }
        Timestamp::from_millis(parsed.timestamp_millis()).map_err(|_| refuse())
    }

    /// The instant `window` later, or the last instant there is.
    #[must_use]
    pub fn after(self, window: Window) -> Timestamp {
        Timestamp(self.0.saturating_add(window.millis()).min(LAST))
    }

    /// The instant `millis` milliseconds later, or the last instant there is.
    #[must_use]
    pub(crate) fn plus(self, millis: i64) -> Timestamp {
        Timestamp(self.0.saturating_add(millis).clamp(0, LAST))
    }

    /// Milliseconds from `earlier` to this instant, zero if it is not earlier.
    #[must_use]
    pub fn since(self, earlier: Timestamp) -> i64 {
        self.0.saturating_sub(earlier.0).max(0)
    }
}

impl TryFrom<DateTime<Utc>> for Timestamp {
    type Error = Refusal;

    /// Cuts what is finer than a millisecond.
    fn try_from(at: DateTime<Utc>) -> Result<Timestamp, Refusal> {
        Timestamp::from_millis(at.timestamp_millis())
    }
}

impl From<Timestamp> for DateTime<Utc> {
    fn from(at: Timestamp) -> DateTime<Utc> {
        DateTime::from_timestamp_millis(at.0).unwrap_or_default()
    }
}

impl TryFrom<String> for Timestamp {
    type Error = Refusal;

    fn try_from(text: String) -> Result<Timestamp, Refusal> {
        Timestamp::parse(&text)
    }
}

impl From<Timestamp> for String {
    fn from(at: Timestamp) -> String {
        at.to_string()
    }
}

impl fmt::Debug for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&DateTime::from(*self).to_rfc3339_opts(SecondsFormat::Millis, true))
    }
}

/// A length of time in whole seconds; half open where it bounds something: `[start, start + window)`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "u32", into = "u32")]
pub struct Window(u32);

impl Window {
    /// No time at all: what waits for it happens at once.
    pub const ZERO: Window = Window(0);

    /// A window of `seconds`, at most ten years. Errors: `time_range`.
    pub fn seconds(seconds: u32) -> Result<Window, Refusal> {
        if seconds <= WINDOW_SECONDS {
            Ok(Window(seconds))
        } else {
            Err(Refusal::new(Code::TimeRange).got(seconds).allow("at most ten years of seconds"))
        }
    }

    /// The window in seconds.
    pub const fn as_seconds(self) -> u32 {
        self.0
    }

    /// The window in milliseconds.
    pub fn millis(self) -> i64 {
        i64::from(self.0).saturating_mul(1000)
    }
}

impl TryFrom<u32> for Window {
    type Error = Refusal;

    fn try_from(seconds: u32) -> Result<Window, Refusal> {
        Window::seconds(seconds)
    }
}

impl From<Window> for u32 {
    fn from(window: Window) -> u32 {
        window.0
    }
}

/// `n` days of 86 400 seconds each, at most ten years of them.
pub const fn days(n: u32) -> Window {
    let seconds = n.saturating_mul(86_400);
    Window(if seconds < WINDOW_SECONDS { seconds } else { WINDOW_SECONDS })
}
