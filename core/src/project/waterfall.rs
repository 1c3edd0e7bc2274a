//! Shares in tiers: return of capital, preferred return, catch-up, split; on the whole project or lot by lot.
//! A lot that was too good is clawed back, from the holdback first.
