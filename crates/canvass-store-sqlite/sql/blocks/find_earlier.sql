-- A customer with each of its messages, or without one. The person is whoever shares the contact (?2) or the number beside
-- it (?3, the contact again where there is none), as its own contact or beside an address; nobody is found twice.
SELECT customer.id, customer.questionnaire_id, message.slot, message.state, message.fallback, customer.channel,
    message.handed_over_at, customer.finished_at, customer.opened_at, customer.segment_id IS NOT NULL
FROM (
    SELECT id, 0 AS is_beside FROM customer INDEXED BY customer_contact WHERE workspace_id = ?1 AND contact_hash = ?2
    UNION ALL
    SELECT id, 0 FROM customer INDEXED BY customer_contact WHERE workspace_id = ?1 AND contact_hash = ?3 AND ?3 <> ?2
    UNION ALL
    SELECT customer_id, 1 FROM customer_key WHERE workspace_id = ?1 AND column_id = 0 AND hash = ?3
) AS known
CROSS JOIN customer ON customer.workspace_id = ?1 AND customer.id = known.id
LEFT JOIN message ON message.workspace_id = customer.workspace_id AND message.customer_id = customer.id
    AND message.slot < 100
WHERE known.id <> ?4 AND customer.is_test = 0 AND (known.is_beside = 0 OR customer.contact_hash IS NOT ?2)
    AND (message.state IS NOT NULL OR customer.finished_at IS NOT NULL)
