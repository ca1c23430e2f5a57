//! What the surfaces share whose originals run on ASP.NET Web API: the bodies and texts of its errors. A surface re-exports
//! them beside its own texts.

pub mod error;
