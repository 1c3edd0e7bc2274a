//! Goods instead of money: whole units in proportion to capital, and what is left stays capital.
//! Basket mode gives everybody of everything; order mode sells units at a quoted price.
