//! Every statement by name: the text of `sql/<area>/<verb_noun>.sql`. A test prepares all of them against a migrated
//! database, so that none can rot.

/// A statement of the catalogue.
#[derive(Debug)]
pub struct Sql {
    /// `<area>/<verb_noun>`.
    pub name: &'static str,
    /// Its SQL.
    pub text: &'static str,
}

macro_rules! statements {
    ($($constant:ident = $name:literal;)*) => {
        $(pub(crate) static $constant: &Sql =
            &Sql { name: $name, text: include_str!(concat!("../sql/", $name, ".sql")) };)*

        /// All of them but the two scripts of the start (`engine/check_durability`, `engine/lock_migrations`).
        pub static ALL: &[&Sql] = &[$(&Sql { name: $name, text: include_str!(concat!("../sql/", $name, ".sql")) },)*];
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
    COUNT_SCORES = "answers/count_scores";
    FIND_ANSWERING = "answers/find_answering";
    FIND_CUT_VALUES = "answers/find_cut_values";
    FINISH_ANSWERS = "answers/finish_answers";
    INSERT_ANSWER_CUTS = "answers/insert_answer_cuts";
    INSERT_CUT_VALUES = "answers/insert_cut_values";
    LIST_ANSWERS = "answers/list_answers";
    LIST_FINISHED = "answers/list_finished";
    LIST_REPORTABLE = "answers/list_reportable";
    LOAD_RESPONDENT = "answers/load_respondent";
    MARK_BATCH = "answers/mark_batch";
    OPEN_CUSTOMER = "answers/open_customer";
    UPSERT_ANSWERS = "answers/upsert_answers";
    ACTIVATE_BATCHES = "batches/activate_batches";
    CANCEL_MESSAGES = "batches/cancel_messages";
    CHANGE_CUSTOMERS = "batches/change_customers";
    COUNT_CUSTOMERS = "batches/count_customers";
    COUNT_MESSAGES = "batches/count_messages";
    FIND_BATCH = "batches/find_batch";
    FIND_RANGE = "batches/find_range";
    INSERT_BATCH = "batches/insert_batch";
    INSERT_CONTACTS = "batches/insert_contacts";
    INSERT_CUSTOMERS = "batches/insert_customers";
    INSERT_MESSAGES = "batches/insert_messages";
    LIST_APPROVAL_FACTS = "batches/list_approval_facts";
    LIST_BATCHES = "batches/list_batches";
    LIST_PREVIOUS_ANSWERS = "batches/list_previous_answers";
    LOAD_PREVIOUS = "batches/load_previous";
    LOCK_BATCH = "batches/lock_batch";
    LOCK_CUSTOMERS = "batches/lock_customers";
    SET_LOOKS = "batches/set_looks";
    UPDATE_BATCH_STATE = "batches/update_batch_state";
    DELETE_CERTIFICATE = "configuration/delete_certificate";
    DELETE_ROUTE = "configuration/delete_route";
    FIND_COLUMN = "configuration/find_column";
    FIND_QUESTIONNAIRE = "configuration/find_questionnaire";
    FIND_TEMPLATE = "configuration/find_template";
    FREEZE_CONCEPT = "configuration/freeze_concept";
    FREEZE_DRAFT = "configuration/freeze_draft";
    INSERT_CERTIFICATE = "configuration/insert_certificate";
    INSERT_COLUMN = "configuration/insert_column";
    INSERT_QUESTIONNAIRE = "configuration/insert_questionnaire";
    INSERT_ROUTE = "configuration/insert_route";
    INSERT_TEMPLATE = "configuration/insert_template";
    LIST_CERTIFICATES = "configuration/list_certificates";
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
    UPDATE_WORKSPACE = "configuration/update_workspace";
    FIND_CONTACT = "contacts/find_contact";
    INSERT_CHANGES = "contacts/insert_changes";
    LIST_CHANGES = "contacts/list_changes";
    LIST_CONTACTS = "contacts/list_contacts";
    LOCK_PROFILES = "contacts/lock_profiles";
    UPDATE_PROFILES = "contacts/update_profiles";
    FIND_CUSTOMER = "customers/find_customer";
    INSERT_DECISIONS = "customers/insert_decisions";
    LIST_CUSTOMERS = "customers/list_customers";
    LIST_DECISIONS = "customers/list_decisions";
    LOAD_DELIVERY = "customers/load_delivery";
    LOAD_INTAKE_DECISIONS = "customers/load_intake_decisions";
    BEAT = "delivery/beat";
    BOUNCE_CUSTOMERS = "delivery/bounce_customers";
    CLAIM_MESSAGES = "delivery/claim_messages";
    CLOSE_BATCHES = "delivery/close_batches";
    CLOSE_CUSTOMERS = "delivery/close_customers";
    DOUBT_MESSAGES = "delivery/doubt_messages";
    EXPIRE_MESSAGES = "delivery/expire_messages";
    FORGET_NODES = "delivery/forget_nodes";
    FORGET_REQUESTS = "delivery/forget_requests";
    FORGET_SESSIONS = "delivery/forget_sessions";
    FORGET_SIGN_INS = "delivery/forget_sign_ins";
    GIVE_BACK = "delivery/give_back";
    HAND_OVER = "delivery/hand_over";
    HOLD_CUSTOMERS = "delivery/hold_customers";
    HOLD_MESSAGES = "delivery/hold_messages";
    HOLD_STARTING_BATCHES = "delivery/hold_starting_batches";
    LIST_PAST_CLOSING = "delivery/list_past_closing";
    LOAD_LETTERS = "delivery/load_letters";
    LOCK_ATTEMPTS = "delivery/lock_attempts";
    LOCK_DEAD = "delivery/lock_dead";
    LOCK_ENDED_CUSTOMERS = "delivery/lock_ended_customers";
    LOCK_LOOKS = "delivery/lock_looks";
    NEWEST_BEAT = "delivery/newest_beat";
    NEXT_DUE = "delivery/next_due";
    READ_PAUSE = "delivery/read_pause";
    RELEASE_CLAIMS = "delivery/release_claims";
    RESCHEDULE = "delivery/reschedule";
    SET_PAUSE = "delivery/set_pause";
    SETTLE_MESSAGES = "delivery/settle_messages";
    SHARE_CONTACTS = "delivery/share_contacts";
    CHECK_INTEGRITY = "engine/check_integrity";
    CHECK_WRITABLE = "engine/check_writable";
    COUNT_IN_BUCKET = "engine/count_in_bucket";
    COUNT_IN_WINDOW = "engine/count_in_window";
    DELETE_COUNTS = "engine/delete_counts";
    FIND_COUNT = "engine/find_count";
    RAISE_SEQUENCE = "engine/raise_sequence";
    READ_CLOCK = "engine/read_clock";
    RESERVE_NUMBERS = "engine/reserve_numbers";
    FIND_WORKSPACE = "installation/find_workspace";
    INSERT_INSTALLATION = "installation/insert_installation";
    INSERT_WORKSPACE = "installation/insert_workspace";
    LIST_WORKSPACES = "installation/list_workspaces";
    LOAD_INSTALLATION = "installation/load_installation";
    FIND_MAIL = "mailbox/find_mail";
    INSERT_MAIL = "mailbox/insert_mail";
    LIST_MAILS = "mailbox/list_mails";
    FIND_MESSAGE = "messages/find_message";
    GIVE_UP = "messages/give_up";
    INVITE_CUSTOMERS = "messages/invite_customers";
    LIST_MESSAGES = "messages/list_messages";
    LIST_STUCK = "messages/list_stuck";
    LOCK_STANDING = "messages/lock_standing";
    SEND_AGAIN = "messages/send_again";
    SETTLE_AS_SENT = "messages/settle_as_sent";
    SETTLE_BY_EVIDENCE = "messages/settle_by_evidence";
    COUNT_ORGANISATION_FUNNEL = "organisations/count_funnel";
    FIND_ORGANISATION_NAME = "organisations/find_name";
    FIND_ORGANISATION = "organisations/find_organisation";
    FIND_TIE = "organisations/find_tie";
    HOLD_DOMAINS = "organisations/hold_domains";
    INSERT_ORGANISATION_FIELD = "organisations/insert_field";
    INSERT_ORGANISATION = "organisations/insert_organisation";
    LIST_ORGANISATION_FIELDS = "organisations/list_fields";
    LIST_HELD_DOMAINS = "organisations/list_held";
    LIST_KNOWN_FIELDS = "organisations/list_known_fields";
    LIST_ORGANISATIONS = "organisations/list_organisations";
    LIST_ORGANISATION_VALUES = "organisations/list_values";
    LOCK_ORGANISATIONS = "organisations/lock_organisations";
    RELEASE_DOMAINS = "organisations/release_domains";
    SCAN_ORGANISATION_SCORES = "organisations/scan_scores";
    TIE_CONTACT = "organisations/tie_contact";
    UPDATE_ORGANISATION = "organisations/update_organisation";
    UPSERT_ORGANISATION_VALUE = "organisations/upsert_value";
    FIND_PRODUCT_GROUPS = "products/find_product_groups";
    FIND_PRODUCTS = "products/find_products";
    FIND_SEGMENT = "products/find_segment";
    INSERT_PRODUCT_GROUPS = "products/insert_product_groups";
    INSERT_PRODUCTS = "products/insert_products";
    INSERT_SEGMENT = "products/insert_segment";
    LIST_PRODUCT_GROUPS = "products/list_product_groups";
    LIST_PRODUCT_RULES = "products/list_product_rules";
    LIST_PRODUCTS = "products/list_products";
    LIST_SEGMENTS = "products/list_segments";
    UPDATE_PRODUCT_GROUP = "products/update_product_group";
    UPDATE_SEGMENT = "products/update_segment";
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
}
