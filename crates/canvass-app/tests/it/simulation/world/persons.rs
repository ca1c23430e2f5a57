//! What becomes of a person: a lock, an opt-out, a link that is opened, an answer.

use canvass_app::block::{add_lock, opt_out};
use canvass_app::request::RequestIdentity;
use canvass_app::respondent::{
    AnswerSubmission, PageRequest, Standing, open_questionnaire, record_answer, show_page,
};
use canvass_domain::command::{AddLock, NamedPerson, OptOut};
use canvass_testkit::question;

use super::super::people::{People, Person};
use super::World;
use crate::respondent::chosen;

impl World<'_> {
    fn anybody(&mut self) -> Option<Person> {
        let count = self.people.all.len();
        (count > 0).then(|| self.people.all[self.dice.below(count)].clone())
    }

    fn request(&self) -> RequestIdentity {
        RequestIdentity::of_body("test/block", None, self.log.len().to_string().as_bytes())
    }

    pub(super) fn lock(&mut self) -> String {
        let Some(person) = self.anybody() else { return String::new() };
        let named = NamedPerson { email: Some(person.email.clone()), ..NamedPerson::default() };
        let command = AddLock { person: named, ..AddLock::default() };
        add_lock(&self.test.app, &self.acme.client, self.acme.id, command, &self.request()).wait().unwrap();
        self.people.block(&person.email);
        person.email
    }

    pub(super) fn opt_out(&mut self) -> String {
        let Some(person) = self.anybody() else { return String::new() };
        let named = NamedPerson { email: Some(person.email.clone()), ..NamedPerson::default() };
        let command = OptOut { person: named };
        opt_out(&self.test.app, &self.acme.client, self.acme.id, command, &self.request()).wait().unwrap();
        self.people.block(&person.email);
        person.email
    }

    /// Only who got the letter has the link.
    fn reader(&mut self) -> Option<Person> {
        let person = self.anybody()?;
        self.relay.has(People::key(&self.acme, person.customer)).then_some(person)
    }

    pub(super) fn open(&mut self) -> String {
        let Some(person) = self.reader() else { return String::new() };
        let opened = open_questionnaire(&self.test.app, &self.acme.link(person.customer)).wait();
        self.people.read(person.customer);
        if opened.is_ok() {
            self.people.open(person.customer);
        }
        format!("customer {} {}", person.customer, opened.is_ok())
    }

    pub(super) fn answer(&mut self) -> String {
        let Some(person) = self.reader() else { return String::new() };
        let link = self.acme.link(person.customer);
        self.people.read(person.customer);
        let shown = show_page(&self.test.app, PageRequest { link: link.clone(), ..PageRequest::default() });
        let Ok(Standing::Open(page)) = shown.wait().map(|view| view.standing) else {
            return format!("customer {} may not", person.customer);
        };
        let submission = AnswerSubmission {
            link,
            nonce: page.nonce.as_str().to_owned(),
            page: 0,
            answers: vec![chosen(question::RECOMMEND, &[7])],
        };
        let recorded = record_answer(&self.test.app, submission).wait();
        if recorded.is_ok() {
            self.people.answer(person.customer);
        }
        format!("customer {} {}", person.customer, recorded.is_ok())
    }
}
