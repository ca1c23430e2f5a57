-- As list_due, of one channel: read while another one is down. A notification is a mail, whatever its customer gets.
SELECT m.workspace_id, m.customer_id, m.slot, m.due_at
FROM message AS m INDEXED BY message_due
WHERE m.workspace_id = ?1 AND m.state = 0 AND m.due_at <= ?2 AND m.closes_at > ?2 AND m.ends_at >= ?2
    AND ?4 = CASE WHEN m.slot >= 100 THEN 0 ELSE (SELECT c.channel FROM customer AS c
        WHERE c.workspace_id = m.workspace_id AND c.id = m.customer_id) END
ORDER BY m.due_at, m.priority DESC, m.customer_id LIMIT ?3
