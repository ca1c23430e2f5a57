//! canvass-wire.
