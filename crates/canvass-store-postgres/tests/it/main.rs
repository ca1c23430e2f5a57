//! The engine against a real server.
