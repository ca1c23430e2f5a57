//! Every pair of text and ground in the style sheet can be read, in light and dark (WCAG 2.2, 1.4.3 and 1.4.11).

use std::collections::HashMap;

use super::STYLE;

const TEXTS: [(&str, &str); 17] = [
    ("ink", "ground"),
    ("ink", "surface"),
    ("ink", "accent-soft"),
    ("ink", "fault-soft"),
    ("muted", "ground"),
    ("muted", "surface"),
    ("muted", "accent-soft"),
    ("accent", "ground"),
    ("accent", "surface"),
    ("accent", "accent-soft"),
    ("accent-ink", "accent"),
    ("fault", "surface"),
    ("fault", "ground"),
    ("fault", "fault-soft"),
    ("warn", "warn-soft"),
    ("good", "good-soft"),
    ("good", "surface"),
];
const EDGES: [(&str, &str); 5] = [
    ("field-line", "surface"),
    ("accent", "ground"),
    ("bar", "surface"),
    ("bar-fault", "surface"),
    ("fault", "ground"),
];

/// The colours of a `:root` block, by name.
fn colours(block: &str) -> HashMap<&str, f64> {
    let lines = block.lines().filter_map(|line| line.trim().strip_prefix("--")?.split_once(": #"));
    lines.map(|(name, hex)| (name, luminance(hex.trim_end_matches(';')))).collect()
}

fn luminance(hex: &str) -> f64 {
    let number = u32::from_str_radix(hex, 16).unwrap();
    let [_, red, green, blue] = number.to_be_bytes().map(|byte| {
        let share = f64::from(byte) / 255.0;
        if share <= 0.04045 { share / 12.92 } else { ((share + 0.055) / 1.055).powf(2.4) }
    });
    0.2126 * red + 0.7152 * green + 0.0722 * blue
}

fn contrast(one: f64, other: f64) -> f64 {
    (one.max(other) + 0.05) / (one.min(other) + 0.05)
}

#[test]
fn every_pair_of_colours_can_be_read() {
    assert!((contrast(luminance("000000"), luminance("ffffff")) - 21.0).abs() < 1e-9);
    let blocks: Vec<&str> =
        STYLE.body().split(":root {").skip(1).filter_map(|rest| rest.split('}').next()).collect();
    assert_eq!(blocks.len(), 2, "light and dark");
    for (scheme, block) in ["light", "dark"].into_iter().zip(blocks) {
        let colours = colours(block);
        for (least, pairs) in [(4.5, TEXTS.as_slice()), (3.0, EDGES.as_slice())] {
            for (front, ground) in pairs {
                let found = contrast(colours[front], colours[ground]);
                assert!(found >= least, "{scheme}: {front} on {ground} has {found:.2}, not {least}");
            }
        }
    }
}
