-- A customer with each of its messages that left or waits, or without one. The person is whoever shares one of the contacts
-- with one number, as its own contact or beside an address; nobody is found twice. "OFFSET 0" as in list_fence_earlier.
SELECT k.n, c.id AS customer_id, c.questionnaire_id, m.slot, m.state, m.fallback, c.channel, m.handed_over_at, c.finished_at,
       c.opened_at, c.segment_id IS NOT NULL AS is_transaction
  FROM (SELECT w.n, w.own, o.id
          FROM unnest($2::int[], $3::bytea[], $4::int[]) AS w (n, hash, own)
          JOIN customer o ON o.workspace_id = $1 AND o.contact_hash = w.hash
         UNION
        SELECT w.n, w.own, o.customer_id
          FROM unnest($2::int[], $3::bytea[], $4::int[]) AS w (n, hash, own)
          JOIN customer_key o ON o.workspace_id = $1 AND o.column_id = 0 AND o.hash = w.hash) AS k
 CROSS JOIN LATERAL (
        SELECT p.*
          FROM customer p
         WHERE p.workspace_id = $1 AND p.id = k.id AND p.id <> k.own AND NOT p.is_test
        OFFSET 0) AS c
  LEFT JOIN message m ON m.workspace_id = c.workspace_id AND m.customer_id = c.id AND m.slot < 100
 WHERE m.state IN (0, 1, 2, 3, 4, 5) OR c.finished_at IS NOT NULL
