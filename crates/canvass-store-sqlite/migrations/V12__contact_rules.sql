-- Contact-frequency rules; what they say is a document (document/contact_rule.rs).
CREATE TABLE contact_rule (
    workspace_id INTEGER NOT NULL REFERENCES workspace (workspace_id),
    id INTEGER NOT NULL,
    is_enabled INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    name TEXT NOT NULL,
    document TEXT NOT NULL,
    PRIMARY KEY (workspace_id, id),
    UNIQUE (workspace_id, name)
) STRICT, WITHOUT ROWID;

-- Whether a rule is enabled, set with every change of them: the fence reads this row anyway, and looks for rules only then.
ALTER TABLE workspace ADD COLUMN has_contact_rules INTEGER NOT NULL DEFAULT 0;
