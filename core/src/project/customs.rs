//! A customs entry: value, duties and import tax determined to the cent and paid as the tax office rounds.
//! Rates and fees are dated parameters; the Incoterm says which elements the supplier's price already has.
