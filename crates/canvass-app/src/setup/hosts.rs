//! Host names of a workspace (E122): a call that comes by the name of another workspace is refused.

use canvass_domain::id::WorkspaceId;
use canvass_store::Pending;
use canvass_store::area::HostRecord;

use super::Faults;
use super::list::credentials;
use crate::change::Done;
use crate::{App, Principal, Refusal};

const MOST_CHARS: usize = 253;

/// Binds a host name to a workspace. Names are the installation's: its operator gives them out.
pub fn add_host(
    app: &App,
    principal: &Principal,
    workspace: WorkspaceId,
    host: &str,
) -> Pending<String, Refusal> {
    let (kept, host) = (app.clone(), host_name(host));
    app.change_access(principal, workspace, "add-host", move |tx, now| {
        let mut faults = Faults::default();
        if !is_host(&host) {
            faults.add("/host", "A host name without scheme, port and path is expected.");
        }
        faults.into_result()?;
        tx.system().add_host(workspace, &host, now)?;
        kept.credentials.hosts.forget(&host);
        Ok(Done::new(host.clone(), format!("host {host}")))
    })
}

/// Frees a host name.
pub fn remove_host(
    app: &App,
    principal: &Principal,
    workspace: WorkspaceId,
    host: &str,
) -> Pending<(), Refusal> {
    let (kept, host) = (app.clone(), host_name(host));
    app.change_access(principal, workspace, "remove-host", move |tx, _now| {
        tx.system().remove_host(workspace, &host)?;
        kept.credentials.hosts.forget(&host);
        Ok(Done::new((), format!("host {host}")))
    })
}

/// The host names of a workspace.
pub fn list_hosts(
    app: &App,
    principal: &Principal,
    workspace: WorkspaceId,
) -> Pending<Vec<HostRecord>, Refusal> {
    credentials(app, principal, workspace, move |tx| tx.hosts(workspace))
}

/// As names are compared: without case, port and the dot of the root.
pub(crate) fn host_name(host: &str) -> String {
    let host = host.trim();
    let name = match host.rsplit_once(':') {
        Some((name, port)) if !port.is_empty() && port.bytes().all(|byte| byte.is_ascii_digit()) => name,
        Some(_) | None => host,
    };
    name.trim_end_matches('.').to_ascii_lowercase()
}

fn is_host(host: &str) -> bool {
    let is_label = |label: &str| {
        (1..=63).contains(&label.len())
            && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
            && !label.starts_with('-')
            && !label.ends_with('-')
    };
    host.len() <= MOST_CHARS && host.split('.').all(is_label)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn e122_host_names_are_compared_without_case_port_and_root() {
        for host in
            ["acme.example.org", "ACME.Example.org:8443", "acme.example.org.", " acme.example.org:80 "]
        {
            assert_eq!(host_name(host), "acme.example.org", "{host}");
        }
        assert_eq!(host_name("[::1]:8080"), "[::1]");
        assert_eq!(host_name("[::1]"), "[::1]");
    }

    #[test]
    fn what_is_no_host_name_is_refused() {
        assert!(is_host("localhost") && is_host("a-b.example") && is_host("10.0.0.1"));
        for host in ["", "a..b", "-a.example", "a_b.example", "https://a", "a/b", "é.example"] {
            assert!(!is_host(host), "{host}");
        }
    }
}
