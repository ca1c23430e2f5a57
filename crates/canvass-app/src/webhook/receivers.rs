//! What the operator allows, from the texts of the settings.

use canvass_domain::webhook::{Allowed, Origin, PortList};

use super::parsed;

/// Ports and allowed origins. An error names the setting and what is wrong with it.
pub fn receivers(ports: &str, allow: &str) -> Result<Allowed, (&'static str, &'static str)> {
    let ports = PortList::parse(ports).ok_or(("webhook_ports", "is not a list of ports such as 443,8443"))?;
    let origins: Option<Vec<Origin>> =
        allow.split(',').map(str::trim).filter(|text| !text.is_empty()).map(origin).collect();
    let origins = origins.ok_or((
        "webhook_allow",
        "is not a list of origins such as http://127.0.0.1:9000,https://hooks.internal",
    ))?;
    Ok(Allowed { ports, origins })
}

fn origin(text: &str) -> Option<Origin> {
    let (url, origin) = parsed(text)?;
    let is_bare = url.path() == "/"
        && url.query().is_none()
        && url.fragment().is_none()
        && url.username().is_empty()
        && url.password().is_none();
    is_bare.then_some(origin)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn receivers_are_allowed_by_origin() {
        let allowed = receivers("443", "http://127.0.0.1:9000, https://Hooks.internal,http://[::1]").unwrap();
        let told: Vec<(bool, &str, u16)> = allowed
            .origins
            .iter()
            .map(|origin| (origin.is_https, origin.host.as_str(), origin.port))
            .collect();
        assert_eq!(told, [(false, "127.0.0.1", 9000), (true, "hooks.internal", 443), (false, "::1", 80)]);
        assert_eq!(receivers("443,8443", "").unwrap(), Allowed::default());
        assert_eq!(receivers("x", "").unwrap_err().0, "webhook_ports");
        for text in ["127.0.0.1", "ftp://a", "http://a/b", "http://u@a", "http://a?x"] {
            assert_eq!(receivers("443", text).unwrap_err().0, "webhook_allow", "{text}");
        }
    }
}
