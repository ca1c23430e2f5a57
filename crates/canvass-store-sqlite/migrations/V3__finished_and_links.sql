-- Concept versions, day batches, finished responses, personal links, notes.

ALTER TABLE questionnaire ADD COLUMN concept_version INTEGER;

-- A day batch grows through its local day: its customers are those of its numbers that name it. It is found by what it
-- is the batch of as long as it runs; open_until is when it may close at the earliest.
ALTER TABLE batch ADD COLUMN last_customer INTEGER;
ALTER TABLE batch ADD COLUMN day INTEGER;
ALTER TABLE batch ADD COLUMN day_kind TEXT;
ALTER TABLE batch ADD COLUMN day_questionnaire INTEGER;
ALTER TABLE batch ADD COLUMN open_until INTEGER;
CREATE UNIQUE INDEX batch_day ON batch (workspace_id, day_kind, day_questionnaire, is_test, day)
    WHERE day IS NOT NULL AND state IN ('Approved', 'Active');

ALTER TABLE customer ADD COLUMN is_contact_requested INTEGER NOT NULL DEFAULT 0;
ALTER TABLE customer ADD COLUMN link_counter INTEGER;
CREATE INDEX customer_previous ON customer (workspace_id, previous_id) WHERE previous_id IS NOT NULL;

CREATE TABLE note (
    workspace_id INTEGER NOT NULL,
    id INTEGER NOT NULL,
    customer_id INTEGER NOT NULL,
    at INTEGER NOT NULL,
    kind INTEGER NOT NULL,
    author TEXT,
    text TEXT NOT NULL,
    PRIMARY KEY (workspace_id, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX note_customer ON note (workspace_id, customer_id, id);
