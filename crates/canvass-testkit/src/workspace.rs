//! A workspace that is ready to ask, and what tests do in it.

use canvass_app::import_customers::{ImportOutcome, import_customers};
use canvass_app::request::{Answered, RequestIdentity};
use canvass_app::respondent::{
    AnswerOutcome, AnswerRefusal, AnswerSubmission, OpenPage, PageRequest, Standing, record_answer, show_page,
};
use canvass_app::secret::Link;
use canvass_app::setup::{
    QuestionnaireInput, add_column, add_questionnaire, add_route, publish_questionnaire,
};
use canvass_app::{Principal, Reach, Refusal, Scope};
use canvass_domain::batch::BatchKind;
use canvass_domain::command::{AnswerInput, ImportCustomers, NewCustomer, NewValue};
use canvass_domain::id::{ColumnId, CustomerId, QuestionnaireId, WorkspaceId};
use canvass_domain::workspace::Workspace;
use canvass_store::area::{CallSettings, NewColumn, NewRoute};

use crate::{TestApp, sample_document};

/// A workspace that is ready to ask.
#[derive(Debug, Clone)]
pub struct TestWorkspace<'a> {
    /// The app it lives in.
    pub test: &'a TestApp,
    /// Its number.
    pub id: WorkspaceId,
    /// Its word.
    pub slug: String,
    /// The sample questionnaire.
    pub questionnaire: QuestionnaireId,
    /// Somebody who may push and read customers, and who is told of repeats.
    pub client: Principal,
}

impl<'a> TestWorkspace<'a> {
    /// The required column.
    pub const NAME: ColumnId = ColumnId(15);
    /// The column that results can be cut by.
    pub const UNIT: ColumnId = ColumnId(16);

    pub(crate) fn make(test: &'a TestApp, workspace: Workspace) -> Self {
        let (app, operator, id) = (&test.app, &test.operator, workspace.id);
        for (column, name) in [(Self::NAME, "First_name_customer"), (Self::UNIT, "Business_unit")] {
            let column = NewColumn {
                id: Some(column),
                name: name.to_owned(),
                display_name: name.replace('_', " "),
                external_name: None,
                is_required: column == Self::NAME,
                is_identifying: false,
                is_reportable: column == Self::UNIT,
            };
            add_column(app, operator, id, column).wait().expect("a column is made");
        }
        let input = QuestionnaireInput { guid: None, name: "Visit".to_owned(), draft: sample_document() };
        let questionnaire =
            add_questionnaire(app, operator, id, input).wait().expect("a questionnaire is made").id;
        publish_questionnaire(app, operator, id, questionnaire).wait().expect("it is published");
        let route =
            NewRoute { position: 1, conditions: Vec::new(), questionnaire, template: None, language: None };
        add_route(app, operator, id, route).wait().expect("a route is made");
        let client = Principal {
            actor: "client:test".to_owned(),
            reach: Reach::Workspace(id),
            scopes: vec![Scope::CustomersWrite, Scope::CustomersRead, Scope::ReportsRead],
            settings: CallSettings::default(),
        };
        Self { test, id, slug: workspace.slug, questionnaire, client }
    }

    /// Takes a batch in under a route and an idempotency key; the body stands for the bytes of the request.
    pub fn import_as(
        &self,
        principal: &Principal,
        command: ImportCustomers,
        key: Option<&str>,
        body: &str,
    ) -> Result<Answered<ImportOutcome>, Refusal> {
        let request = RequestIdentity::of_body("test/import", key.map(str::to_owned), body.as_bytes());
        import_customers(&self.test.app, principal, self.id, command, &request).wait()
    }

    /// Takes a batch in that is never taken for a repeat.
    pub fn import(&self, command: ImportCustomers) -> ImportOutcome {
        let body = format!("{command:?}");
        self.import_as(&self.client, command, None, &body).expect("the batch is taken in").result
    }

    /// The text of the first link of a customer.
    pub fn link(&self, customer: CustomerId) -> String {
        Link { workspace: self.id, customer, generation: 1 }.text(&self.test.app.keys)
    }

    /// The text of the first link of a customer to its preferences.
    pub fn preferences_link(&self, customer: CustomerId) -> String {
        Link { workspace: self.id, customer, generation: 1 }.preferences_text(&self.test.app.keys)
    }

    /// The open page that a link shows.
    pub fn open_page(&self, customer: CustomerId, page: Option<usize>) -> OpenPage {
        let request = PageRequest { link: self.link(customer), page, language: None };
        let view = show_page(&self.test.app, request).wait().expect("the link is known");
        match view.standing {
            Standing::Open(page) => page,
            Standing::NotOpen(closed) => panic!("the questionnaire is not open: {closed:?}"),
        }
    }

    /// Shows a page and submits answers to it.
    pub fn answer(
        &self,
        customer: CustomerId,
        page: usize,
        answers: Vec<AnswerInput>,
    ) -> Result<AnswerOutcome, AnswerRefusal> {
        let nonce = self.open_page(customer, Some(page)).nonce.as_str().to_owned();
        let submission = AnswerSubmission { link: self.link(customer), nonce, page, answers };
        record_answer(&self.test.app, submission).wait()
    }
}

/// A customer with all that is required.
pub fn customer(email: &str) -> NewCustomer {
    let value = |column: ColumnId, value: &str| NewValue {
        column: column.0,
        value: Some(value.to_owned()),
        ..NewValue::default()
    };
    NewCustomer {
        email: Some(email.to_owned()),
        values: vec![value(TestWorkspace::NAME, "Ann"), value(TestWorkspace::UNIT, "North")],
        ..NewCustomer::default()
    }
}

/// A mail batch, approved at once.
pub fn batch_of(customers: Vec<NewCustomer>) -> ImportCustomers {
    ImportCustomers {
        approves: true,
        end_date: None,
        send_time: None,
        is_test: false,
        is_concept: false,
        kind: BatchKind::Email,
        allows_duplicates: false,
        notify: None,
        name: Some("Test".to_owned()),
        customers,
    }
}
