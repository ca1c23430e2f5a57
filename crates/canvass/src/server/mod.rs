//! The server: data folder, store, jobs and HTTP, wired together.

mod bounce_listener;
mod data_folder;
mod log;
mod mail_plan;
mod memory;
mod run;
mod store;

pub(crate) use data_folder::DataFolder;
pub(crate) use log::{check_log, start_log};
pub(crate) use mail_plan::dkim_signer;
pub(crate) use run::{Server, open_offline, serve};
