//! `docs/errors.md`: one code table, four faces. The file is made from the surfaces; a normal run compares, and
//! `CANVASS_BLESS=1` writes it anew.

use std::fmt::Write as _;

use axum::response::Response;
use canvass_domain::refusal::RefusalCode;
use canvass_http::face;
use canvass_http::routes::Surface;
use serde_json::Value;

use crate::kit::golden;

const HEAD: &str = "\
# Errors

One code table, four faces: why a request was refused, and what each surface says then. This file is made from the code
(`crates/canvass-domain/src/refusal.rs` and the faces of each surface in `crates/canvass-http/src/surface`); a test makes it
again and compares. Codes are never reused or renamed. Our own API tells its word as `code`; the vendors' surfaces keep to the
bodies of their vendors, and every answer has the header `Canvass-Trace-Id`.

A cell holds the status, then what is said, with an example where something is named. `\u{2013}`: it cannot happen there, or the
HTTP layer answers it with an empty body. Whatever is refused stored nothing, but for `unexpected`, which may have.

";

const SURFACES: [(&str, Surface); 4] = [
    ("our own API", Surface::Native),
    ("Expoints", Surface::Expoints),
    ("QuestionPro", Surface::QuestionPro),
    ("Cayzu", Surface::Cayzu),
];

async fn table() -> String {
    let mut text = HEAD.to_owned();
    writeln!(text, "| code | class | meaning |\n| --- | --- | --- |").unwrap();
    for code in RefusalCode::ALL {
        writeln!(text, "| `{}` | {} | {} |", code.as_str(), code.class().as_str(), code.meaning()).unwrap();
    }
    let names = SURFACES.map(|(name, _)| name).join(" | ");
    writeln!(text, "\n| code | {names} |\n| --- | --- | --- | --- | --- |").unwrap();
    for code in RefusalCode::ALL {
        let mut cells = Vec::new();
        for (_, surface) in SURFACES {
            cells.push(match face(surface, *code) {
                Some(response) => cell(response).await,
                None => "\u{2013}".to_owned(),
            });
        }
        writeln!(text, "| `{}` | {} |", code.as_str(), cells.join(" | ")).unwrap();
    }
    text
}

async fn cell(response: Response) -> String {
    let (parts, body) = response.into_parts();
    let body = axum::body::to_bytes(body, 100_000).await.unwrap();
    let body: Value = serde_json::from_slice(&body).unwrap();
    let headers: String = ["allow", "retry-after", "www-authenticate"]
        .into_iter()
        .filter_map(|name| Some(format!("; `{name}: {}`", parts.headers.get(name)?.to_str().unwrap())))
        .collect();
    let said = if let Some(code) = body["code"].as_str() {
        let detail = body["detail"].as_str().map(|detail| format!(" {detail}")).unwrap_or_default();
        let faults = body["faults"].as_array().unwrap().iter();
        let faults =
            faults.map(|fault| format!(" {}: {}", fault["path"], fault["text"])).collect::<Vec<_>>().concat();
        format!("`{code}` {}{detail}{faults}", text(&body["title"]))
    } else if let Some(error) = body["response"]["error"].as_object() {
        format!("\"{}\" {}: {}", text(&error["id"]), text(&error["name"]), text(&error["message"]))
    } else if body["errors"].is_array() {
        format!("`is_valid` false: {}", text(&body["errors"][0]["message"]))
    } else {
        let state = body["ModelState"].as_object().into_iter().flatten();
        let state = state.map(|(key, texts)| format!(" {key}: {}", texts[0])).collect::<Vec<_>>().concat();
        format!("{}{state}", text(&body["Message"]))
    };
    format!("{} {}{headers}", parts.status.as_u16(), said.replace('|', "\\|"))
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap()
}

#[tokio::test]
async fn the_table_of_errors_is_what_the_surfaces_say() {
    golden("../../docs/errors.md", &table().await);
}
