//! POST and PATCH of segments and product groups: names, and the rule that leads to a questionnaire.

use super::read as read_native;
use crate::fault::Faults;
use crate::member::{Member, Table, maybe};

/// A segment to make, or what changes of one.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct SegmentRequest {
    /// Unique, compared exactly.
    pub code: Option<String>,
    /// What people see.
    pub name: Option<String>,
    /// Code of the segment above; only for a new one.
    pub parent: Option<String>,
    /// What is asked here and below; 0 = nothing of its own.
    pub questionnaire: Option<i32>,
    /// The mail that invites; 0 = nothing of its own.
    pub template: Option<i32>,
}

/// A product group to make, or what changes of one.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ProductGroupRequest {
    /// Unique without case.
    pub name: Option<String>,
    /// What its transactions are asked; 0 = nothing of its own.
    pub questionnaire: Option<i32>,
    /// The mail that invites; 0 = nothing of its own.
    pub template: Option<i32>,
}

type Part = Member<SegmentRequest>;

const CODE: Part = Member::text("code", 255, |segment| &mut segment.code);
const NAME: Part = Member::text("name", 255, |segment| &mut segment.name);
const QUESTIONNAIRE: Part =
    Member::value("questionnaire", |segment, sent| maybe(sent, &mut segment.questionnaire));
const TEMPLATE: Part = Member::value("template", |segment, sent| maybe(sent, &mut segment.template));

static SEGMENT_ADD: Table<SegmentRequest> = Table {
    name: "SegmentAddRequest",
    members: &[
        Member::required(CODE),
        NAME,
        Member::text("parent", 255, |segment| &mut segment.parent),
        QUESTIONNAIRE,
        TEMPLATE,
    ],
};

static SEGMENT_CHANGE: Table<SegmentRequest> =
    Table { name: "SegmentChangeRequest", members: &[CODE, NAME, QUESTIONNAIRE, TEMPLATE] };

type GroupPart = Member<ProductGroupRequest>;

const GROUP_NAME: GroupPart = Member::text("name", 255, |group| &mut group.name);
const GROUP_QUESTIONNAIRE: GroupPart =
    Member::value("questionnaire", |group, sent| maybe(sent, &mut group.questionnaire));
const GROUP_TEMPLATE: GroupPart = Member::value("template", |group, sent| maybe(sent, &mut group.template));

static GROUP_ADD: Table<ProductGroupRequest> = Table {
    name: "ProductGroupAddRequest",
    members: &[Member::required(GROUP_NAME), GROUP_QUESTIONNAIRE, GROUP_TEMPLATE],
};

static GROUP_CHANGE: Table<ProductGroupRequest> =
    Table { name: "ProductGroupChangeRequest", members: &[GROUP_NAME, GROUP_QUESTIONNAIRE, GROUP_TEMPLATE] };

/// Reads the body of a new segment.
pub fn read(body: &[u8]) -> Result<SegmentRequest, Faults> {
    read_native(body, &SEGMENT_ADD)
}

/// Reads the body of a change of a segment; where it stands never changes.
pub fn read_change(body: &[u8]) -> Result<SegmentRequest, Faults> {
    read_native(body, &SEGMENT_CHANGE)
}

/// Reads the body of a new product group.
pub fn read_group(body: &[u8]) -> Result<ProductGroupRequest, Faults> {
    read_native(body, &GROUP_ADD)
}

/// Reads the body of a change of a product group.
pub fn read_group_change(body: &[u8]) -> Result<ProductGroupRequest, Faults> {
    read_native(body, &GROUP_CHANGE)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn q33_a_new_segment_needs_its_code_and_never_moves() {
        let made = read(br#"{"code":"North","parent":"S1","questionnaire":3}"#).unwrap();
        assert_eq!((made.code.as_deref(), made.questionnaire), (Some("North"), Some(3)));
        let paths = |faults: Faults| -> Vec<String> {
            faults.into_ordered("").into_iter().map(|(path, _)| path).collect()
        };
        assert_eq!(paths(read(b"{}").unwrap_err()), ["/code"]);
        assert_eq!(paths(read_change(br#"{"parent":"S1"}"#).unwrap_err()), ["/parent"]);
        assert_eq!(paths(read_group(b"{}").unwrap_err()), ["/name"]);
        assert_eq!(read_group_change(br#"{"template":0}"#).unwrap().template, Some(0));
    }
}
