SELECT contact_hash, min(id) AS customer_id
  FROM customer
 WHERE workspace_id = $1 AND batch_id = $2 AND contact_hash = ANY ($3)
 GROUP BY contact_hash
