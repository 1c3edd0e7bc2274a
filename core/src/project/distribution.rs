//! Money before and after the settlement: interim payments, advances, unspent capital, holdback, small amounts.
//! Interim money never takes back; what changes later is posted as a difference.
