//! Strict and lenient JSON: no panic, and what the strict reading takes the lenient one takes alike.
#![no_main]

use canvass_wire::json::{Syntax, read};
use canvass_wire::limits::ReadLimits;

libfuzzer_sys::fuzz_target!(|body: &[u8]| {
    let lenient = read(body, Syntax::StrictThenLenient, ReadLimits::WIRE);
    if let Ok(strict) = read(body, Syntax::Strict, ReadLimits::WIRE) {
        assert_eq!(lenient, Ok(strict));
    }
});
