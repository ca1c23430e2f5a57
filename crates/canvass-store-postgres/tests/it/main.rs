//! The engine against a real server: the catalogue, the line from import to answer, two nodes on one database, trouble.

// `cfg(test)` tells the lints that helpers here may unwrap, as tests may.
#[cfg(test)]
mod beside;
#[cfg(test)]
mod blocks;
#[cfg(test)]
mod catalogue;
#[cfg(test)]
mod contact_rules;
#[cfg(test)]
mod due;
#[cfg(test)]
mod line;
#[cfg(test)]
mod nodes;
#[cfg(test)]
mod numbers;
#[cfg(test)]
mod organisations;
#[cfg(test)]
mod races;
#[cfg(test)]
mod statistics;
#[cfg(test)]
mod suite;
#[cfg(test)]
mod trouble;
#[cfg(test)]
mod upgrade;
#[cfg(test)]
mod world;
