-- Whether somebody with this number was written to by this gateway.
SELECT 1 FROM customer AS c
JOIN message AS m ON m.workspace_id = c.workspace_id AND m.customer_id = c.id
WHERE c.workspace_id = ?1 AND c.contact_hash = ?2 AND c.channel = 1
    AND m.handed_over_at IS NOT NULL AND COALESCE(m.peer, ?3) = ?3
UNION ALL
SELECT 1 FROM customer_key AS k
JOIN customer AS c ON c.workspace_id = k.workspace_id AND c.id = k.customer_id
JOIN message AS m ON m.workspace_id = c.workspace_id AND m.customer_id = c.id
WHERE k.workspace_id = ?1 AND k.column_id = 0 AND k.hash = ?2 AND c.channel = 1
    AND m.handed_over_at IS NOT NULL AND COALESCE(m.peer, ?3) = ?3
LIMIT 1
