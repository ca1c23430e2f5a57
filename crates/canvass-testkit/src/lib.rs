//! canvass-testkit.
