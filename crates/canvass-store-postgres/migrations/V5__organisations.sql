-- Organisations: company accounts, the domains they hold, the values they have.
CREATE TABLE organisation (
    workspace_id integer NOT NULL,
    id integer NOT NULL,
    created_at bigint NOT NULL,
    is_active boolean NOT NULL,
    name text NOT NULL,
    name_key text NOT NULL,
    address1 text,
    address2 text,
    city text,
    country text,
    location text,
    phone text,
    postal_code text,
    domains text NOT NULL,
    notes text,
    PRIMARY KEY (workspace_id, id),
    CONSTRAINT organisation_name UNIQUE (workspace_id, name_key)
);

-- Only domains that tie people, and only of active organisations: a new contact is looked up here.
CREATE TABLE held_domain (
    workspace_id integer NOT NULL,
    organisation_id integer NOT NULL,
    domain text NOT NULL,
    CONSTRAINT organisation_domain PRIMARY KEY (workspace_id, domain)
);
CREATE INDEX held_domain_holder ON held_domain (workspace_id, organisation_id);

CREATE TABLE organisation_field (
    workspace_id integer NOT NULL,
    id integer NOT NULL,
    name text NOT NULL,
    name_key text NOT NULL,
    kind text,
    PRIMARY KEY (workspace_id, id),
    CONSTRAINT organisation_field_name UNIQUE (workspace_id, name_key)
);

CREATE TABLE organisation_value (
    workspace_id integer NOT NULL,
    organisation_id integer NOT NULL,
    field_id integer NOT NULL,
    value text,
    PRIMARY KEY (workspace_id, organisation_id, field_id)
);

-- Set when the contact is made, by its domain, or later by hand.
ALTER TABLE contact ADD COLUMN organisation_id integer;
