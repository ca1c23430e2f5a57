//! CustomerData: a value for one data column (E29-E36, E96).

use canvass_domain::command::NewValue;

use crate::expoints::MODELS;
use crate::member::{Member, Table, must};
use crate::write::{Field, Level, Of, Out, Shape, Typed};

/// A value for one data column.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct CustomerData {
    /// 0 or absent: the name decides (E29).
    pub customer_data_column_id: i32,
    /// Name of the column.
    pub name: Option<String>,
    /// The value, as sent (E36).
    pub value: Option<String>,
    /// The value is opaque (E96).
    pub is_encrypted: bool,
    /// Certificate of the key.
    pub certificate_thumbprint: Option<String>,
    /// The wrapped key.
    pub encryption_key: Option<String>,
}

/// Its members.
pub static CUSTOMER_DATA: Table<CustomerData> = Table {
    name: "CustomerData",
    members: &[
        Member::value("CustomerDataColumnId", |data, sent| must(sent, &mut data.customer_data_column_id)),
        Member::text("Name", 200, |data| &mut data.name),
        Member::text("Value", 4_000, |data| &mut data.value),
        Member::value("IsEncrypted", |data, sent| must(sent, &mut data.is_encrypted)),
        Member::text("CertificateThumbprint", 200, |data| &mut data.certificate_thumbprint),
        Member::text("EncryptionKey", 4_000, |data| &mut data.encryption_key),
    ],
};

impl Typed for CustomerData {
    const SHAPE: &'static Shape<Self> = &Shape {
        name: "CustomerData",
        levels: &[Level {
            namespace: MODELS,
            fields: &[
                Field {
                    name: "CustomerDataColumnId",
                    of: Of::Value,
                    get: |data| Out::int(data.customer_data_column_id),
                },
                Field { name: "Name", of: Of::Value, get: |data| Out::text(data.name.as_deref()) },
                Field { name: "Value", of: Of::Value, get: |data| Out::text(data.value.as_deref()) },
                Field { name: "IsEncrypted", of: Of::Value, get: |data| Out::Bool(data.is_encrypted) },
                Field {
                    name: "CertificateThumbprint",
                    of: Of::Value,
                    get: |data| Out::text(data.certificate_thumbprint.as_deref()),
                },
                Field {
                    name: "EncryptionKey",
                    of: Of::Value,
                    get: |data| Out::text(data.encryption_key.as_deref()),
                },
            ],
        }],
    };
}

impl CustomerData {
    /// The value in our own words.
    pub fn lower(self) -> NewValue {
        NewValue {
            column: self.customer_data_column_id,
            name: self.name,
            external_name: None,
            value: self.value,
            is_encrypted: self.is_encrypted,
            thumbprint: self.certificate_thumbprint,
            key: self.encryption_key,
        }
    }
}
