use std::collections::BTreeMap;
use std::sync::Arc;

use canvass_domain::column::Column;
use canvass_domain::decide::import_customers::Routing;
use canvass_domain::id::{
    BatchId, ColumnId, CustomerId, QuestionnaireId, TemplateId, VersionNumber, WorkspaceId,
};
use canvass_domain::message::{Channel, Departure, MessageKey, Round, Slot};
use canvass_domain::questionnaire::{self, Reminders};
use canvass_domain::segment::SegmentTree;
use canvass_domain::template::{
    Document, Edition, Kind, Placeholder, Template, TextSource, Wording, compile,
};
use canvass_domain::value::Value;
use canvass_domain::workspace::{Policy, Settings, Workspace};
use canvass_store::area::{Configuration, LetterFacts};
use canvass_store::{Clock, Engine, Job, Store, StoreError};
use jiff::{Timestamp, civil, tz::TimeZone};

use super::*;
use crate::secret::{Keys, Link};
use crate::{App, AppSettings, SystemRandom};

/// Rendering asks no store.
struct NoEngine;

impl Engine for NoEngine {
    fn submit(&self, job: Job) -> Result<(), (Job, StoreError)> {
        Err((job, StoreError::Busy))
    }
    fn writable(&self) -> canvass_store::Result<()> {
        Ok(())
    }
    fn integrity(&self) -> canvass_store::Result<Vec<String>> {
        Ok(Vec::new())
    }
    fn name(&self) -> &'static str {
        "none"
    }
    fn close(&self) {}
}

struct Noon;

impl Clock for Noon {
    fn now(&self) -> Timestamp {
        "2026-03-02T12:00:00Z".parse().unwrap()
    }
}

fn app() -> App {
    let settings = AppSettings {
        public_url: "https://ask.example.org".to_owned(),
        mail_from: "cx@example.org".to_owned(),
        message_id_domain: "example.org".to_owned(),
    };
    let store = Store::new(Arc::new(NoEngine));
    App::new(store, Arc::new(Noon), Arc::new(SystemRandom::default()), Keys::new(&[3; 32]), settings)
}

fn column(id: i32, name: &str) -> Column {
    Column {
        id: ColumnId(id),
        name: name.to_owned(),
        display_name: name.to_owned(),
        external_name: None,
        is_required: false,
        is_archived: false,
        is_identifying: false,
        is_reportable: false,
    }
}

fn configuration(templates: Vec<Template>) -> Configuration {
    let settings = Settings {
        zone: TimeZone::UTC,
        send_time: civil::time(9, 0, 0, 0),
        closing_time: civil::time(21, 0, 0, 0),
        open_days: 21,
        language: "en".to_owned(),
        sender_name: "Ann at Acme".to_owned(),
    };
    let workspace = Workspace {
        id: WorkspaceId(1),
        slug: "acme".to_owned(),
        name: "Acme & Sons".to_owned(),
        settings,
        policy: Policy::default(),
    };
    Configuration {
        version: 1,
        workspace,
        columns: vec![column(15, "First name"), column(16, "Segment")],
        certificates: Vec::new(),
        routes: Vec::new(),
        templates,
        published: BTreeMap::new(),
        concepts: BTreeMap::new(),
        segments: SegmentTree::default(),
        product_rules: Vec::new(),
        policies: BTreeMap::new(),
        contact_rules: Vec::new(),
    }
}

fn template(subject: &str, text: &str, html: Option<&str>) -> Template {
    Template {
        id: TemplateId(4),
        name: "own".to_owned(),
        document: Document::plain(subject, text, html.map(str::to_owned)),
        sms: None,
    }
}

fn facts(template: Option<i32>, language: &str, first_name: Value) -> LetterFacts {
    LetterFacts {
        key: MessageKey { workspace: WorkspaceId(1), customer: CustomerId(7), slot: Slot::Invitation },
        round: Round::FIRST,
        departure: Departure::FIRST,
        batch: BatchId(1),
        channel: Channel::Mail,
        phone: None,
        email: Some(" bo@example.net ".to_owned()),
        routing: Some(Routing {
            questionnaire: QuestionnaireId(1),
            version: VersionNumber(1),
            template: template.map(TemplateId),
            language: language.to_owned(),
        }),
        values: BTreeMap::from([(ColumnId(15), first_name)]),
        link_generation: 1,
    }
}

fn plain(text: &str) -> Value {
    Value::Plain(text.to_owned())
}

fn render(own: Template, first_name: Value) -> Result<canvass_delivery::Letter, RenderFault> {
    let app = app();
    Renderer::default().invitation(
        &app,
        &configuration(vec![own]),
        facts(Some(4), "en", first_name),
        app.clock.now(),
    )
}

fn own_link(app: &App) -> String {
    let link = Link { workspace: WorkspaceId(1), customer: CustomerId(7), generation: 1 };
    app.questionnaire_url(link)
}

#[test]
fn e51_a_reminder_is_the_invitation_again_or_a_mail_of_its_own() {
    let app = app();
    let own = template("Hello {{ workspace }}", "{{ link }} {{ preferences }}", None);
    let mut configuration = configuration(vec![
        own,
        Template { id: TemplateId(5), ..template("Still there?", "{{ link }}", None) },
    ]);
    let reminder = |configuration: &Configuration, template, language| {
        let facts = facts(template, language, plain("Bo"));
        let facts = LetterFacts { key: MessageKey { slot: Slot::Reminder, ..facts.key }, ..facts };
        Renderer::default().invitation(&app, configuration, facts, app.clock.now()).unwrap()
    };
    assert_eq!(reminder(&configuration, None, "nl").subject, "Herinnering: Hoe deed Acme & Sons het?");
    let again = reminder(&configuration, Some(4), "fr");
    assert_eq!(again.subject, "Reminder: Hello Acme & Sons");
    assert!(again.text.contains(&own_link(&app)));
    let invitation = Renderer::default()
        .invitation(&app, &configuration, facts(Some(4), "fr", plain("Bo")), app.clock.now())
        .unwrap();
    assert_ne!(again.message_id, invitation.message_id);
    assert_eq!(again.headers, invitation.headers, "the way out is in it");
    let reminders = Reminders { template: Some(TemplateId(5)), ..Reminders::default() };
    let policy = questionnaire::Policy { reminders, ..questionnaire::Policy::default() };
    configuration.policies.insert(QuestionnaireId(1), policy);
    configuration.version += 1;
    assert_eq!(reminder(&configuration, Some(4), "nl").subject, "Still there?");
}

#[test]
fn the_built_in_invitation_speaks_the_language_of_the_customer() {
    let app = app();
    let renderer = Renderer::default();
    for (language, subject) in [
        ("nl-BE", "Hoe deed Acme & Sons het?"),
        ("en", "How did Acme & Sons do?"),
        ("fy", "How did Acme & Sons do?"),
    ] {
        let letter = renderer
            .invitation(&app, &configuration(vec![]), facts(None, language, plain("Bo")), app.clock.now())
            .unwrap();
        assert_eq!(letter.subject, subject);
        assert_eq!(letter.to_address, "bo@example.net");
        assert_eq!(letter.from.name.as_deref(), Some("Ann at Acme"));
        let html = letter.html.unwrap();
        assert!(letter.text.contains(&own_link(&app)));
        assert!(html.contains(&format!("<a href=\"{}\"", own_link(&app))));
        assert!(html.contains("Acme &amp; Sons"), "{html}");
    }
}

#[test]
fn exp_08_every_invitation_shows_the_way_out() {
    let app = app();
    let link = Link { workspace: WorkspaceId(1), customer: CustomerId(7), generation: 1 };
    let url = app.preferences_url(link);
    assert!(url.starts_with("https://ask.example.org/o/"));
    let expected = [
        ("List-Unsubscribe".to_owned(), format!("<{url}>")),
        ("List-Unsubscribe-Post".to_owned(), "List-Unsubscribe=One-Click".to_owned()),
    ];
    for language in ["en", "nl"] {
        let facts = facts(None, language, plain("Bo"));
        let letter =
            Renderer::default().invitation(&app, &configuration(vec![]), facts, app.clock.now()).unwrap();
        assert_eq!(letter.headers, expected);
        assert!(letter.text.trim_end().ends_with(&format!("\n{url}")), "{}", letter.text);
        assert!(letter.html.unwrap().contains(&format!("<a href=\"{url}\"")));
    }
    // Own templates have the headers as well, and the placeholder if they want it.
    let own = render(template("s", "{{ link }}\n\n{{ preferences }}", None), plain("Bo")).unwrap();
    assert_eq!((own.text, own.headers), (format!("{}\n\n{url}", own_link(&app)), expected.to_vec()));
    let html = own.html.unwrap();
    for address in [url, own_link(&app)] {
        assert!(html.contains(&format!("<p><a href=\"{address}\">{address}</a></p>")), "{html}");
    }
}

#[test]
fn one_click_is_offered_over_https_only() {
    let headers = invitation::unsubscribe_headers("http://localhost:8080/o/x");
    assert_eq!(headers, [("List-Unsubscribe".to_owned(), "<http://localhost:8080/o/x>".to_owned())]);
}

#[test]
fn the_message_id_is_the_same_for_every_attempt() {
    let app = app();
    let make = |renderer: &Renderer, date: &str| {
        let facts = facts(None, "en", plain("Bo"));
        renderer.invitation(&app, &configuration(vec![]), facts, date.parse().unwrap()).unwrap().message_id
    };
    let first = make(&Renderer::default(), "2026-03-02T12:00:00Z");
    assert_eq!(first, make(&Renderer::default(), "2026-03-03T12:00:00Z"));
    assert!(first.ends_with("@example.org"));
}

#[test]
fn pag_14_data_are_printed_as_they_are_and_once_only() {
    for data in ["{{7*7}}", "${x}", "<%= %>", "%s", "{{#each}}", "{{ link }}", "{% if x %}"] {
        let letter = render(template("{{ data.first_name }}", "{{ data.first_name }}", None), plain(data));
        let letter = letter.unwrap();
        assert_eq!((letter.subject.as_str(), letter.text.as_str()), (data, data));
    }
}

#[test]
fn exp_06_markup_in_data_stays_text() {
    let own = template(
        "s",
        "{{ data.first_name }}",
        Some("<p title=\"to {{ data.first_name }}\">{{ data.first_name }}</p>"),
    );
    let letter = render(own, plain("<b onclick='x'>&\"")).unwrap();
    let safe = "&lt;b onclick=&#39;x&#39;&gt;&amp;&quot;";
    let html = letter.html.unwrap();
    assert!(html.contains(&format!("<body>\n<p title=\"to {safe}\">{safe}</p>\n</body>")), "{html}");
    let made = template("s", "a\n\n{{ data.first_name }}", None);
    let letter = render(made, plain("<b>javascript:x</b>")).unwrap();
    let html = letter.html.unwrap();
    assert!(html.contains("<p>&lt;b&gt;javascript:x&lt;/b&gt;</p>") && !html.contains("<a "), "{html}");
}

#[test]
fn a_subject_is_one_line() {
    let own = template("Hi {{ data.first_name }}!", "t", None);
    let letter = render(own.clone(), plain("Bo\r\nBcc: x@example.org\u{0}\u{2028} \u{85}Y")).unwrap();
    assert_eq!(letter.subject, "Hi Bo Bcc: x@example.org Y!");
    let letter = render(own, plain(&"ü".repeat(9000))).unwrap();
    assert_eq!(letter.subject.chars().count(), 250);
}

#[test]
fn enc_10_an_encrypted_value_fails_its_letter_only() {
    let secret =
        || Value::Encrypted { value: "QEA=".to_owned(), thumbprint: "ab".to_owned(), key: "k".to_owned() };
    let uses = template("s", "{% if data.first_name %}x{% endif %}", None);
    assert_eq!(render(uses, secret()).unwrap_err(), RenderFault::Encrypted);
    assert!(render(template("s", "{{ data.segment }}", None), secret()).is_ok());
}

#[test]
fn out_27_a_template_that_cannot_be_rendered_fails_its_letter() {
    for text in ["{{ data.gone }}", "{{ nobody }}", "{{ data }}", "{{ open"] {
        let fault = render(template("s", text, None), plain("Bo")).unwrap_err();
        assert!(matches!(fault, RenderFault::Template(..)), "{text}: {fault}");
        assert!(!fault.to_string().contains("Bo"));
    }
    let mut nobody = facts(None, "en", plain("Bo"));
    nobody.email = Some(" ".to_owned());
    let app = app();
    let made = Renderer::default().invitation(&app, &configuration(vec![]), nobody, app.clock.now());
    assert_eq!(made.unwrap_err(), RenderFault::NoAddress);
}

#[test]
fn a_changed_template_is_used_from_the_next_version_on() {
    let app = app();
    let renderer = Renderer::default();
    let text = |version: i64, text: &str| {
        let configuration = Configuration { version, ..configuration(vec![template("s", text, None)]) };
        let facts = facts(Some(4), "en", plain("Bo"));
        renderer.invitation(&app, &configuration, facts, app.clock.now()).unwrap().text
    };
    assert_eq!(text(1, "old"), "old");
    assert_eq!(text(2, "new {{ data.FIRST_NAME }}"), "new Bo");
}

fn faults(subject: &str, text: &str, html: Option<&str>) -> Vec<String> {
    let document = Document::plain(subject, text, html.map(str::to_owned));
    let faults = compile(&document, &configuration(vec![]).columns).faults;
    faults.iter().map(|fault| format!("{}: {fault}", fault.path)).collect()
}

#[test]
fn a_good_template_passes_the_check() {
    let text = "Dear {% if data.first_name %}{{ data.first_name }}{% else %}customer{% endif %}, {{ link }}";
    assert_eq!(faults("Hi {{ data.column_16 }}", text, Some("<a href=\"{{ link }}\">x</a>")), [""; 0]);
    assert_eq!(compile(&built_in::document(), &[]).faults, []);
}

#[test]
fn a_plain_body_is_rendered_as_the_text_of_a_mail_is() {
    let app = app();
    let configuration = configuration(vec![]);
    let made = |source: &str, name: Value| {
        let text = (&Document::default(), TextSource { language: None, source });
        Renderer::default().plain_body(&app, &configuration, text, &facts(None, "en", name))
    };
    let expected = format!("Hi <Bo> & co: {}", own_link(&app));
    assert_eq!(made("Hi {{ data.first_name }}: {{ link }}", plain("<Bo> & co")), Ok(expected));
    assert!(matches!(made("{{ data.gone }}", plain("Bo")), Err(RenderFault::Template(..))));
    assert_eq!(check_plain_body("Hi {{ link }}", &Document::default(), &configuration.columns), Ok(()));
    let faults =
        check_plain_body("{{ data.gone }}", &Document::default(), &configuration.columns).unwrap_err();
    assert_eq!(faults, ["line 1, column 1: there is no data.gone"]);
}

#[test]
fn a_text_message_speaks_the_language_of_its_customer_or_what_stands_in_for_it() {
    let app = app();
    let edition = |tag: &str, sms: &str| Edition {
        language: Some(tag.to_owned()),
        sms: Some(sms.to_owned()),
        ..Edition::default()
    };
    let if_empty = Wording(BTreeMap::from([
        ("de".to_owned(), "Kunde".to_owned()),
        ("nl".to_owned(), "klant".to_owned()),
    ]));
    let placeholder =
        Placeholder { name: "who".to_owned(), column: "First name".to_owned(), kind: Kind::Text, if_empty };
    let mut own = template("s", "{{ link }}", None);
    own.document = Document {
        placeholders: vec![placeholder],
        editions: vec![
            edition("de", "Guten Tag {{ who }} {{ link }}"),
            edition("nl", "Dag {{ who }} {{ link }} {{ language }}"),
        ],
    };
    let said = |template: &Template, language: &str, name: &str| {
        let configuration = configuration(vec![template.clone()]);
        let facts =
            LetterFacts { phone: Some("+31612345678".to_owned()), ..facts(Some(4), language, plain(name)) };
        Renderer::default().text_message(&app, &configuration, &facts).unwrap().text
    };
    let link = own_link(&app);
    assert_eq!(said(&own, "nl-BE", "Bo"), format!("Dag Bo {link} nl"));
    assert_eq!(said(&own, "NL", " "), format!("Dag klant {link} nl"), "in the language of the text");
    // Neither the customer's language nor that of the workspace (en): the first.
    assert_eq!(said(&own, "fr", ""), format!("Guten Tag Kunde {link}"));
    own.sms = Some("{{ who }}: {{ link }} {{ language }}".to_owned());
    assert_eq!(said(&own, "fr", "Bo"), format!("Bo: {link} fr"), "that for every language goes before");
    assert_eq!(said(&own, "de-AT", ""), format!("Guten Tag Kunde {link}"));
    own.sms = None;
    own.document.editions[1].sms = None;
    assert_eq!(
        said(&own, "nl", ""),
        format!("Guten Tag Kunde {link}"),
        "a mail of that language is no text message"
    );
    own.document.editions[0].sms = None;
    assert_eq!(said(&own, "nl", ""), said(&template("s", "t", None), "nl", ""), "else what canvass brings");
}
