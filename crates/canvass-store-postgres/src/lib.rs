//! canvass-store-postgres.
