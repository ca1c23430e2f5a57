//! The server: data folder, store, jobs and HTTP, wired together.

mod data_folder;
mod log;
mod run;
mod store;

pub(crate) use data_folder::DataFolder;
pub(crate) use log::{check_log, start_log};
pub(crate) use run::{Server, open_offline, serve};
