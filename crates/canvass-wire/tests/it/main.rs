//! Tests that read files or make many bodies: vectors, hostile bodies, properties, corpora, the rule tables.
//!
//! `cfg(test)` tells the lints that whole modules, not only `#[test]` functions, are tests.

#[cfg(test)]
mod cayzu_members;
#[cfg(test)]
mod corpus;
#[cfg(test)]
mod golden;
#[cfg(test)]
mod hostile;
#[cfg(test)]
mod json_oracle;
#[cfg(test)]
mod mutation;
#[cfg(test)]
mod printed;
#[cfg(test)]
mod questionpro;
#[cfg(test)]
mod rules;
#[cfg(test)]
mod vectors;
#[cfg(test)]
mod xml_oracle;
