//! The request for one message: names become their values, once; what a value holds is never read as a name.

use reqwest::Url;
use reqwest::blocking::{Client, RequestBuilder};
use reqwest::header::CONTENT_TYPE;
use secrecy::ExposeSecret as _;
use serde_json::Value;
use url::form_urlencoded::Serializer;

use super::description::{Body, Description, Method};
use crate::text_message::TextMessage;

/// The request, or why none can be made. The description was checked, so only the message can be at fault.
pub(super) fn request(
    client: &Client,
    description: &Description,
    message: &TextMessage,
) -> Result<RequestBuilder, String> {
    let mut url = Url::parse(&description.url).map_err(|_cause| "its address is none".to_owned())?;
    let value = |name: &str| value_of(description, message, name);
    let (kind, body) = match &description.body {
        Body::Form(members) => ("application/x-www-form-urlencoded", form(members, &value)),
        Body::Json(template) => ("application/json", json(template, &value).unwrap_or_default().to_string()),
    };
    let mut request = match description.method {
        Method::Post => client.post(url).header(CONTENT_TYPE, kind).body(body),
        Method::Put => client.put(url).header(CONTENT_TYPE, kind).body(body),
        Method::Get => {
            url.set_query(Some(&body));
            client.get(url)
        }
    };
    if let Some((user, password)) = &description.sign_in {
        request = request.basic_auth(user, Some(password.expose_secret()));
    }
    for (name, value) in &description.headers {
        request = request.header(name, value.expose_secret());
    }
    if let Some(header) = &description.idempotency_header {
        request = request.header(header, message.key());
    }
    Ok(request.timeout(description.timeout))
}

fn value_of(description: &Description, message: &TextMessage, name: &str) -> Option<String> {
    match name {
        "to" => Some(message.to.clone()),
        "from" => Some(description.from.clone()),
        "text" => Some(message.text.clone()),
        "id" => Some(message.message_id.clone()),
        "key" => Some(message.key()),
        "receipt" => description.receipts.as_ref().map(|base| format!("{base}{}", message.receipt)),
        _ => None,
    }
}

/// A name that has no value takes the member with it where it is all there is, and is nothing elsewhere.
fn filled(text: &str, value: &impl Fn(&str) -> Option<String>) -> Option<String> {
    let mut made = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('{') {
        made.push_str(before);
        let Some((name, behind)) = after.split_once('}') else {
            made.push('{');
            rest = after;
            continue;
        };
        match value(name) {
            Some(found) => made.push_str(&found),
            None if before.is_empty() && behind.is_empty() && made.is_empty() => return None,
            None => {}
        }
        rest = behind;
    }
    made.push_str(rest);
    Some(made)
}

fn form(members: &[(String, String)], value: &impl Fn(&str) -> Option<String>) -> String {
    let mut form = Serializer::new(String::new());
    for (name, text) in members {
        if let Some(text) = filled(text, value) {
            form.append_pair(name, &text);
        }
    }
    form.finish()
}

fn json(template: &Value, value: &impl Fn(&str) -> Option<String>) -> Option<Value> {
    Some(match template {
        Value::String(text) => Value::String(filled(text, value)?),
        Value::Array(items) => items.iter().filter_map(|item| json(item, value)).collect(),
        Value::Object(members) => {
            members.iter().filter_map(|(name, member)| Some((name.clone(), json(member, value)?))).collect()
        }
        other @ (Value::Null | Value::Bool(_) | Value::Number(_)) => other.clone(),
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json as made;

    use super::*;

    fn value(name: &str) -> Option<String> {
        match name {
            "to" => Some("+316".to_owned()),
            "text" => Some("{to} & \"b\"".to_owned()),
            _ => None,
        }
    }

    #[test]
    fn what_a_value_holds_is_no_name_and_breaks_no_form() {
        let members = [("To", "{to}"), ("Body", "{text}"), ("Callback", "{receipt}"), ("x", "a{receipt}{")]
            .map(|(name, text)| (name.to_owned(), text.to_owned()));
        assert_eq!(form(&members, &value), "To=%2B316&Body=%7Bto%7D+%26+%22b%22&x=a%7B");
        let template = made!({"to": ["{to}"], "m": {"text": "{text}", "cb": "{receipt}"}, "n": 1});
        let expected = made!({"to": ["+316"], "m": {"text": "{to} & \"b\""}, "n": 1});
        assert_eq!(json(&template, &value), Some(expected));
    }
}
