//! Sessions over real sockets, against the scripted sink.

// `cfg(test)` tells the lints that helpers here may unwrap, as tests may.
#[cfg(test)]
mod dkim;
#[cfg(test)]
mod gateway;
#[cfg(test)]
mod gateway_tls;
#[cfg(test)]
mod misbehaviour;
#[cfg(test)]
mod reception;
#[cfg(test)]
mod relay;
#[cfg(test)]
mod sink;
#[cfg(test)]
mod tls;
