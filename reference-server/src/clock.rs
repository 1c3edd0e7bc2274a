//! What time it is: the system's time, or the latest time that a request brought along.
//! Once a request has brought one, time moves by requests alone.

use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{SystemTime, UNIX_EPOCH};
use tercero::{Refusal, Timestamp};

/// Before any request has brought a time.
const NEVER: i64 = -1;

/// The clock of a server.
#[derive(Debug)]
pub(crate) struct Clock(AtomicI64);

impl Clock {
    /// A clock that goes on from `latest`, the latest time a request of an earlier run brought.
    pub(crate) fn new(latest: Option<Timestamp>) -> Clock {
        Clock(AtomicI64::new(latest.map_or(NEVER, Timestamp::millis)))
    }

    /// The time of a request that brings `given`.
    pub(crate) fn read(&self, given: Option<Timestamp>) -> Result<Timestamp, Refusal> {
        if let Some(at) = given {
            self.0.fetch_max(at.millis(), Ordering::Relaxed);
            return Ok(at);
        }
        self.by_requests().map_or_else(system_time, Ok)
    }

    /// The latest time a request brought, if any did.
    pub(crate) fn by_requests(&self) -> Option<Timestamp> {
        Timestamp::from_millis(self.0.load(Ordering::Relaxed)).ok()
    }
}

fn system_time() -> Result<Timestamp, Refusal> {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    Timestamp::from_millis(i64::try_from(since.as_millis()).unwrap_or(i64::MAX))
}
