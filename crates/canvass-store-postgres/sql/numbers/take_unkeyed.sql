-- Whom nodes of an older release took in: off the list, and told if the number is missing.
WITH taken AS MATERIALIZED (
    DELETE FROM unkeyed_customer u
     USING (SELECT f.customer_id FROM unkeyed_customer f
             WHERE f.workspace_id = $1 ORDER BY f.customer_id LIMIT $2) AS first
     WHERE u.workspace_id = $1 AND u.customer_id = first.customer_id
    RETURNING u.customer_id
)
SELECT c.id, c.contact_hash, c.email, c.phone, c.channel, c.segment_id IS NOT NULL AS is_transaction
  FROM taken t
  JOIN customer c ON c.workspace_id = $1 AND c.id = t.customer_id
 WHERE c.phone IS NOT NULL
   AND NOT EXISTS (SELECT FROM customer_key k
                    WHERE k.workspace_id = c.workspace_id AND k.customer_id = c.id AND k.column_id = 0)
 ORDER BY c.id
