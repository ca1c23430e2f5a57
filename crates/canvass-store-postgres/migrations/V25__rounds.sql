-- Mail that came back softly leaves once more as the next round of its message (Q48); first_left_at: when the first round
-- left, once there is a second. A report is kept once for each round.
ALTER TABLE message ADD COLUMN round smallint NOT NULL DEFAULT 1;
ALTER TABLE message ADD COLUMN first_left_at bigint;

ALTER TABLE bounce ADD COLUMN round smallint NOT NULL DEFAULT 1;
ALTER TABLE bounce DROP CONSTRAINT bounce_pkey;
ALTER TABLE bounce ADD PRIMARY KEY (workspace_id, contact_hash, kind, customer_id, slot, round, reported_at);
