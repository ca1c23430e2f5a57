//! canvass-bench.
fn main() {}
