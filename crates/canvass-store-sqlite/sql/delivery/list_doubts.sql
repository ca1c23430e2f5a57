-- By the index of what is in doubt or held; what was tried least comes first.
SELECT customer_id, slot, fence, tries, due_at, closes_at, ends_at, round, first_left_at, departure, attempts, settled_at
FROM message INDEXED BY message_stuck
WHERE workspace_id = ?1 AND state IN (3, 4) AND state = 3 AND slot < 100 AND dedupe_key = ?2
    AND dedupe_attempt = attempts AND dedupe_since > ?3
ORDER BY attempts, settled_at, customer_id, slot LIMIT ?4
