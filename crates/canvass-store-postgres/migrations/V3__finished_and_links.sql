-- Concept versions, day batches, finished responses, personal links, notes.

ALTER TABLE questionnaire ADD COLUMN concept_version integer;

-- A day batch grows through its local day: its customers are those of its numbers that name it. It is found by what it
-- is the batch of as long as it runs; open_until is when it may close at the earliest.
ALTER TABLE batch ADD COLUMN last_customer integer;
ALTER TABLE batch ADD COLUMN day integer;
ALTER TABLE batch ADD COLUMN day_kind text;
ALTER TABLE batch ADD COLUMN day_questionnaire integer;
ALTER TABLE batch ADD COLUMN open_until bigint;
CREATE UNIQUE INDEX batch_day ON batch (workspace_id, day_kind, day_questionnaire, is_test, day)
    WHERE day IS NOT NULL AND state IN ('Approved', 'Active');

ALTER TABLE customer ADD COLUMN is_contact_requested boolean NOT NULL DEFAULT false;
ALTER TABLE customer ADD COLUMN link_counter boolean;
CREATE INDEX customer_previous ON customer (workspace_id, previous_id) WHERE previous_id IS NOT NULL;

CREATE TABLE note (
    workspace_id integer NOT NULL,
    id integer NOT NULL,
    customer_id integer NOT NULL,
    at bigint NOT NULL,
    kind smallint NOT NULL,
    author text,
    text text NOT NULL,
    PRIMARY KEY (workspace_id, id)
);
CREATE INDEX note_customer ON note (workspace_id, customer_id, id);
