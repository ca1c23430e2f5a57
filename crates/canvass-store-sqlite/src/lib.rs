//! canvass-store-sqlite.
