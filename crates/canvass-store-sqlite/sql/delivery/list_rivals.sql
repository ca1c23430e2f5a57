-- Who is still to be asked, or was asked at the time of this customer or later: then it was still to be asked when this
-- one fell due, and who of them is handed over first makes no difference (E67). The person is whoever shares the contact
-- (?2) or the number beside it (?6, the contact again where there is none). Neither an order nor a list of three: each would
-- build a table for each message that leaves.
SELECT customer.id, COALESCE(message.due_at, customer.send_at) AS moment
FROM (
    SELECT id FROM customer INDEXED BY customer_contact WHERE workspace_id = ?1 AND contact_hash = ?2
    UNION ALL
    SELECT id FROM customer INDEXED BY customer_contact WHERE workspace_id = ?1 AND contact_hash = ?6 AND ?6 <> ?2
    UNION ALL
    SELECT customer_id FROM customer_key WHERE workspace_id = ?1 AND column_id = 0 AND hash = ?6
) AS known
CROSS JOIN customer ON customer.workspace_id = ?1 AND customer.id = known.id
JOIN batch ON batch.workspace_id = customer.workspace_id AND batch.id = customer.batch_id
LEFT JOIN message ON message.workspace_id = customer.workspace_id AND message.customer_id = customer.id
    AND message.slot = 0
WHERE known.id <> ?3 AND customer.priority > ?4 AND customer.is_test = 0 AND batch.kind = 'email'
    AND (customer.state = 2 AND (message.state < 2 OR message.state = 4) OR customer.state = 1 AND message.state IS NULL
        OR message.state BETWEEN 2 AND 3 OR message.state BETWEEN 5 AND 6 OR message.fallback IS NOT NULL)
    AND COALESCE(message.due_at, customer.send_at) >= ?5
