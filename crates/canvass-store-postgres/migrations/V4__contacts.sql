-- A contact gets a number: that of the customer who first brought it, so no counter is asked. What surfaces tell of the
-- person stands beside it.
ALTER TABLE contact ADD COLUMN number integer NOT NULL DEFAULT 0;
ALTER TABLE contact ADD COLUMN first_name text;
ALTER TABLE contact ADD COLUMN last_name text;
ALTER TABLE contact ADD COLUMN email text;
ALTER TABLE contact ADD COLUMN mobile text;
UPDATE contact SET number = first.id
  FROM (SELECT workspace_id, contact_hash, min(id) AS id FROM customer
         WHERE contact_hash IS NOT NULL GROUP BY workspace_id, contact_hash) AS first
 WHERE first.workspace_id = contact.workspace_id AND first.contact_hash = contact.address_hash;
CREATE UNIQUE INDEX contact_number ON contact (workspace_id, number);

-- Which members of a known person a customer replaced; the old value is gone (Q31).
CREATE TABLE contact_change (
    workspace_id integer NOT NULL,
    contact_number integer NOT NULL,
    customer_id integer NOT NULL,
    at bigint NOT NULL,
    members text NOT NULL,
    PRIMARY KEY (workspace_id, contact_number, customer_id)
);

-- What a customer is about: the segment, and a document with product lines and what was asked for.
ALTER TABLE customer ADD COLUMN segment_id integer;
ALTER TABLE customer ADD COLUMN about text;
ALTER TABLE batch ADD COLUMN remarks text;

CREATE TABLE segment (
    workspace_id integer NOT NULL,
    id integer NOT NULL,
    parent_id integer,
    questionnaire_id integer,
    template_id integer,
    created_at bigint NOT NULL,
    code text NOT NULL,
    name text NOT NULL,
    PRIMARY KEY (workspace_id, id),
    CONSTRAINT segment_code UNIQUE (workspace_id, code)
);
INSERT INTO segment (workspace_id, id, created_at, code, name)
SELECT workspace_id, 1, created_at, 'S1', 'Main' FROM workspace;
INSERT INTO sequence (workspace_id, name, next) SELECT workspace_id, 'segment', 2 FROM workspace;

CREATE TABLE product_group (
    workspace_id integer NOT NULL,
    id integer NOT NULL,
    questionnaire_id integer,
    template_id integer,
    created_at bigint NOT NULL,
    name text NOT NULL,
    name_key text NOT NULL,
    PRIMARY KEY (workspace_id, id),
    CONSTRAINT product_group_name UNIQUE (workspace_id, name_key)
);

CREATE TABLE product (
    workspace_id integer NOT NULL,
    id integer NOT NULL,
    group_id integer NOT NULL,
    created_at bigint NOT NULL,
    name text NOT NULL,
    name_key text NOT NULL,
    PRIMARY KEY (workspace_id, id),
    CONSTRAINT product_name UNIQUE (workspace_id, group_id, name_key)
);
