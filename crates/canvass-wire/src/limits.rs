//! What one body may contain before it is refused while reading (B12, X18).

/// Limits of a reader. Bytes are counted by whoever receives the body.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ReadLimits {
    /// Objects and lists, or elements, inside each other (B12).
    pub depth: usize,
    /// Values of a JSON document; keeps the tree below four times the largest body.
    pub json_values: usize,
    /// Parts of an XML document: tags, texts, references, comments (X18).
    pub xml_parts: usize,
    /// Attributes of one element, namespace declarations not counted (X18).
    pub attributes: usize,
    /// Namespace declarations of one element (X18).
    pub namespaces: usize,
}

impl ReadLimits {
    /// The limits of every wire.
    pub const WIRE: Self =
        Self { depth: 64, json_values: 1_000_000, xml_parts: 2_000_000, attributes: 64, namespaces: 32 };
}

impl Default for ReadLimits {
    fn default() -> Self {
        Self::WIRE
    }
}
