//! Languages of a template: which stands in for which, and which way it is written.

/// The place of the tag that serves the wanted one: the same, else the primary language, else another of that.
pub(super) fn find<'a>(tags: &(impl Iterator<Item = &'a str> + Clone), wanted: &str) -> Option<usize> {
    let wanted = wanted.trim();
    if wanted.is_empty() {
        return None;
    }
    let same = |tag: &str, other: &str| {
        let mut signs = tag.chars().map(sign).zip(other.chars().map(sign));
        tag.len() == other.len() && signs.all(|(one, two)| one == two)
    };
    tags.clone()
        .position(|tag| same(tag, wanted))
        .or_else(|| tags.clone().position(|tag| same(tag, primary(wanted))))
        .or_else(|| tags.clone().position(|tag| !tag.is_empty() && same(primary(tag), primary(wanted))))
}

/// The place of the tag for a language: that which serves it, else that of the workspace's language, else the first.
pub(super) fn choose<'a>(
    tags: &(impl Iterator<Item = &'a str> + Clone),
    wanted: &str,
    workspace: &str,
) -> usize {
    find(tags, wanted).or_else(|| find(tags, workspace)).unwrap_or(0)
}

fn sign(sign: char) -> char {
    if sign == '_' { '-' } else { sign.to_ascii_lowercase() }
}

/// The language of a tag without script, region and the rest.
pub(super) fn primary(tag: &str) -> &str {
    tag.split(['-', '_']).next().unwrap_or_default()
}

/// Letters, digits and hyphens, a language of two or more letters first (BCP 47, loosely).
pub(super) fn is_tag(tag: &str) -> bool {
    let first = primary(tag);
    tag.len() <= 35
        && (2..=8).contains(&first.len())
        && first.bytes().all(|byte| byte.is_ascii_alphabetic())
        && tag.split('-').all(|part| {
            (1..=8).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_alphanumeric())
        })
}

/// Written from right to left, unless a script says otherwise.
const RIGHT_TO_LEFT: [&str; 14] =
    ["ar", "arc", "ckb", "dv", "fa", "he", "iw", "ks", "nqo", "ps", "sd", "syr", "ur", "yi"];
const RIGHT_TO_LEFT_SCRIPTS: [&str; 7] = ["adlm", "arab", "hebr", "nkoo", "rohg", "syrc", "thaa"];

/// `rtl` or `ltr`, as HTML names it.
pub fn direction(tag: &str) -> &'static str {
    let tag = tag.to_ascii_lowercase();
    let script = tag
        .split(['-', '_'])
        .skip(1)
        .find(|part| part.len() == 4 && part.bytes().all(|byte| byte.is_ascii_alphabetic()));
    let is_right_to_left = match script {
        Some(script) => RIGHT_TO_LEFT_SCRIPTS.contains(&script),
        None => RIGHT_TO_LEFT.contains(&primary(&tag)) || primary(&tag) == "ug",
    };
    if is_right_to_left { "rtl" } else { "ltr" }
}

/// How numbers are written: what sets thousands apart, and what the decimals. Languages that are not listed get a point
/// and nothing.
pub(super) fn number_marks(tag: &str) -> (&'static str, &'static str) {
    match primary(&tag.to_ascii_lowercase()) {
        "en" | "ja" | "ko" | "zh" | "th" | "he" | "hi" => (",", "."),
        "nl" | "de" | "es" | "it" | "pt" | "da" | "el" | "id" | "tr" | "ro" | "sl" | "hr" => (".", ","),
        "fr" | "sv" | "nb" | "no" | "nn" | "fi" | "pl" | "cs" | "sk" | "uk" | "ru" | "bg" | "hu" => {
            ("\u{a0}", ",")
        }
        _ => ("", "."),
    }
}

/// Names of months and of weekdays (from Monday), where they are known.
pub(super) struct CalendarNames {
    pub(super) months: [&'static str; 12],
    pub(super) weekdays: [&'static str; 7],
}

const CALENDARS: [(&str, CalendarNames); 6] = [
    (
        "en",
        CalendarNames {
            months: [
                "January",
                "February",
                "March",
                "April",
                "May",
                "June",
                "July",
                "August",
                "September",
                "October",
                "November",
                "December",
            ],
            weekdays: ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"],
        },
    ),
    (
        "nl",
        CalendarNames {
            months: [
                "januari",
                "februari",
                "maart",
                "april",
                "mei",
                "juni",
                "juli",
                "augustus",
                "september",
                "oktober",
                "november",
                "december",
            ],
            weekdays: ["maandag", "dinsdag", "woensdag", "donderdag", "vrijdag", "zaterdag", "zondag"],
        },
    ),
    (
        "de",
        CalendarNames {
            months: [
                "Januar",
                "Februar",
                "März",
                "April",
                "Mai",
                "Juni",
                "Juli",
                "August",
                "September",
                "Oktober",
                "November",
                "Dezember",
            ],
            weekdays: ["Montag", "Dienstag", "Mittwoch", "Donnerstag", "Freitag", "Samstag", "Sonntag"],
        },
    ),
    (
        "fr",
        CalendarNames {
            months: [
                "janvier",
                "février",
                "mars",
                "avril",
                "mai",
                "juin",
                "juillet",
                "août",
                "septembre",
                "octobre",
                "novembre",
                "décembre",
            ],
            weekdays: ["lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche"],
        },
    ),
    (
        "es",
        CalendarNames {
            months: [
                "enero",
                "febrero",
                "marzo",
                "abril",
                "mayo",
                "junio",
                "julio",
                "agosto",
                "septiembre",
                "octubre",
                "noviembre",
                "diciembre",
            ],
            weekdays: ["lunes", "martes", "miércoles", "jueves", "viernes", "sábado", "domingo"],
        },
    ),
    (
        "it",
        CalendarNames {
            months: [
                "gennaio",
                "febbraio",
                "marzo",
                "aprile",
                "maggio",
                "giugno",
                "luglio",
                "agosto",
                "settembre",
                "ottobre",
                "novembre",
                "dicembre",
            ],
            weekdays: ["lunedì", "martedì", "mercoledì", "giovedì", "venerdì", "sabato", "domenica"],
        },
    ),
];

/// The names of a calendar in a language.
pub(super) fn calendar(tag: &str) -> Option<&'static CalendarNames> {
    let primary = primary(tag);
    CALENDARS.iter().find(|(language, _)| language.eq_ignore_ascii_case(primary)).map(|(_, names)| names)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_language_falls_back_to_its_primary_then_the_workspace_then_the_first() {
        let tags = ["fr", "nl", "nl-BE", "pt-BR", "en"];
        for (wanted, workspace, expected) in [
            ("nl-BE", "en", 2),
            ("NL_be", "en", 2),
            ("nl-NL", "en", 1),
            ("nl", "en", 1),
            ("pt-PT", "en", 3),
            ("sv", "en-GB", 4),
            ("sv", "fi", 0),
            ("", "", 0),
        ] {
            assert_eq!(choose(&tags.iter().copied(), wanted, workspace), expected, "{wanted} {workspace}");
        }
        assert_eq!(choose(&[""].into_iter(), "ar", "en"), 0);
    }

    #[test]
    fn the_script_decides_the_direction_before_the_language() {
        for tag in ["ar", "he-IL", "fa_IR", "ur", "az-Arab", "UG"] {
            assert_eq!(direction(tag), "rtl", "{tag}");
        }
        for tag in ["", "nl", "en-GB", "ar-Latn", "ks-Deva", "uz-Latn-UZ"] {
            assert_eq!(direction(tag), "ltr", "{tag}");
        }
    }

    #[test]
    fn tags_are_told_from_other_texts() {
        for tag in ["nl", "nl-BE", "zh-Hant-TW", "sr-Latn"] {
            assert!(is_tag(tag), "{tag}");
        }
        for tag in ["", "n", "nl_BE", "nl-", "12", "nl BE", "\"><b>"] {
            assert!(!is_tag(tag), "{tag}");
        }
    }
}
