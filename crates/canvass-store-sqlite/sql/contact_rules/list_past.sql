-- Person by person, by the index of contacts; a page is cut between customers, never inside one.
SELECT c.contact_hash, k.hash, c.id, c.ends_at, CASE WHEN ?5 THEN c.data_values END,
    c.questionnaire_id, m.slot, m.state, m.fallback, c.channel, m.handed_over_at, c.finished_at, c.opened_at, c.segment_id IS NOT NULL
FROM (
    SELECT * FROM customer INDEXED BY customer_contact
    WHERE workspace_id = ?1 AND contact_hash >= ?2 AND (contact_hash > ?2 OR id > ?3) AND is_test = 0
    ORDER BY contact_hash, id LIMIT ?4
) AS c
LEFT JOIN customer_key k ON k.workspace_id = c.workspace_id AND k.customer_id = c.id AND k.column_id = 0
LEFT JOIN message m ON m.workspace_id = c.workspace_id AND m.customer_id = c.id AND m.slot < 100
ORDER BY c.contact_hash, c.id, m.slot
