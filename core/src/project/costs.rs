//! What the goods cost once they have arrived: cost lines shared over the products by their own method, adding up exactly.
//! The funding need is more than that cost: taxes that come back and a reserve are cash, not cost.
