//! Results: rows and counters become numbers with their base and interval. Test customers are left out everywhere.

mod funnel;
mod nps;

pub use funnel::{Funnel, report_funnel, report_organisation_funnels};
pub use nps::{Cut, NpsQuery, NpsReport, report_nps};
