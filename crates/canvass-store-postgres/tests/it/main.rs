//! The engine against a real server: the catalogue, the line from import to answer, two nodes on one database, trouble.

mod catalogue;
mod line;
mod nodes;
mod trouble;
mod world;
