-- A customer with each of its messages that left, or without one. The person is whoever shares the contact or the number
-- beside it, as its own contact or beside an address; nobody is found twice. "OFFSET 0": looked up one by one, also in tables
-- of which nothing is known yet.
SELECT w.n, o.id AS customer_id, o.questionnaire_id, m.slot, m.state, m.fallback, o.channel, m.handed_over_at, o.finished_at,
       o.opened_at, o.segment_id IS NOT NULL AS is_transaction
  FROM unnest($1::int[], $2::int[]) WITH ORDINALITY AS w (workspace_id, customer_id, n)
 CROSS JOIN LATERAL (
        SELECT c.workspace_id, c.id, c.contact_hash,
               (SELECT b.hash FROM customer_key b
                 WHERE b.workspace_id = c.workspace_id AND b.customer_id = c.id AND b.column_id = 0) AS number_hash
          FROM customer c
         WHERE c.workspace_id = w.workspace_id AND c.id = w.customer_id
        OFFSET 0) AS c
 CROSS JOIN LATERAL (
        SELECT x.id FROM customer x
         WHERE x.workspace_id = c.workspace_id AND x.contact_hash = ANY (ARRAY[c.contact_hash, c.number_hash])
         UNION
        SELECT x.customer_id FROM customer_key x
         WHERE x.workspace_id = c.workspace_id AND x.column_id = 0
           AND x.hash = ANY (ARRAY[c.contact_hash, c.number_hash])
        OFFSET 0) AS k
 CROSS JOIN LATERAL (
        SELECT p.*
          FROM customer p
         WHERE p.workspace_id = c.workspace_id AND p.id = k.id AND p.id <> c.id AND NOT p.is_test
        OFFSET 0) AS o
  LEFT JOIN message m ON m.workspace_id = o.workspace_id AND m.customer_id = o.id AND m.slot < 100
 WHERE m.state IN (2, 3, 5) OR m.fallback IS NOT NULL OR o.finished_at IS NOT NULL
