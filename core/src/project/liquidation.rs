//! How an executing project ends early: what is there, less what is owed, in proportion to capital.
//! The owner's fault adds a claim beside it and changes nothing in the arithmetic.
