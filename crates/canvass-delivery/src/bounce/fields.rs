//! The fields of a machine-readable part (RFC 3464 section 2.1, RFC 5965 section 3): groups of header-like lines, divided by
//! blank ones. Anything is read; what is no field is left out.

/// Most groups of a part, and most fields of a group.
const MOST: usize = 100;

/// The fields of one group, in their order.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Fields(Vec<(String, String)>);

impl Fields {
    /// The first value of a field, without outer blanks; the name in lower case.
    pub(super) fn get(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(known, _)| known == name).map(|(_, value)| value.trim())
    }

    /// What stands behind the type of an address or code: `rfc822; ann@example.org`, `smtp; 550 no`.
    pub(super) fn typed(&self, name: &str) -> Option<&str> {
        let value = self.get(name)?;
        Some(value.split_once(';').map_or(value, |(_, rest)| rest).trim())
    }

    fn add(&mut self, line: &str) {
        if let (true, Some((_, value))) = (line.starts_with([' ', '\t']), self.0.last_mut()) {
            value.push(' ');
            value.push_str(line.trim());
        } else if let Some((name, value)) = line.split_once(':')
            && self.0.len() < MOST
        {
            self.0.push((name.trim().to_ascii_lowercase(), value.trim().to_owned()));
        }
    }
}

/// The groups of a part.
pub(super) fn groups(text: &str) -> Vec<Fields> {
    let mut groups = Vec::new();
    let mut fields = Fields::default();
    for line in text.lines() {
        if !line.trim().is_empty() {
            fields.add(line);
        } else if !fields.0.is_empty() && groups.len() < MOST {
            groups.push(std::mem::take(&mut fields));
        }
    }
    if !fields.0.is_empty() {
        groups.push(fields);
    }
    groups
}

#[cfg(test)]
mod tests {
    use super::groups;

    #[test]
    fn fields_are_unfolded_and_groups_divided() {
        let found = groups("\nA: 1\r\nDiagnostic-Code: smtp; 550\r\n  5.1.1 no\r\n\r\n\r\nrubbish\nb : 2\n");
        assert_eq!(found.len(), 2);
        assert_eq!(found[0].typed("diagnostic-code"), Some("550 5.1.1 no"));
        assert_eq!((found[0].get("a"), found[1].get("b"), found[1].get("a")), (Some("1"), Some("2"), None));
    }
}
