//! AddLockResponse: from when and until when.

use jiff::Timestamp;
use jiff::tz::TimeZone;

use crate::expoints::OURS;
use crate::write::{Field, Level, Of, Out, Shape, Typed, date};

/// The answer of customer/addlock.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AddLockAnswer {
    /// The lock.
    pub lock_id: i32,
    /// It counts from here.
    pub created_at: Timestamp,
    /// It is over then.
    pub expires_at: Timestamp,
    /// The zone of the workspace, for both (O4).
    pub zone: TimeZone,
}

impl Typed for AddLockAnswer {
    const SHAPE: &'static Shape<Self> = &Shape {
        name: "AddLockResponse",
        levels: &[Level {
            namespace: OURS,
            fields: &[
                Field { name: "LockId", of: Of::Value, get: |answer| Out::int(answer.lock_id) },
                Field {
                    name: "CreationDate",
                    of: Of::Value,
                    get: |answer| date(answer.created_at, &answer.zone),
                },
                Field {
                    name: "ExpirationDate",
                    of: Of::Value,
                    get: |answer| date(answer.expires_at, &answer.zone),
                },
            ],
        }],
    };
}
