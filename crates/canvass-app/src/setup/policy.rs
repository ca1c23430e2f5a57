//! Policies of a workspace and of its questionnaires: checked as numbers, laid over what stands.

use canvass_domain::address::EmailAddress;
use canvass_domain::contact::CallingCode;
use canvass_domain::decide::import_transactions::DateOrder;
use canvass_domain::id::{QuestionnaireId, TemplateId, WorkspaceId};
use canvass_domain::message::{ChannelChoice, DoubtRule};
use canvass_domain::{questionnaire, workspace};
use canvass_store::Pending;
use canvass_store::area::Configuration;

use super::{CalendarInput, Faults};
use crate::block::{Reading, follow_set_up};
use crate::change::Done;
use crate::render::built_in_segments;
use crate::{App, Principal, Refusal};

const MOST_DAYS: i32 = 3650;
const MOST_SOFT_BOUNCES: i32 = 1_000;
/// Providers take no longer ones: 1,600 signs.
const MOST_SEGMENTS: u8 = 10;

/// The policy of a workspace as sent; what is absent stays as it stands.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PolicyInput {
    /// Days that a lock lasts; 0 = off.
    pub lock_days: Option<i32>,
    /// Days between two invitations to one person; 0 = off.
    pub rest_days: Option<i32>,
    /// Doubles refuse the whole request.
    pub duplicates_reject: Option<bool>,
    /// Several tokens for organisations alone live side by side (C4).
    pub several_organisation_tokens: Option<bool>,
    /// What transactions ask by default: a published questionnaire; 0 = none.
    pub questionnaire: Option<i32>,
    /// The mail that invites to it by default; 0 = none.
    pub template: Option<i32>,
    /// `dd/MM/yyyy` or `MM/dd/yyyy`.
    pub date_order: Option<String>,
    /// Calling code of mobile numbers without one; 0 = none.
    pub calling_code: Option<i32>,
    /// Unknown segment codes make segments.
    pub creates_segments: Option<bool>,
    /// An api-key is also taken from query or another header (Q3).
    pub loose_api_keys: Option<bool>,
    /// What becomes of mail in doubt: `hold`, `resend-once` or `count-as-sent`.
    pub in_doubt: Option<String>,
    /// After how many hours.
    pub in_doubt_hours: Option<i32>,
    /// Who hears of batches that name nobody else (E8); empty = nobody.
    pub front_office_address: Option<String>,
    /// A batch is approved by somebody else than who brought it in.
    pub four_eyes: Option<bool>,
    /// Days that a personal link of a transaction works.
    pub link_days: Option<i32>,
    /// So many soft bounces put an address on the do-not-contact list (Q48); 0 = never.
    pub soft_bounces: Option<i32>,
    /// In so many days.
    pub soft_bounce_days: Option<i32>,
    /// By what customers are invited: `mail`, `sms`, `mail-else-sms` or `sms-else-mail`.
    pub channel: Option<String>,
    /// In how many segments a text message may travel.
    pub most_segments: Option<i32>,
    /// Days and hours on which nothing leaves, and late mail.
    pub calendar: CalendarInput,
}

impl PolicyInput {
    pub(super) fn lay_over(&self, policy: &mut workspace::Policy, faults: &mut Faults) {
        days("/lockDays", self.lock_days, &mut policy.lock_days, faults);
        days("/restDays", self.rest_days, &mut policy.rest_days, faults);
        policy.duplicates_reject = self.duplicates_reject.unwrap_or(policy.duplicates_reject);
        policy.several_organisation_tokens =
            self.several_organisation_tokens.unwrap_or(policy.several_organisation_tokens);
        policy.loose_api_keys = self.loose_api_keys.unwrap_or(policy.loose_api_keys);
        policy.four_eyes = self.four_eyes.unwrap_or(policy.four_eyes);
        match self.front_office_address.as_deref().map(str::trim) {
            Some("") => policy.front_office_address = None,
            Some(text) => match EmailAddress::parse(text) {
                Ok(address) => policy.front_office_address = Some(address),
                Err(fault) => faults.add("/frontOfficeAddress", format!("This is no mail address: {fault}.")),
            },
            None => {}
        }
        match self.soft_bounces {
            Some(count) if (0..=MOST_SOFT_BOUNCES).contains(&count) => policy.soft_bounces.count = count,
            Some(_) => {
                faults.add("/softBounces", format!("The number lies between 0 and {MOST_SOFT_BOUNCES}."));
            }
            None => {}
        }
        days("/softBounceDays", self.soft_bounce_days, &mut policy.soft_bounces.days, faults);
        if let Some(choice) = channel(self.channel.as_deref(), faults) {
            policy.channel = choice;
        }
        match self
            .most_segments
            .map(|count| u8::try_from(count).ok().filter(|count| (1..=MOST_SEGMENTS).contains(count)))
        {
            Some(Some(count)) => policy.most_segments = count,
            Some(None) => {
                faults.add("/mostSegments", format!("The number lies between 1 and {MOST_SEGMENTS}."));
            }
            None => {}
        }
        self.lay_over_doubt(&mut policy.doubt, faults);
        self.lay_over_transactions(&mut policy.transactions, faults);
        self.calendar.lay_over(policy, faults);
    }

    /// Hours alone change those of the rule that stands.
    fn lay_over_doubt(&self, rule: &mut DoubtRule, faults: &mut Faults) {
        let word = self.in_doubt.as_deref().unwrap_or(rule.as_str());
        if !["hold", "resend-once", "count-as-sent"].contains(&word) {
            return faults.add("/inDoubt", "The rule is hold, resend-once or count-as-sent.");
        }
        if let Some(own) = DoubtRule::new(word, self.in_doubt_hours.or(rule.hours())) {
            *rule = own;
        } else {
            let most = DoubtRule::MOST_HOURS;
            faults.add("/inDoubtHours", format!("The rule needs a number of hours from 1 to {most}."));
        }
    }

    /// Fewer segments than the text that canvass brings takes: nobody would be texted who is led to it.
    pub(super) fn check_segments(&self, configuration: Option<&Configuration>, faults: &mut Faults) {
        let needed = built_in_segments();
        let is_too_few = self
            .most_segments
            .is_some_and(|most| most >= 1 && usize::try_from(most).is_ok_and(|most| most < needed));
        let has_own_texts = configuration.is_some_and(|configuration| {
            let has_text = |id: TemplateId| {
                configuration
                    .templates
                    .iter()
                    .any(|template| template.id == id && template.has_text_message())
            };
            !configuration.routes.is_empty()
                && configuration.routes.iter().all(|route| route.template.is_some_and(has_text))
        });
        if is_too_few && !has_own_texts {
            let text = format!(
                "The text message that canvass brings takes {needed} segments. Allow as many, or first lead every \
                 route to a template with a shorter text of its own."
            );
            faults.add("/mostSegments", text);
        }
    }

    /// The questionnaire must be published and the template there.
    pub(super) fn check_targets(&self, configuration: &Configuration, faults: &mut Faults) {
        self.check_segments(Some(configuration), faults);
        let is_published = |id: i32| configuration.published.contains_key(&QuestionnaireId(id));
        if self.questionnaire.is_some_and(|id| id != 0 && !is_published(id)) {
            faults.add("/questionnaire", "There is no published questionnaire of this number.");
        }
        let is_template =
            |id: i32| configuration.templates.iter().any(|template| template.id == TemplateId(id));
        if self.template.is_some_and(|id| id != 0 && !is_template(id)) {
            faults.add("/template", "There is no template of this number.");
        }
        self.calendar.check_targets(configuration, faults);
    }

    /// Whether questionnaire and template are there is asked in the transaction that saves.
    fn lay_over_transactions(&self, policy: &mut workspace::TransactionPolicy, faults: &mut Faults) {
        if let Some(id) = self.questionnaire {
            policy.questionnaire = (id != 0).then_some(QuestionnaireId(id));
        }
        if let Some(id) = self.template {
            policy.template = (id != 0).then_some(TemplateId(id));
        }
        if let Some(word) = &self.date_order {
            match DateOrder::from_word(word) {
                Some(order) => policy.date_order = order,
                None => faults.add("/dateOrder", "The order is dd/MM/yyyy or MM/dd/yyyy."),
            }
        }
        if let Some(number) = self.calling_code {
            match (number, u16::try_from(number).ok().and_then(CallingCode::new)) {
                (0, _) => policy.country = None,
                (_, Some(code)) => policy.country = Some(code),
                (_, None) => faults.add("/callingCode", "A calling code lies between 1 and 999."),
            }
        }
        policy.creates_segments = self.creates_segments.unwrap_or(policy.creates_segments);
        match self.link_days {
            Some(0) => faults.add("/linkDays", format!("The number of days lies between 1 and {MOST_DAYS}.")),
            sent => days("/linkDays", sent, &mut policy.link_days, faults),
        }
    }
}

/// The policy of a questionnaire as sent; what is absent stays as it stands.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct QuestionnairePolicyInput {
    /// Days between two invitations of this questionnaire to one person; 0 = off.
    pub rest_days: Option<i32>,
    /// The share of customers who are invited; 100 = all.
    pub sampling_percent: Option<i32>,
    /// The mail that invites to it; 0 = that of the workspace.
    pub template: Option<i32>,
    /// Days after the invitation at which whoever has not answered is reminded (E51); 0 = off.
    pub reminder_days: Option<i32>,
    /// Days after a first part of an answer at which whoever has not finished is reminded (E51); 0 = off.
    pub partial_reminder_days: Option<i32>,
    /// The mail that reminds; 0 = that of the invitation.
    pub reminder_template: Option<i32>,
    /// By what its customers are invited; empty = as the workspace says.
    pub channel: Option<String>,
}

impl QuestionnairePolicyInput {
    /// The templates that must be there, by their members.
    fn templates(&self) -> impl Iterator<Item = (&'static str, TemplateId)> {
        let named = [("/template", self.template), ("/reminderTemplate", self.reminder_template)];
        named.into_iter().filter_map(|(path, id)| Some((path, TemplateId(id.filter(|id| *id != 0)?))))
    }

    fn lay_over(&self, policy: &mut questionnaire::Policy, faults: &mut Faults) {
        days("/restDays", self.rest_days, &mut policy.rest_days, faults);
        if let Some(id) = self.template {
            policy.template = (id != 0).then_some(TemplateId(id));
        }
        let reminders = &mut policy.reminders;
        days_or_off("/reminderDays", self.reminder_days, &mut reminders.after_days, faults);
        days_or_off(
            "/partialReminderDays",
            self.partial_reminder_days,
            &mut reminders.partial_after_days,
            faults,
        );
        if let Some(id) = self.reminder_template {
            reminders.template = (id != 0).then_some(TemplateId(id));
        }
        match self.channel.as_deref().map(str::trim) {
            Some("") => policy.channel = None,
            sent => policy.channel = channel(sent, faults).or(policy.channel),
        }
        match self.sampling_percent {
            Some(100) => policy.sampling_percent = None,
            Some(percent) if (0..100).contains(&percent) => policy.sampling_percent = Some(percent),
            Some(_) => faults.add("/samplingPercent", "The percentage lies between 0 and 100."),
            None => {}
        }
    }
}

/// Changes the policy of a questionnaire.
pub fn save_questionnaire_policy(
    app: &App,
    principal: &Principal,
    workspace: WorkspaceId,
    id: QuestionnaireId,
    input: QuestionnairePolicyInput,
) -> Pending<questionnaire::Policy, Refusal> {
    let changing = app.clone();
    app.change(principal, workspace, "save-questionnaire-policy", move |tx, _now| {
        tx.hold_configuration()?;
        let before = Reading::of(&tx.load_configuration()?);
        let records = tx.questionnaires()?;
        let found = records.into_iter().find(|record| record.id == id);
        let mut policy = found.ok_or(Refusal::NotFound("questionnaire"))?.policy;
        let mut faults = Faults::default();
        input.lay_over(&mut policy, &mut faults);
        for (path, id) in input.templates() {
            if !tx.load_configuration()?.templates.iter().any(|template| template.id == id) {
                faults.add(path, "There is no template of this number.");
            }
        }
        faults.into_result()?;
        tx.save_questionnaire_policy(id, &policy)?;
        follow_set_up(&changing, tx, before)?;
        Ok(Done::new(policy, format!("questionnaire {id}")))
    })
}

fn channel(sent: Option<&str>, faults: &mut Faults) -> Option<ChannelChoice> {
    let choice = ChannelChoice::from_word(sent?.trim());
    if choice.is_none() {
        faults.add("/channel", "The channel is mail, sms, mail-else-sms or sms-else-mail.");
    }
    choice
}

fn days_or_off(path: &str, sent: Option<i32>, into: &mut Option<i32>, faults: &mut Faults) {
    let mut number = into.unwrap_or(0);
    days(path, sent, &mut number, faults);
    *into = Some(number).filter(|days| *days > 0);
}

fn days(path: &str, sent: Option<i32>, into: &mut i32, faults: &mut Faults) {
    match sent {
        Some(days) if (0..=MOST_DAYS).contains(&days) => *into = days,
        Some(_) => faults.add(path, format!("The number of days lies between 0 and {MOST_DAYS}.")),
        None => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_sent_lies_over_what_stands_and_all_faults_are_told() {
        let mut policy = workspace::Policy::default();
        let mut faults = Faults::default();
        let input =
            PolicyInput { rest_days: Some(90), duplicates_reject: Some(true), ..PolicyInput::default() };
        input.lay_over(&mut policy, &mut faults);
        assert_eq!(faults.into_result(), Ok(()));
        assert_eq!(
            policy,
            workspace::Policy {
                lock_days: 90,
                rest_days: 90,
                duplicates_reject: true,
                ..workspace::Policy::default()
            }
        );
        let mut faults = Faults::default();
        let input = QuestionnairePolicyInput {
            rest_days: Some(-1),
            sampling_percent: Some(101),
            reminder_days: Some(3651),
            ..QuestionnairePolicyInput::default()
        };
        input.lay_over(&mut questionnaire::Policy::default(), &mut faults);
        let Err(Refusal::Fields(told)) = faults.into_result() else { panic!("faults are expected") };
        let paths: Vec<&str> = told.iter().map(|fault| fault.path.as_str()).collect();
        assert_eq!(paths, ["/restDays", "/reminderDays", "/samplingPercent"]);
    }

    #[test]
    fn e51_reminders_are_off_until_they_are_switched_on() {
        let mut policy = questionnaire::Policy::default();
        assert_eq!((policy.reminders.after_days, policy.reminders.partial_after_days), (None, None));
        let lay_over = |policy: &mut questionnaire::Policy, reminder_days, partial_reminder_days| {
            let input = QuestionnairePolicyInput {
                reminder_days,
                partial_reminder_days,
                ..QuestionnairePolicyInput::default()
            };
            input.lay_over(policy, &mut Faults::default());
            (policy.reminders.after_days, policy.reminders.partial_after_days)
        };
        assert_eq!(lay_over(&mut policy, Some(7), None), (Some(7), None));
        assert_eq!(lay_over(&mut policy, None, Some(3)), (Some(7), Some(3)));
        assert_eq!(lay_over(&mut policy, Some(0), None), (None, Some(3)));
    }

    #[test]
    fn the_rule_for_mail_in_doubt_needs_its_hours() {
        let lay = |word: Option<&str>, hours: Option<i32>, policy: &mut workspace::Policy| {
            let mut faults = Faults::default();
            let input = PolicyInput {
                in_doubt: word.map(str::to_owned),
                in_doubt_hours: hours,
                ..PolicyInput::default()
            };
            input.lay_over(policy, &mut faults);
            faults.into_result().is_ok()
        };
        let mut policy = workspace::Policy::default();
        assert!(!lay(Some("resend-once"), None, &mut policy));
        assert!(!lay(Some("resend"), Some(1), &mut policy));
        assert!(!lay(Some("count-as-sent"), Some(0), &mut policy));
        assert_eq!(policy.doubt, DoubtRule::Hold);
        assert!(lay(Some("resend-once"), Some(24), &mut policy));
        assert!(lay(None, Some(48), &mut policy));
        assert_eq!(policy.doubt, DoubtRule::ResendOnce { hours: 48 });
        assert!(lay(Some("count-as-sent"), None, &mut policy));
        assert_eq!(policy.doubt, DoubtRule::CountAsSent { hours: 48 });
        assert!(lay(Some("hold"), None, &mut policy));
        assert_eq!(policy.doubt, DoubtRule::Hold);
    }

    #[test]
    fn all_customers_are_no_sample() {
        let mut policy =
            questionnaire::Policy { sampling_percent: Some(10), ..questionnaire::Policy::default() };
        let input =
            QuestionnairePolicyInput { sampling_percent: Some(100), ..QuestionnairePolicyInput::default() };
        input.lay_over(&mut policy, &mut Faults::default());
        assert_eq!(policy, questionnaire::Policy::default());
    }
}
