//! canvass-app.
