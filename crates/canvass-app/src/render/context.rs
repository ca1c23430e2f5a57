//! What a template can look up. Values are looked up when they are printed, so unused ones cost nothing.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use canvass_domain::id::ColumnId;
use canvass_domain::value::{Opener as _, Sealed, Value as DataValue};
use minijinja::Value;
use minijinja::value::Object;

use super::placeholder::identifier;
use crate::encryption::CertifiedOpener;

/// The names outside `data`, and the way to it.
#[derive(Debug)]
pub(super) struct Context {
    pub(super) link: Value,
    pub(super) preferences: Value,
    pub(super) workspace: Value,
    pub(super) sender: Value,
    pub(super) data: Value,
}

impl Object for Context {
    fn get_value(self: &Arc<Self>, key: &Value) -> Option<Value> {
        self.get_value_by_str(key.as_str()?)
    }

    fn get_value_by_str(self: &Arc<Self>, key: &str) -> Option<Value> {
        match key {
            "link" => Some(self.link.clone()),
            "preferences" => Some(self.preferences.clone()),
            "workspace" => Some(self.workspace.clone()),
            "sender" => Some(self.sender.clone()),
            "data" => Some(self.data.clone()),
            _ => None,
        }
    }
}

/// The values of one customer.
#[derive(Debug)]
pub(super) struct Data {
    pub(super) columns: Arc<HashMap<String, ColumnId>>,
    pub(super) values: BTreeMap<ColumnId, DataValue>,
    pub(super) opener: CertifiedOpener,
    /// A value was asked for that only its owner can read: the letter must not leave (E96).
    pub(super) met_encrypted: AtomicBool,
}

impl Data {
    fn value(&self, column: ColumnId) -> Value {
        match self.values.get(&column) {
            None => Value::from(""),
            Some(DataValue::Plain(text)) => Value::from(text.as_str()),
            Some(DataValue::Encrypted { value, thumbprint, key }) => {
                let opened = self.opener.open(column, Sealed { value, thumbprint, key });
                if opened.is_none() {
                    self.met_encrypted.store(true, Ordering::Relaxed);
                }
                Value::from(opened.unwrap_or_default())
            }
        }
    }
}

impl Object for Data {
    fn get_value(self: &Arc<Self>, key: &Value) -> Option<Value> {
        self.get_value_by_str(key.as_str()?)
    }

    fn get_value_by_str(self: &Arc<Self>, key: &str) -> Option<Value> {
        let column = self.columns.get(key).or_else(|| self.columns.get(&identifier(key)))?;
        Some(self.value(*column))
    }
}
