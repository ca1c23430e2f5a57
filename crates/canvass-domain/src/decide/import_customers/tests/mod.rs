//! The rules of intake, one true sentence each. `world` is the workspace that they happen in.

mod answers;
mod customers;
mod duplicates;
mod finished;
mod link;
mod property;
mod rows;
mod times;
mod values;
mod world;
