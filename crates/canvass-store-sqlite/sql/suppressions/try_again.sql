-- The one place where a message gets something to fall back to: it left. Another key for a relay that drops second copies: the
-- next round is a mail of its own.
UPDATE message SET state = 0, fallback = ?9, tries = 0, round = ?4, first_left_at = COALESCE(first_left_at, handed_over_at),
    due_at = ?5, closes_at = ?6, ends_at = ?7, last_line = ?8, settled_at = NULL, node_id = NULL, lease_until = NULL,
    dedupe_key = NULL, dedupe_since = NULL, dedupe_attempt = NULL
WHERE workspace_id = ?1 AND customer_id = ?2 AND slot = ?3 AND state IN (2, 3, 5) AND round = ?4 - 1
