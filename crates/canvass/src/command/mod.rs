//! The commands of the program. All but `serve`, `demo` and `settings` are clients of the native API.

mod api_key;
mod batch;
mod block;
mod body;
mod certificate;
pub(crate) mod client;
mod column;
mod contact_rule;
mod customer;
pub(crate) mod dkim;
mod host;
mod import;
mod issuer;
mod message;
mod oauth_client;
mod organisation;
mod questionnaire;
mod route;
mod segment;
pub(crate) mod show;
mod suppression;
mod template;
mod token;
mod upkeep;
mod user;
mod webhook;
mod workspace;

use clap::Subcommand;

use crate::settings::{Layers, Settings};
use client::{Client, ServerArgs};

/// Commands that speak to a running server.
#[expect(clippy::large_enum_variant, reason = "a run of the program makes one")]
#[derive(Debug, Subcommand)]
pub(crate) enum Remote {
    /// Workspaces.
    #[command(subcommand)]
    Workspace(workspace::Workspace),
    /// Console users.
    #[command(subcommand)]
    User(user::User),
    /// API tokens.
    #[command(subcommand)]
    Token(token::Token),
    /// Api-keys: tokens for programs that send them in the header api-key.
    #[command(subcommand)]
    ApiKey(api_key::ApiKey),
    /// OAuth2 clients.
    #[command(subcommand)]
    Client(oauth_client::OauthClient),
    /// Certificates of senders who encrypt.
    #[command(subcommand)]
    Certificate(certificate::Certificate),
    /// Host names of a workspace.
    #[command(subcommand)]
    Host(host::Host),
    /// Outside issuers of tokens.
    #[command(subcommand)]
    Issuer(issuer::Issuer),
    /// Data columns.
    #[command(subcommand)]
    Column(column::Column),
    /// Organisations: company accounts.
    #[command(subcommand)]
    Organisation(organisation::Organisation),
    /// Questionnaires.
    #[command(subcommand)]
    Questionnaire(questionnaire::Questionnaire),
    /// Routing rules.
    #[command(subcommand)]
    Route(route::Route),
    /// Contact-frequency rules: how often a person is asked.
    #[command(subcommand)]
    ContactRule(contact_rule::ContactRule),
    /// Segments: the tree in which transactions happen.
    #[command(subcommand)]
    Segment(segment::Segment),
    /// Groups of products.
    #[command(subcommand)]
    ProductGroup(segment::ProductGroup),
    /// Contacts: the persons behind customers.
    #[command(subcommand)]
    Contact(segment::Contact),
    /// Mail templates.
    #[command(subcommand)]
    Template(template::Template),
    /// Batches.
    #[command(subcommand)]
    Batch(batch::Batch),
    /// Customers.
    #[command(subcommand)]
    Customer(customer::Customer),
    /// Locks.
    #[command(subcommand)]
    Lock(block::Lock),
    /// Opt-outs.
    #[command(subcommand)]
    OptOut(block::OptOut),
    /// The do-not-contact list.
    #[command(subcommand)]
    Suppression(suppression::Suppression),
    /// Mail that came back.
    #[command(subcommand)]
    Bounce(suppression::Bounce),
    /// Messages.
    #[command(subcommand)]
    Message(message::Message),
    /// Webhooks: places that are told what happens.
    #[command(subcommand)]
    Webhook(webhook::Webhook),
    /// Take in a file of customers.
    Import(import::Import),
    /// Funnel, response rate and net promoter score.
    Results(upkeep::Results),
    /// Check every invariant; exit 1 on a finding.
    Check,
    /// The canonical hash of a workspace's stored state.
    StateDigest(upkeep::StateDigest),
    /// Release sending after a pause; lists what would go out first.
    ResumeSending(upkeep::ResumeSending),
}

impl Remote {
    /// Runs it against the server of the arguments.
    pub(crate) fn run(self, args: &ServerArgs, layers: &Layers) -> anyhow::Result<bool> {
        let json = args.json;
        // What only looks can ask the store itself while no server runs on it.
        if matches!(self, Self::Check | Self::StateDigest(_)) && !Client::is_answered(args) {
            return self.run_offline(&Settings::read(layers)?, json);
        }
        if let Self::Certificate(command) = &self
            && let Some(file) = command.key_to_install()
        {
            certificate::install_key(&layers.value("data"), file, json)?;
            return Ok(true);
        }
        let client = Client::new(args, &layers.value("data"))?;
        match self {
            Self::Workspace(command) => command.run(&client, json)?,
            Self::User(command) => command.run(&client, json)?,
            Self::Token(command) => command.run(&client, json)?,
            Self::ApiKey(command) => command.run(&client, json)?,
            Self::Client(command) => command.run(&client, json)?,
            Self::Certificate(command) => command.run(&client, json)?,
            Self::Host(command) => command.run(&client, json)?,
            Self::Issuer(command) => command.run(&client, json)?,
            Self::Column(command) => command.run(&client, json)?,
            Self::Organisation(command) => command.run(&client, json)?,
            Self::Questionnaire(command) => command.run(&client, json)?,
            Self::Route(command) => command.run(&client, json)?,
            Self::ContactRule(command) => command.run(&client, json)?,
            Self::Segment(command) => command.run(&client, json)?,
            Self::ProductGroup(command) => command.run(&client, json)?,
            Self::Contact(command) => command.run(&client, json)?,
            Self::Template(command) => command.run(&client, json)?,
            Self::Batch(command) => command.run(&client, json)?,
            Self::Customer(command) => command.run(&client, json)?,
            Self::Lock(command) => command.run(&client, json)?,
            Self::OptOut(command) => command.run(&client, json)?,
            Self::Suppression(command) => command.run(&client, json)?,
            Self::Bounce(command) => command.run(&client, json)?,
            Self::Message(command) => command.run(&client, json)?,
            Self::Webhook(command) => command.run(&client, json)?,
            Self::Import(command) => return command.run(&client, json),
            Self::Results(command) => command.run(&client, json)?,
            Self::Check => return upkeep::check(&client, json),
            Self::StateDigest(command) => command.run(&client, json)?,
            Self::ResumeSending(command) => command.run(&client, json)?,
        }
        Ok(true)
    }

    fn run_offline(self, settings: &Settings, json: bool) -> anyhow::Result<bool> {
        if let Self::StateDigest(command) = self {
            command.run_offline(settings, json)?;
            return Ok(true);
        }
        upkeep::check_offline(settings, json)
    }
}
