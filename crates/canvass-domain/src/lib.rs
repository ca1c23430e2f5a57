//! Types and rules of canvass: who may be asked, when, and why.
//!
//! Pure: no IO, no async, no clock, no randomness, no database, no HTTP and no vendor word. Facts come in, decisions
//! go out. `decide/` holds the judgements, everything else the words they are made of.
#![warn(clippy::as_conversions)]

pub mod address;
pub mod batch;
pub mod block;
pub mod bounce;
pub mod certificate;
pub mod column;
pub mod command;
pub mod contact;
pub mod contact_rule;
pub mod customer;
pub mod decide;
pub mod decision;
pub mod file;
mod fold;
pub mod id;
pub mod import_file;
pub mod limit;
pub mod mail_status;
pub mod message;
pub mod note;
pub mod organisation;
pub mod pace;
pub mod questionnaire;
pub mod reason;
pub mod refusal;
pub mod route;
pub mod schedule;
pub mod score;
pub mod segment;
pub mod template;
pub mod text_message;
pub mod transaction;
pub mod value;
pub mod webhook;
pub mod when;
pub mod workspace;
