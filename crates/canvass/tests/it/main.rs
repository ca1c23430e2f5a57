//! The program from outside: the real binary, real sockets, real kills, both engines.
//!
//! Everything a case needs is its own: data folder, database, port, relay. `harness` holds what they share.

// `cfg(test)` tells the lints that helpers here may unwrap, as tests may.
#[cfg(test)]
mod harness;

#[cfg(test)]
mod browser;
#[cfg(test)]
mod clients;
#[cfg(test)]
mod commands;
#[cfg(test)]
mod crash;
#[cfg(test)]
mod crowd;
#[cfg(test)]
mod demo;
#[cfg(test)]
mod digest;
#[cfg(test)]
mod drain;
#[cfg(test)]
mod imports;
#[cfg(test)]
mod key_limit;
#[cfg(test)]
mod kill;
#[cfg(test)]
mod lateness;
#[cfg(test)]
mod nodes;
#[cfg(test)]
mod returned_mail;
#[cfg(test)]
mod scanner;
#[cfg(test)]
mod send_time;
#[cfg(test)]
mod storage;
#[cfg(test)]
mod storm;
#[cfg(test)]
mod webhooks;
