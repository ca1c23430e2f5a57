-- By number, so that each is looked at where it stands in the index. Another customer has it as its own contact, or beside
-- another address.
SELECT DISTINCT customer.contact_hash, known.hash
FROM customer_key AS known
CROSS JOIN customer ON customer.workspace_id = known.workspace_id AND customer.id = known.customer_id
WHERE known.workspace_id = ?1 AND known.column_id = 0 AND customer.contact_hash IS NOT NULL AND (
    EXISTS (SELECT 1 FROM customer AS own INDEXED BY customer_contact
        WHERE own.workspace_id = known.workspace_id AND own.contact_hash = known.hash)
    OR EXISTS (SELECT 1 FROM customer_key AS other
        CROSS JOIN customer AS beside ON beside.workspace_id = other.workspace_id AND beside.id = other.customer_id
        WHERE other.workspace_id = known.workspace_id AND other.column_id = 0 AND other.hash = known.hash
            AND beside.contact_hash <> customer.contact_hash))
