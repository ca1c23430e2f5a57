SELECT c.id, c.contact_hash, c.email, c.phone, c.channel, c.segment_id IS NOT NULL AS is_transaction
  FROM customer c
 WHERE c.workspace_id = $1 AND c.id > $2 AND c.id <= $3 AND c.phone IS NOT NULL
   AND NOT EXISTS (SELECT FROM customer_key k
                    WHERE k.workspace_id = c.workspace_id AND k.customer_id = c.id AND k.column_id = 0)
 ORDER BY c.id
