//! XML: no panic, limits hold.
#![no_main]

use canvass_wire::limits::ReadLimits;
use canvass_wire::xml::{Vocabulary, read};

libfuzzer_sys::fuzz_target!(|body: &[u8]| {
    let words = Vocabulary { root: "ImportCustomersRequest", namespaces: &["http://schemas.datacontract.org/"] };
    drop(read(body, &words, ReadLimits::WIRE));
});
