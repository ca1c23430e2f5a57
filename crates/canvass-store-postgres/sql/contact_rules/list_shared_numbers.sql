-- Another customer has the number as its own contact, or beside another address.
SELECT DISTINCT c.contact_hash, k.hash AS number_hash
  FROM customer_key k
  JOIN customer c ON c.workspace_id = k.workspace_id AND c.id = k.customer_id
 WHERE k.workspace_id = $1 AND k.column_id = 0 AND c.contact_hash IS NOT NULL
   AND (EXISTS (SELECT FROM customer o WHERE o.workspace_id = $1 AND o.contact_hash = k.hash)
        OR k.hash IN (SELECT x.hash
                        FROM customer_key x
                        JOIN customer o ON o.workspace_id = x.workspace_id AND o.id = x.customer_id
                       WHERE x.workspace_id = $1 AND x.column_id = 0
                       GROUP BY x.hash
                      HAVING count(DISTINCT o.contact_hash) > 1))
