//! canvass.
fn main() {}
