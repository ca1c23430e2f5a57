//! What every page of the console has around its content.

use canvass_app::Scope;
use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::session::Visitor;
use crate::asset;

/// The pages that the bar at the top leads to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Tab {
    Overview,
    Results,
    Customers,
    Messages,
    Mailbox,
}

/// What every page of the console has around its content.
#[derive(Debug, Clone)]
pub(super) struct Desk {
    pub(super) title: String,
    pub(super) workspace: String,
    pub(super) user: String,
    /// Goes back with every form.
    pub(super) token: String,
    pub(super) style: String,
    pub(super) icon: String,
    pub(super) tab: Tab,
    /// Whose desk shows no way to the mailbox may not read it either.
    pub(super) has_mailbox: bool,
    /// Moments are shown in the workspace's time.
    pub(super) zone: TimeZone,
}

/// A tab as the bar shows it.
#[derive(Debug)]
pub(super) struct TabView {
    pub(super) name: &'static str,
    pub(super) href: &'static str,
    pub(super) is_current: bool,
}

impl Desk {
    /// The desk of somebody who is signed in.
    pub(super) fn new(visitor: &Visitor, tab: Tab, title: impl Into<String>) -> Self {
        let workspace = &visitor.configuration.workspace;
        Self {
            title: title.into(),
            workspace: workspace.name.clone(),
            user: visitor.session.user.name.clone(),
            token: visitor.form_token.clone(),
            style: asset::STYLE.url(),
            icon: asset::ICON.url(),
            tab,
            has_mailbox: visitor.session.principal.may(Scope::WorkspaceAdmin),
            zone: workspace.settings.zone.clone(),
        }
    }

    /// The tabs that lead somewhere for this visitor.
    pub(super) fn tabs(&self) -> Vec<TabView> {
        let tab = |tab, name, href| TabView { name, href, is_current: self.tab == tab };
        let mut tabs = vec![
            tab(Tab::Overview, "Overview", "/console/"),
            tab(Tab::Results, "Results", "/console/results"),
            tab(Tab::Customers, "Customers", "/console/customers"),
            tab(Tab::Messages, "Messages", "/console/messages"),
        ];
        if self.has_mailbox {
            tabs.push(tab(Tab::Mailbox, "Mailbox", "/console/mailbox"));
        }
        tabs
    }

    /// A moment in the workspace's time.
    pub(super) fn moment(&self, moment: Timestamp) -> String {
        moment.to_zoned(self.zone.clone()).strftime("%-d %b %Y, %H:%M").to_string()
    }
}
