//! The templates of one workspace, compiled once a configuration version.

use std::collections::HashMap;
use std::sync::Arc;

use canvass_domain::column::Column;
use canvass_domain::id::ColumnId;
use canvass_store::area::Configuration;
use minijinja::{AutoEscape, Environment, Error, Output, State, UndefinedBehavior, Value};

use super::{built_in, html, placeholder};

/// Printing takes a handful of steps a name; this is far beyond any honest template.
const FUEL: u64 = 50_000;

/// Compiled templates and what their names mean.
#[derive(Debug)]
pub(super) struct Compiled {
    /// Of this configuration.
    pub(super) version: i64,
    pub(super) environment: Environment<'static>,
    pub(super) columns: Arc<HashMap<String, ColumnId>>,
    pub(super) workspace: Value,
    pub(super) sender: Value,
}

impl Compiled {
    /// Compiles everything the workspace can send. A template that cannot be compiled is left out: its letters fail.
    pub(super) fn new(configuration: &Configuration) -> Self {
        let mut environment = environment();
        for mail in &built_in::ALL {
            let name = mail.language;
            add(&mut environment, &format!("{name}.subject"), mail.subject);
            add(&mut environment, &format!("{name}.text"), mail.text);
            add(&mut environment, &format!("{name}.html"), mail.html);
        }
        for template in &configuration.templates {
            let id = template.id;
            add(&mut environment, &format!("{id}.subject"), &template.subject);
            add(&mut environment, &format!("{id}.text"), &template.text);
            if let Some(html) = &template.html {
                add(&mut environment, &format!("{id}.html"), html);
            }
        }
        Self::over(environment, &configuration.columns, configuration)
    }

    fn over(environment: Environment<'static>, columns: &[Column], configuration: &Configuration) -> Self {
        let workspace = &configuration.workspace;
        Self {
            version: configuration.version,
            environment,
            columns: Arc::new(placeholder::identifiers(columns)),
            workspace: Value::from(workspace.name.as_str()),
            sender: Value::from(sender_name(configuration)),
        }
    }
}

/// Who signs: the sender's name, or the workspace's where none is set.
pub(super) fn sender_name(configuration: &Configuration) -> &str {
    let sender = configuration.workspace.settings.sender_name.trim();
    if sender.is_empty() { &configuration.workspace.name } else { sender }
}

fn add(environment: &mut Environment<'static>, name: &str, source: &str) {
    if let Err(error) = environment.add_template_owned(name.to_owned(), source.to_owned()) {
        tracing::error!(template = name, kind = %error.kind(), "a stored template cannot be compiled");
    }
}

/// An environment without filters, functions, loader or includes.
pub(super) fn environment() -> Environment<'static> {
    let mut environment = Environment::empty();
    environment.set_undefined_behavior(UndefinedBehavior::Strict);
    environment.set_fuel(Some(FUEL));
    environment.set_recursion_limit(32);
    environment.set_auto_escape_callback(
        |name| {
            if is_html(name) { AutoEscape::Html } else { AutoEscape::None }
        },
    );
    // The name decides, not the template: there is no way to switch escaping off.
    environment.set_formatter(print);
    environment
}

fn is_html(name: &str) -> bool {
    name.rsplit_once('.').is_some_and(|(_, part)| part == "html")
}

fn print(out: &mut Output<'_>, state: &mut State<'_, '_>, value: &Value) -> Result<(), Error> {
    if value.is_undefined() {
        return Err(minijinja::ErrorKind::UndefinedError.into());
    }
    let Some(text) = value.as_str() else {
        // Only texts are looked up; a truth value or an object has no business in a mail.
        return Err(minijinja::ErrorKind::BadSerialization.into());
    };
    if is_html(state.name()) { html::escape_into(out, text) } else { out.write_str(text) }
        .map_err(Error::from)
}
