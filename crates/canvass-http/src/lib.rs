//! canvass-http.
