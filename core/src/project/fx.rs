//! Money of several currencies: weights at the frozen rate, money converted once, at the first release.
//! A weight is never a promise of payment, and no amount is derived from a derived amount.
