//! Reservations: the order of their checks, the last ticket, scale-back of an oversubscribed round, and how a round closes.
//! Pure functions over figures; the project machine keeps the requests.
