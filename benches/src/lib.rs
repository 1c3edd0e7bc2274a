//! Side-by-side measurements of tercero, one file a subject in `benches/`.
//! Run them with `cargo bench -p tercero-benches`; each prints its ratios at the end.
