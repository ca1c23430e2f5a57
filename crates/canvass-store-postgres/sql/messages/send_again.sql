-- Another departure ($7) is another message to whoever drops second copies.
UPDATE message SET state = 0, due_at = $4, closes_at = $5, ends_at = $6, settled_at = NULL, node_id = NULL,
                   lease_until = NULL, departure = departure + $7::int, dedupe_key = CASE WHEN $7 = 0 THEN dedupe_key END
 WHERE workspace_id = $1 AND customer_id = $2 AND slot = $3 AND state IN (3, 4)
