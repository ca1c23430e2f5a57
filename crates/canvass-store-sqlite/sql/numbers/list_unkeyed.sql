SELECT id, contact_hash, email, phone, channel, segment_id IS NOT NULL FROM customer
WHERE workspace_id = ?1 AND id > ?2 AND id <= ?3 AND phone IS NOT NULL
    AND NOT EXISTS (SELECT 1 FROM customer_key WHERE customer_key.workspace_id = customer.workspace_id
        AND customer_key.customer_id = customer.id AND customer_key.column_id = 0)
ORDER BY id
