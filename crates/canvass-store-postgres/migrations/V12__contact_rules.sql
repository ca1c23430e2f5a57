-- Contact-frequency rules; what they say is a document (document/contact_rule.rs).
CREATE TABLE contact_rule (
    workspace_id integer NOT NULL,
    id integer NOT NULL,
    created_at bigint NOT NULL,
    is_enabled boolean NOT NULL,
    name text NOT NULL,
    document text NOT NULL,
    PRIMARY KEY (workspace_id, id),
    CONSTRAINT contact_rule_name UNIQUE (workspace_id, name)
);

-- Whether a rule is enabled, set with every change of them: the fence reads this row anyway, and looks for rules only then.
ALTER TABLE workspace ADD COLUMN has_contact_rules boolean NOT NULL DEFAULT false;
