-- Locks and opt-outs. Keys are keyed hashes; column 0 is the contact. A person is meant when as many keys of one group
-- are found as the group has.
CREATE TABLE block (
    workspace_id integer NOT NULL,
    id integer NOT NULL,
    kind smallint NOT NULL,
    questionnaire_id integer,
    customer_id integer,
    opt_in boolean,
    starts_at bigint NOT NULL,
    ends_at bigint,
    created_at bigint NOT NULL,
    PRIMARY KEY (workspace_id, id)
);

CREATE TABLE block_key (
    workspace_id integer NOT NULL,
    column_id integer NOT NULL,
    hash bytea NOT NULL,
    block_id integer NOT NULL,
    group_number integer NOT NULL,
    group_size integer NOT NULL,
    PRIMARY KEY (workspace_id, column_id, hash, block_id, group_number)
);
CREATE INDEX block_key_block ON block_key (workspace_id, block_id);

-- Identifying values of a customer, as they were at intake; the contact stands in the customer's own row.
CREATE TABLE customer_key (
    workspace_id integer NOT NULL,
    customer_id integer NOT NULL,
    column_id integer NOT NULL,
    hash bytea NOT NULL,
    PRIMARY KEY (workspace_id, customer_id, column_id)
);
CREATE INDEX customer_key_hash ON customer_key (workspace_id, column_id, hash, customer_id);

-- Who else is the same person: opt-outs, resting periods, priority.
CREATE INDEX customer_contact ON customer (workspace_id, contact_hash) WHERE contact_hash IS NOT NULL;
ALTER TABLE customer ADD COLUMN opted_out_at bigint;

-- Customers that wait for the fate of one with a higher priority (E66-E70).
CREATE TABLE yielded (
    workspace_id integer NOT NULL,
    customer_id integer NOT NULL,
    winner_id integer NOT NULL,
    at bigint NOT NULL,
    PRIMARY KEY (workspace_id, customer_id)
);
