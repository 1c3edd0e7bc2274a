//! Every bound of the core, in one place.
//! A bound refuses the command of a party with `limit_exceeded`; timers, providers, arbiters and admins are never refused by one.

/// Amounts are smaller than this many minor units in magnitude, in every currency.
pub const AMOUNT_BELOW: i128 = 10_i128.pow(28);
/// Decimal digits before the point of a rate or weight.
pub const RATE_INTEGER_DIGITS: usize = 20;
/// Decimal digits after the point of a rate or weight.
pub const RATE_DECIMALS: usize = 18;
/// Parts of one allocation in the bulk functions.
pub const PARTS: usize = 10_000_000;
/// Bytes of a text inside terms.
pub const TEXT_BYTES: usize = 4096;
/// Combining marks in one text.
pub const TEXT_MARKS: usize = 64;
/// Bytes of a reference, party or milestone id.
pub const ID_BYTES: usize = 64;
/// Nesting of a JSON document.
pub const JSON_DEPTH: usize = 32;
/// Milestones of one escrow, counting those carved out later.
pub const MILESTONES: usize = 200;
/// Parties of one escrow.
pub const PARTIES: usize = 16;
/// Lines of one fee schedule.
pub const FEE_LINES: usize = 32;
/// Tiers of one fee rule.
pub const FEE_TIERS: usize = 64;
/// Payees of one fee line.
pub const PAYEES: usize = 16;
/// Periods a fee rule asks for.
pub const FEE_PERIODS: u32 = 1_200;
/// Rules of one rule book.
pub const BOOK_RULES: usize = 256;
/// Values of one dimension of a rule's scope.
pub const SCOPE_VALUES: usize = 64;
/// Events of one escrow after which parties are refused what could be repeated for ever.
pub const EVENTS: u32 = 9_000;
/// Counter-offers before agreement.
pub const COUNTERS: u32 = 10;
/// Rounds of rework of one milestone.
pub const REWORK_ROUNDS: u32 = 3;
/// Settlement offers in one case.
pub const OFFERS: u32 = 50;
/// Payments of one milestone that parties may start.
pub const PAYINS: usize = 50;
/// Extensions of one window.
pub const EXTENSIONS: u32 = 2;
/// Proposals of one party in one escrow.
pub const PROPOSALS: usize = 100;
/// Pieces of evidence in one case.
pub const EVIDENCE: u32 = 50;
/// Bytes of one piece of evidence.
pub const EVIDENCE_BYTES: u64 = 25 * 1024 * 1024;
/// Seconds of the longest window: ten years of 365 days.
pub const WINDOW_SECONDS: u32 = 10 * 365 * 86_400;
/// Products of one project.
pub const PRODUCTS: usize = 500;
/// Cost lines of one project, counting those that others replace.
pub const COST_LINES: usize = 500;
/// Goods of one customs entry, and increments beside them.
pub const CUSTOMS_GOODS: usize = 500;
/// Dated rows of one table of parameters.
pub const PARAMETER_ROWS: usize = 256;
/// Tiers of one waterfall.
pub const WATERFALL_TIERS: usize = 16;
/// Days of a preferred return: a hundred years.
pub const PREFERRED_DAYS: u32 = 36_600;
/// Requests of one project.
pub const REQUESTS: usize = 10_000;
/// Requests of one person in one project.
pub const REQUESTS_OF_ONE: usize = 20;
/// Events that every request adds to what a project may have before parties are refused what could be repeated for ever.
pub const EVENTS_PER_REQUEST: u32 = 20;
