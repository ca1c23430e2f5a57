//! canvass-store.
