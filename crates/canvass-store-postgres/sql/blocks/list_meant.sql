-- The customers that one group of keys means: a contact, which may be the number beside an address, or identifying values all of which must be theirs.
SELECT c.id
  FROM customer c
 WHERE c.workspace_id = $1 AND c.contact_hash = ANY ($2::bytea[]) AND (c.state <= 6 OR c.state = 9)
 UNION ALL
SELECT k.customer_id
  FROM customer_key k
 WHERE k.workspace_id = $1 AND k.column_id = 0 AND k.hash = ANY ($2::bytea[])
 UNION ALL
SELECT k.customer_id
  FROM customer_key k
  JOIN unnest($3::int[], $4::bytea[]) AS w (column_id, hash)
    ON k.workspace_id = $1 AND k.column_id = w.column_id AND k.hash = w.hash
 GROUP BY k.customer_id
HAVING count(*) = $5::bigint
