//! Where a row leads: segment, questionnaire, template and language (Q33, Q34, Q40-Q42).

use super::text::{Errors, MOST_NAME};
use super::{Facts, RowProblem};
use crate::command::{Choices, Member, TransactionRow};
use crate::id::{QuestionnaireId, SegmentId, TemplateId};
use crate::segment::QuestionnaireRule;
use crate::transaction::{Asks, ChosenBy, name_key};

/// The segment of a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::decide) enum SegmentChoice {
    /// It is there.
    Known(SegmentId),
    /// It is made, below the main segment (Q33).
    New(String),
}

/// Where a row leads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Lead {
    pub(super) segment: SegmentChoice,
    pub(super) questionnaire: QuestionnaireId,
    pub(super) chosen_by: ChosenBy,
    /// `None` = no template is set (Q42).
    pub(super) template: Option<TemplateId>,
    /// That of a text message; `None` = the built-in one.
    pub(super) text_template: Option<TemplateId>,
    pub(super) asks: Asks,
    pub(super) language: String,
}

/// The segment of a code, compared exactly; the main segment without one.
pub(in crate::decide) fn segment_of(code: Option<&str>, facts: &Facts<'_>) -> Option<SegmentChoice> {
    match code {
        None => facts.segments.main().map(|main| SegmentChoice::Known(main.id)),
        Some(code) => match facts.segments.by_code(code) {
            Some(segment) => Some(SegmentChoice::Known(segment.id)),
            None => facts
                .workspace
                .policy
                .transactions
                .creates_segments
                .then(|| SegmentChoice::New(code.to_owned())),
        },
    }
}

/// Where a row leads; `None` = the errors tell why it leads nowhere.
pub(super) fn lead(
    row: &TransactionRow,
    defaults: &Choices,
    facts: &Facts<'_>,
    errors: &mut Errors<'_>,
) -> Option<Lead> {
    let code = errors.trimmed(Member::SegmentCode, row.segment_code.as_deref(), MOST_NAME);
    let segment = code.ok().and_then(|code| {
        let segment = segment_of(code, facts);
        if segment.is_none() {
            errors.add(Member::SegmentCode, RowProblem::SegmentUnknown);
        }
        segment
    });
    let chosen = questionnaire(row, defaults, segment.as_ref(), facts, errors);
    let template = template(row, defaults, chosen, facts, errors);
    let text_template = text_template(row, defaults, chosen, facts, errors);
    let asks = asks(row, defaults, template.as_ref().is_ok_and(Option::is_some), errors);
    let language = errors.trimmed(Member::Language, row.language.as_deref(), MOST_NAME);
    let (rule, chosen_by) = chosen?;
    let document = &facts.published.get(&rule.questionnaire)?.document;
    let known = language
        .ok()?
        .and_then(|sent| document.languages.iter().find(|language| language.eq_ignore_ascii_case(sent)));
    Some(Lead {
        segment: segment?,
        questionnaire: rule.questionnaire,
        chosen_by,
        template: template.ok()?,
        text_template: text_template.ok()?,
        asks: asks?,
        language: known.map_or_else(|| document.default_language().to_owned(), Clone::clone),
    })
}

type Chosen = (QuestionnaireRule, ChosenBy);

/// Q40: the row, the call, the first product line whose group has a rule, the segment or its nearest ancestor, the
/// workspace.
fn questionnaire(
    row: &TransactionRow,
    defaults: &Choices,
    segment: Option<&SegmentChoice>,
    facts: &Facts<'_>,
    errors: &mut Errors<'_>,
) -> Option<Chosen> {
    let chosen = if let Some(number) = row.choices.questionnaire.or(defaults.questionnaire) {
        let rule = |questionnaire| QuestionnaireRule { questionnaire, template: None };
        facts.questionnaire(number).map(|(questionnaire, _)| (rule(questionnaire), ChosenBy::Caller))
    } else {
        let by_rule =
            by_product(row, facts).or_else(|| by_segment(segment?, facts)).or_else(|| by_workspace(facts));
        let Some(chosen) = by_rule else {
            // Without its segment nobody knows where the row would have led.
            if segment.is_some() {
                errors.add(Member::Questionnaire, RowProblem::QuestionnaireMissing);
            }
            return None;
        };
        Some(chosen).filter(|(rule, _)| facts.published.contains_key(&rule.questionnaire))
    };
    if chosen.is_none() {
        errors.add(Member::Questionnaire, RowProblem::QuestionnaireUnknown);
    }
    chosen
}

fn by_product(row: &TransactionRow, facts: &Facts<'_>) -> Option<Chosen> {
    row.products.iter().find_map(|line| {
        let key = name_key(line.group.as_deref().unwrap_or_default());
        let group = facts.product_rules.iter().find(|group| name_key(&group.name) == key)?;
        Some((group.rule?, ChosenBy::ProductGroup(group.id)))
    })
}

fn by_segment(segment: &SegmentChoice, facts: &Facts<'_>) -> Option<Chosen> {
    let from = match segment {
        SegmentChoice::Known(id) => *id,
        SegmentChoice::New(_) => facts.segments.main()?.id,
    };
    facts.segments.path_up(from).find_map(|segment| Some((segment.rule?, ChosenBy::Segment(segment.id))))
}

fn by_workspace(facts: &Facts<'_>) -> Option<Chosen> {
    let questionnaire = facts.workspace.policy.transactions.questionnaire?;
    Some((QuestionnaireRule { questionnaire, template: None }, ChosenBy::Workspace))
}

/// Q41: the row, the call, the rule that chose the questionnaire, the questionnaire, the workspace. `Err` = it was told.
fn template(
    row: &TransactionRow,
    defaults: &Choices,
    chosen: Option<Chosen>,
    facts: &Facts<'_>,
    errors: &mut Errors<'_>,
) -> Result<Option<TemplateId>, ()> {
    if let Some(number) = row.choices.email_template.or(defaults.email_template) {
        let known = i32::try_from(number).ok().map(TemplateId).filter(|id| facts.templates.contains(id));
        if known.is_none() {
            errors.add(Member::EmailTemplate, RowProblem::TemplateUnknown);
        }
        return known.map(Some).ok_or(());
    }
    Ok(template_by_rules(chosen, facts))
}

/// The same for a text message. What is found by rules may have none; then the built-in one is sent.
fn text_template(
    row: &TransactionRow,
    defaults: &Choices,
    chosen: Option<Chosen>,
    facts: &Facts<'_>,
    errors: &mut Errors<'_>,
) -> Result<Option<TemplateId>, ()> {
    let Some(number) = row.choices.text_template.or(defaults.text_template) else {
        return Ok(template_by_rules(chosen, facts));
    };
    let known = i32::try_from(number).ok().map(TemplateId).filter(|id| facts.text_templates.contains(id));
    if known.is_none() {
        errors.add(Member::TextTemplate, RowProblem::TemplateUnknown);
    }
    known.map(Some).ok_or(())
}

fn template_by_rules(chosen: Option<Chosen>, facts: &Facts<'_>) -> Option<TemplateId> {
    let by_rule = chosen.and_then(|(rule, _)| rule.template);
    let of_questionnaire = || chosen.and_then(|(rule, _)| facts.policies.get(&rule.questionnaire)?.template);
    by_rule.or_else(of_questionnaire).or(facts.workspace.policy.transactions.template)
}

/// Q42: mail if there is a template for it, text messages only when asked for.
fn asks(
    row: &TransactionRow,
    defaults: &Choices,
    has_template: bool,
    errors: &mut Errors<'_>,
) -> Option<Asks> {
    let email = row.choices.sends_email.as_deref().or(defaults.sends_email.as_deref());
    let text = row.choices.sends_text.as_deref().or(defaults.sends_text.as_deref());
    let email = flag(Member::SendsEmail, email, has_template, errors);
    let text_message = flag(Member::SendsText, text, false, errors);
    Some(Asks { email: email?, text_message: text_message? })
}

fn flag(member: Member, sent: Option<&str>, otherwise: bool, errors: &mut Errors<'_>) -> Option<bool> {
    match sent.map(str::trim) {
        None => Some(otherwise),
        Some("true") => Some(true),
        Some("false") => Some(false),
        Some(_) => {
            errors.add(member, RowProblem::FlagInvalid);
            None
        }
    }
}
