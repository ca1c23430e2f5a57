-- Mail that came back softly leaves once more as the next round of its message (Q48); first_left_at: when the first round
-- left, once there is a second. A report is kept once for each round.
ALTER TABLE message ADD COLUMN round INTEGER NOT NULL DEFAULT 1;
ALTER TABLE message ADD COLUMN first_left_at INTEGER;

CREATE TABLE bounce_by_round (
    workspace_id INTEGER NOT NULL,
    contact_hash BLOB NOT NULL,
    kind INTEGER NOT NULL,
    customer_id INTEGER NOT NULL,
    slot INTEGER NOT NULL,
    round INTEGER NOT NULL,
    reported_at INTEGER NOT NULL,
    source INTEGER NOT NULL,
    at INTEGER NOT NULL,
    last_line TEXT NOT NULL,
    PRIMARY KEY (workspace_id, contact_hash, kind, customer_id, slot, round, reported_at)
) STRICT, WITHOUT ROWID;
INSERT INTO bounce_by_round
SELECT workspace_id, contact_hash, kind, customer_id, slot, 1, reported_at, source, at, last_line FROM bounce;
DROP TABLE bounce;
ALTER TABLE bounce_by_round RENAME TO bounce;
