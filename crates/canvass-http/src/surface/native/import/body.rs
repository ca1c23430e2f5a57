//! POST imports?wire=...: the body of a wire's intake call into the workspace of the path, answered in that wire's form;
//! a trial, which no wire knows, in our own.

use std::sync::Arc;

use canvass_domain::id::WorkspaceId;
use canvass_wire::negotiate::{answer_type, body_form};

use super::wire_trial;
use crate::front::TraceId;
use crate::surface::asker::Asker;
use crate::surface::aspnet::{accept, media_type, written};
use crate::surface::expoints::Trouble as ExpointsTrouble;
use crate::surface::expoints::customer_add::{CustomerAdd, answer_of};
use crate::surface::expoints::write::Sent;
use crate::surface::idempotency;
use crate::surface::native::batch::BatchAdd;
use crate::surface::native::write::write;
use crate::surface::native::{Answer, Call, Streamed, Trouble};
use crate::surface::questionpro;

#[derive(Debug, Clone, Copy)]
enum Wire {
    Native,
    Expoints,
    QuestionPro,
}

/// Takes a batch in.
pub(super) async fn add(mut call: Call, workspace: WorkspaceId, sent: Streamed) -> Result<Answer, Trouble> {
    let mut query = call.query();
    let wire = query.word("wire", |word| match word {
        "native" => Some(Wire::Native),
        "expoints" => Some(Wire::Expoints),
        "questionpro" => Some(Wire::QuestionPro),
        _ => None,
    });
    let is_trial = query.flag("dry_run");
    query.finish()?;
    let Some(wire) = wire else {
        return Err(Trouble::fault("?wire", "The wire is one of: native, expoints, questionpro."));
    };
    let (body, _place) = sent.whole(&call.headers).await?;
    call.body = body;
    match wire {
        Wire::Native => {
            let is_json = media_type(&call.headers).is_none_or(|kind| {
                kind.is_ascii() && kind.to_ascii_lowercase().starts_with("application/json")
            });
            if !is_json {
                return Err(Trouble::MediaType);
            }
            write::<BatchAdd>(&mut call, workspace, ("native/imports", is_trial)).await
        }
        Wire::Expoints => expoints(call, workspace, is_trial).await,
        Wire::QuestionPro => questionpro(call, workspace, is_trial).await,
    }
}

async fn questionpro(mut call: Call, workspace: WorkspaceId, is_trial: bool) -> Result<Answer, Trouble> {
    let key = idempotency::key(&call.headers).map_err(|_malformed| Trouble::malformed_key())?;
    let call = questionpro::Call {
        state: call.state.clone(),
        principal: call.principal.clone(),
        workspace,
        number: 0,
        address: questionpro::import_address(call.app()),
        idempotency_key: key,
        body: std::mem::take(&mut call.body),
        trace: call.trace.clone(),
    };
    if !is_trial {
        return Ok(Answer::foreign(questionpro::answer_import(call).await));
    }
    let tried = questionpro::try_import(call).await.map_err(|refused| Trouble::Foreign(Box::new(refused)))?;
    Ok(Answer::ok(&wire_trial::transactions(&tried)))
}

async fn expoints(mut call: Call, workspace: WorkspaceId, is_trial: bool) -> Result<Answer, Trouble> {
    let content = body_form(media_type(&call.headers).as_deref(), &call.body);
    let content = content.map_err(|_unsupported| Trouble::MediaType)?;
    let answer = answer_type(accept(&call.headers).as_deref(), Some(content));
    let sent = Sent {
        asker: Asker { app: call.app().clone(), principal: call.principal.clone(), workspace },
        form: content.form,
        route: "native/imports/expoints",
        key: idempotency::key(&call.headers),
        body: Arc::new(std::mem::take(&mut call.body)),
        is_trial,
    };
    let asker = sent.asker.clone();
    match sent.write::<CustomerAdd>(&call.state).await {
        Ok(answered) if is_trial => Ok(Answer::ok(&wire_trial::customers(&asker, &answered.result))),
        Ok(answered) => {
            let mut told =
                Answer::foreign(written(answer, &answer_of(call.app(), workspace, &answered.result)));
            idempotency::tell(told.headers(), &answered);
            Ok(told)
        }
        Err(trouble) => Err(in_that_form(trouble, answer, &call.trace)),
    }
}

fn in_that_form(
    trouble: ExpointsTrouble,
    answer: canvass_wire::negotiate::MediaType,
    trace: &TraceId,
) -> Trouble {
    Trouble::Foreign(Box::new(trouble.into_response(answer, trace)))
}
