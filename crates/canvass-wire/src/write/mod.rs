//! Answers to bytes. One table a type - levels, namespaces, members - drives both forms (O1-O6, W1-W10).
//!
//! JSON lists the most derived level first, each in declared order; XML lists base levels first, each in the order of
//! the alphabet. A new answer needs a [`Shape`] and an `impl Typed`, nothing else.

mod date;
mod json;
mod xml;

use std::borrow::Cow;
use std::fmt;

use uuid::Uuid;

pub use date::date;
pub use json::{json, json_list, json_text};
pub use xml::{element_name, xml, xml_list, xml_text};

use crate::value::Decimal;

/// Namespace of lists of values.
pub const ARRAYS: &str = "http://schemas.microsoft.com/2003/10/Serialization/Arrays";

/// The members of an answer type.
pub struct Shape<T: 'static> {
    /// Name of the type: the document element, or the element of a list item.
    pub name: &'static str,
    /// Base class first.
    pub levels: &'static [Level<T>],
}

/// What one class of the original declares.
pub struct Level<T: 'static> {
    /// Its data-contract namespace.
    pub namespace: &'static str,
    /// Its members in declared order.
    pub fields: &'static [Field<T>],
}

/// One member.
pub struct Field<T: 'static> {
    /// Its name.
    pub name: &'static str,
    /// What its content needs declared.
    pub of: Of,
    /// Its value.
    pub get: for<'a> fn(&'a T) -> Out<'a>,
}

/// Which namespace the content of a member is in (W5, W6).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Of {
    /// A value without parts.
    Value,
    /// An object of a type with this namespace.
    Object(&'static str),
    /// A list: name and namespace of its items.
    List(&'static str, &'static str),
}

/// A value to be written.
#[derive(Debug)]
pub enum Out<'a> {
    /// Null, nil.
    Null,
    /// A text.
    Text(Cow<'a, str>),
    /// A bool.
    Bool(bool),
    /// int, long.
    Int(i64),
    /// double: `8.0` in JSON, `8` in XML.
    Double(f64),
    /// decimal, with its scale.
    Decimal(Decimal),
    /// guid.
    Guid(Uuid),
    /// An enum: number in JSON, name in XML.
    Code(i32, &'static str),
    /// Base64.
    Bytes(&'a [u8]),
    /// An object.
    Object(&'a dyn Record),
    /// A list.
    List(Vec<Out<'a>>),
}

impl<'a> Out<'a> {
    /// A text or null.
    pub fn text(text: Option<&'a str>) -> Self {
        text.map_or(Self::Null, |text| Self::Text(Cow::Borrowed(text)))
    }

    /// An int.
    pub fn int(number: i32) -> Self {
        Self::Int(i64::from(number))
    }

    /// A list of objects.
    pub fn list<T: Record>(items: &'a [T]) -> Self {
        Self::List(items.iter().map(|item| Self::Object(item)).collect())
    }
}

/// A type with a table.
pub trait Typed: fmt::Debug + Sized + 'static {
    /// The table.
    const SHAPE: &'static Shape<Self>;
}

/// An object that can be written; implemented for every [`Typed`].
pub trait Record: fmt::Debug {
    /// Name of its type.
    fn type_name(&self) -> &'static str;
    /// Namespace of its most derived level.
    fn namespace(&self) -> &'static str;
    /// Names and values in the order of JSON (O2).
    fn json_members(&self) -> Vec<(&'static str, Out<'_>)>;
    /// Namespaces, names, contents and values in the order of XML (W3).
    fn xml_members(&self) -> Vec<(&'static str, &'static str, Of, Out<'_>)>;
}

impl<T: Typed> Record for T {
    fn type_name(&self) -> &'static str {
        T::SHAPE.name
    }

    fn namespace(&self) -> &'static str {
        T::SHAPE.levels.last().map_or("", |level| level.namespace)
    }

    fn json_members(&self) -> Vec<(&'static str, Out<'_>)> {
        let fields = T::SHAPE.levels.iter().rev().flat_map(|level| level.fields);
        fields.map(|field| (field.name, (field.get)(self))).collect()
    }

    fn xml_members(&self) -> Vec<(&'static str, &'static str, Of, Out<'_>)> {
        let mut members = Vec::new();
        for level in T::SHAPE.levels {
            let start = members.len();
            members.extend(
                level.fields.iter().map(|field| (level.namespace, field.name, field.of, (field.get)(self))),
            );
            if let Some(own) = members.get_mut(start..) {
                own.sort_unstable_by_key(|member| member.1);
            }
        }
        members
    }
}

impl<T> fmt::Debug for Shape<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Shape").field("name", &self.name).finish_non_exhaustive()
    }
}

impl<T> fmt::Debug for Level<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Level").field("namespace", &self.namespace).finish_non_exhaustive()
    }
}

impl<T> fmt::Debug for Field<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Field").field("name", &self.name).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests;
