//! Certificates of senders who encrypt (E97): registered, listed with what can be read of them, taken away.

use canvass_domain::certificate::Certificate;
use canvass_domain::id::WorkspaceId;
use canvass_store::Pending;

use super::Faults;
use crate::change::Done;
use crate::encryption::ReadCertificate;
use crate::{App, Principal, Refusal};

/// Registers a certificate, in PEM or DER.
pub fn add_certificate(
    app: &App,
    principal: &Principal,
    workspace: WorkspaceId,
    bytes: &[u8],
) -> Pending<Certificate, Refusal> {
    let read = ReadCertificate::read(bytes);
    app.change(principal, workspace, "add-certificate", move |tx, now| {
        let read = read.clone().map_err(|fault| {
            let mut faults = Faults::default();
            faults.add("/certificate", fault.to_string());
            faults.into_result().err().unwrap_or(Refusal::NotFound("certificate"))
        })?;
        let ReadCertificate { sha1, sha256, public_key, subject, ends_at } = read;
        let mut certificate =
            Certificate { id: 0, sha1, sha256, public_key, subject, ends_at, created_at: now };
        certificate.id = tx.add_certificate(&certificate)?;
        let object = format!("certificate {}", certificate.id);
        Ok(Done::new(certificate, object))
    })
}

/// Registers a certificate no more; values that name it stay as they are.
pub fn remove_certificate(
    app: &App,
    principal: &Principal,
    workspace: WorkspaceId,
    id: i32,
) -> Pending<(), Refusal> {
    app.change(principal, workspace, "remove-certificate", move |tx, _now| {
        tx.remove_certificate(id)?;
        Ok(Done::new((), format!("certificate {id}")))
    })
}
