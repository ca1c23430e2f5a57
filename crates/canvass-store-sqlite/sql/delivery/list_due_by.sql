-- As list_due, of one channel: read while another one is down. Nothing of the other is walked but what has no channel of its own.
SELECT workspace_id, customer_id, slot, due_at, priority
FROM message INDEXED BY message_due
WHERE workspace_id = ?1 AND channel = ?4 AND state = 0 AND due_at <= ?2 AND closes_at > ?2 AND ends_at >= ?2
UNION ALL
SELECT workspace_id, customer_id, slot, due_at, priority
FROM message AS m INDEXED BY message_due
WHERE workspace_id = ?1 AND channel = 2 AND state = 0 AND due_at <= ?2 AND closes_at > ?2 AND ends_at >= ?2
    AND ?4 = CASE WHEN slot >= 100 THEN 0 ELSE (SELECT c.channel FROM customer AS c
        WHERE c.workspace_id = m.workspace_id AND c.id = m.customer_id) END
ORDER BY due_at, priority DESC, customer_id LIMIT ?3
