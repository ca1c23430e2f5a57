//! canvass-delivery.
