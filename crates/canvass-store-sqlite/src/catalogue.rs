//! Every statement by name: the text of `sql/<area>/<verb_noun>.sql`. A test prepares all of them.

/// A statement of the catalogue.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Statement {
    /// `<area>/<verb_noun>`.
    pub(crate) name: &'static str,
    /// Its SQL.
    pub(crate) text: &'static str,
}

macro_rules! statements {
    ($($constant:ident = $name:literal;)*) => {
        $(pub(crate) const $constant: Statement =
            Statement { name: $name, text: include_str!(concat!("../sql/", $name, ".sql")) };)*

        /// All of them.
        #[cfg(test)]
        pub(crate) const ALL: &[Statement] = &[$($constant),*];
    };
}

statements! {
    CHANGE_CLIENT = "access/change_client";
    DELETE_HOST = "access/delete_host";
    DELETE_ISSUER = "access/delete_issuer";
    DELETE_SESSION = "access/delete_session";
    DISABLE_CLIENT = "access/disable_client";
    FIND_CLIENT = "access/find_client";
    FIND_CLIENT_OF_ISSUER = "access/find_client_of_issuer";
    FIND_HOST = "access/find_host";
    FIND_SESSION = "access/find_session";
    FIND_TOKEN = "access/find_token";
    FIND_USER = "access/find_user";
    INSERT_CLIENT = "access/insert_client";
    INSERT_HOST = "access/insert_host";
    INSERT_ISSUER = "access/insert_issuer";
    INSERT_SESSION = "access/insert_session";
    INSERT_SIGN_IN = "access/insert_sign_in";
    INSERT_TOKEN = "access/insert_token";
    INSERT_USER = "access/insert_user";
    LIST_CLIENTS = "access/list_clients";
    LIST_HOSTS = "access/list_hosts";
    LIST_ISSUERS = "access/list_issuers";
    LIST_ISSUERS_NAMED = "access/list_issuers_named";
    LIST_TOKENS = "access/list_tokens";
    LIST_USERS = "access/list_users";
    REVOKE_TOKEN = "access/revoke_token";
    ROTATE_SECRET = "access/rotate_secret";
    TAKE_SIGN_IN = "access/take_sign_in";
    ADVANCE_CUSTOMER = "answers/advance_customer";
    CLOSE_MESSAGES = "answers/close_messages";
    COUNT_SCORE = "answers/count_score";
    FIND_ANSWERING = "answers/find_answering";
    FIND_CUT_VALUE = "answers/find_cut_value";
    FIND_OPEN_AFTER = "answers/find_open_after";
    FIND_OPEN_BEFORE = "answers/find_open_before";
    FINISH_ANSWERS = "answers/finish_answers";
    INSERT_ANSWER_CUT = "answers/insert_answer_cut";
    INSERT_CUT_VALUE = "answers/insert_cut_value";
    LIST_ANSWERS = "answers/list_answers";
    LIST_FINISHED = "answers/list_finished";
    LIST_REPORTABLE = "answers/list_reportable";
    LOAD_RESPONDENT = "answers/load_respondent";
    OPEN_CUSTOMER = "answers/open_customer";
    UPSERT_ANSWER = "answers/upsert_answer";
    ACTIVATE_BATCH = "batches/activate_batch";
    CANCEL_MESSAGES = "batches/cancel_messages";
    CHANGE_CUSTOMER = "batches/change_customer";
    COUNT_CUSTOMERS = "batches/count_customers";
    COUNT_MESSAGES = "batches/count_messages";
    FIND_BATCH = "batches/find_batch";
    FIND_RANGE = "batches/find_range";
    INSERT_BATCH = "batches/insert_batch";
    INSERT_CONTACT = "batches/insert_contact";
    INSERT_CUSTOMER = "batches/insert_customer";
    INSERT_MESSAGE = "batches/insert_message";
    LIST_APPROVAL_FACTS = "batches/list_approval_facts";
    LIST_BATCHES = "batches/list_batches";
    LOAD_PREVIOUS = "batches/load_previous";
    MEASURE_OPEN = "batches/measure_open";
    SET_LOOK = "batches/set_look";
    UPDATE_BATCH_STATE = "batches/update_batch_state";
    DELETE_ROUTE = "configuration/delete_route";
    FIND_COLUMN = "configuration/find_column";
    FIND_QUESTIONNAIRE = "configuration/find_questionnaire";
    FIND_TEMPLATE = "configuration/find_template";
    FREEZE_DRAFT = "configuration/freeze_draft";
    INSERT_COLUMN = "configuration/insert_column";
    INSERT_QUESTIONNAIRE = "configuration/insert_questionnaire";
    INSERT_ROUTE = "configuration/insert_route";
    INSERT_TEMPLATE = "configuration/insert_template";
    LIST_COLUMNS = "configuration/list_columns";
    LIST_CONCEPTS = "configuration/list_concepts";
    LIST_PUBLISHED = "configuration/list_published";
    LIST_QUESTIONNAIRES = "configuration/list_questionnaires";
    LIST_ROUTES = "configuration/list_routes";
    LIST_TEMPLATES = "configuration/list_templates";
    LOAD_DRAFT = "configuration/load_draft";
    LOAD_VERSION = "configuration/load_version";
    LOAD_WORKSPACE = "configuration/load_workspace";
    RAISE_VERSION = "configuration/raise_version";
    READ_VERSION = "configuration/read_version";
    UPDATE_COLUMN = "configuration/update_column";
    UPDATE_DRAFT = "configuration/update_draft";
    UPDATE_QUESTIONNAIRE_POLICY = "configuration/update_questionnaire_policy";
    UPDATE_TEMPLATE = "configuration/update_template";
    UPDATE_CONCEPT = "configuration/update_concept";
    UPDATE_VERSION = "configuration/update_version";
    UPDATE_WORKSPACE = "configuration/update_workspace";
    FIND_CUSTOMER = "customers/find_customer";
    INSERT_DECISION = "customers/insert_decision";
    LIST_CUSTOMERS = "customers/list_customers";
    LIST_DECISIONS = "customers/list_decisions";
    LOAD_DELIVERY = "customers/load_delivery";
    LOAD_INTAKE_DECISIONS = "customers/load_intake_decisions";
    BEAT = "delivery/beat";
    BOUNCE_CUSTOMER = "delivery/bounce_customer";
    CLAIM_MESSAGE = "delivery/claim_message";
    CLOSE_BATCH = "delivery/close_batch";
    CLOSE_CUSTOMER = "delivery/close_customer";
    DOUBT_MESSAGE = "delivery/doubt_message";
    EXPIRE_MESSAGE = "delivery/expire_message";
    FIND_ATTEMPT = "delivery/find_attempt";
    FORGET_NODES = "delivery/forget_nodes";
    FORGET_REQUESTS = "delivery/forget_requests";
    FORGET_SESSIONS = "delivery/forget_sessions";
    FORGET_SIGN_INS = "delivery/forget_sign_ins";
    GIVE_BACK = "delivery/give_back";
    HAND_OVER = "delivery/hand_over";
    HOLD_MESSAGE = "delivery/hold_message";
    LIST_DEAD = "delivery/list_dead";
    LIST_DUE = "delivery/list_due";
    LIST_ENDED_CUSTOMERS = "delivery/list_ended_customers";
    LIST_FOREIGN_CLAIMS = "delivery/list_foreign_claims";
    LIST_FOREIGN_HAND_OVERS = "delivery/list_foreign_hand_overs";
    LIST_LAPSED = "delivery/list_lapsed";
    LIST_LOOKS = "delivery/list_looks";
    LIST_OVERDUE = "delivery/list_overdue";
    LIST_PAST_CLOSING = "delivery/list_past_closing";
    LOAD_LETTER = "delivery/load_letter";
    NEWEST_BEAT = "delivery/newest_beat";
    NEXT_DUE = "delivery/next_due";
    READ_PAUSE = "delivery/read_pause";
    RESCHEDULE = "delivery/reschedule";
    SET_PAUSE = "delivery/set_pause";
    SETTLE_DEFERRED = "delivery/settle_deferred";
    SETTLE_END = "delivery/settle_end";
    SETTLE_SENT = "delivery/settle_sent";
    FIND_WORKSPACE = "installation/find_workspace";
    INSERT_INSTALLATION = "installation/insert_installation";
    INSERT_WORKSPACE = "installation/insert_workspace";
    LIST_WORKSPACES = "installation/list_workspaces";
    LOAD_INSTALLATION = "installation/load_installation";
    FIND_MAIL = "mailbox/find_mail";
    INSERT_MAIL = "mailbox/insert_mail";
    LIST_MAILS = "mailbox/list_mails";
    FIND_MESSAGE = "messages/find_message";
    FIND_STANDING = "messages/find_standing";
    GIVE_UP = "messages/give_up";
    INVITE_CUSTOMER = "messages/invite_customer";
    LIST_MESSAGES = "messages/list_messages";
    LIST_STUCK = "messages/list_stuck";
    SEND_AGAIN = "messages/send_again";
    SETTLE_AS_SENT = "messages/settle_as_sent";
    SETTLE_BY_EVIDENCE = "messages/settle_by_evidence";
    CHECK_FOREIGN_KEYS = "profile/check_foreign_keys";
    CHECK_INTEGRITY = "profile/check_integrity";
    CHECKPOINT_PASSIVE = "profile/checkpoint_passive";
    CHECKPOINT_RESTART = "profile/checkpoint_restart";
    CHECKPOINT_TRUNCATE = "profile/checkpoint_truncate";
    COUNT_TABLES = "profile/count_tables";
    MARK_FILE = "profile/mark_file";
    READER = "profile/reader";
    WRITER = "profile/writer";
    COUNT_ORGANISATION_FUNNEL = "organisations/count_funnel";
    FIND_ORGANISATION_NAME = "organisations/find_name";
    FIND_ORGANISATION = "organisations/find_organisation";
    FIND_TIE = "organisations/find_tie";
    HOLD_DOMAIN = "organisations/hold_domain";
    INSERT_ORGANISATION_FIELD = "organisations/insert_field";
    INSERT_ORGANISATION = "organisations/insert_organisation";
    LIST_ORGANISATION_FIELDS = "organisations/list_fields";
    LIST_HELD_DOMAINS = "organisations/list_held";
    LIST_KNOWN_FIELDS = "organisations/list_known_fields";
    LIST_ORGANISATIONS = "organisations/list_organisations";
    LIST_ORGANISATION_VALUES = "organisations/list_values";
    RELEASE_DOMAINS = "organisations/release_domains";
    SCAN_ORGANISATION_SCORES = "organisations/scan_scores";
    TIE_CONTACT = "organisations/tie_contact";
    UPDATE_ORGANISATION = "organisations/update_organisation";
    UPSERT_ORGANISATION_VALUE = "organisations/upsert_value";
    DELETE_REQUEST = "requests/delete_request";
    FIND_REPEAT = "requests/find_repeat";
    FIND_REQUEST = "requests/find_request";
    FINISH_REQUEST = "requests/finish_request";
    INSERT_AUDIT = "requests/insert_audit";
    INSERT_REQUEST = "requests/insert_request";
    LIST_AUDIT = "requests/list_audit";
    COUNT_FUNNEL = "results/count_funnel";
    COUNT_ORPHANS = "results/count_orphans";
    SCAN_CUT_SCORES = "results/scan_cut_scores";
    SCAN_SCORES = "results/scan_scores";
    SUM_SCORES = "results/sum_scores";
    TAKE_NUMBERS = "sequence/take_numbers";
    BEGIN = "transaction/begin";
    BEGIN_READ = "transaction/begin_read";
    COMMIT = "transaction/commit";
    RELEASE = "transaction/release";
    ROLLBACK = "transaction/rollback";
    SAVEPOINT = "transaction/savepoint";
    UNDO = "transaction/undo";
}
