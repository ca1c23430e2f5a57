-- What claim_messages would take, of one channel: read while another one is down. Nothing of the other is walked but what has no
-- channel of its own.
WITH active AS MATERIALIZED (
    SELECT w.workspace_id
      FROM workspace w
     WHERE EXISTS (SELECT FROM message m WHERE m.workspace_id = w.workspace_id AND m.state = 0 AND m.due_at <= $1
                      AND m.channel IN ($3::smallint, 2))
       AND w.unkeyed_to IS NULL AND NOT EXISTS (SELECT FROM unkeyed_customer u WHERE u.workspace_id = w.workspace_id)
), due AS MATERIALIZED (
    SELECT mine.workspace_id, mine.customer_id, mine.slot, mine.due_at, mine.priority
      FROM active a
     CROSS JOIN LATERAL (
         SELECT one.*
           FROM (VALUES ($3::smallint), (2::smallint)) AS line (channel)
          CROSS JOIN LATERAL (
              SELECT m.workspace_id, m.customer_id, m.slot, m.due_at, m.priority
                FROM message m
               WHERE m.workspace_id = a.workspace_id AND m.channel = line.channel AND m.state = 0 AND m.due_at <= $1
                 AND m.closes_at > $1 AND m.ends_at >= $1
                 AND $3 = CASE WHEN m.channel < 2 THEN m.channel WHEN m.slot >= 100 THEN 0 ELSE (
                     SELECT c.channel FROM customer c
                      WHERE c.workspace_id = m.workspace_id AND c.id = m.customer_id) END
               ORDER BY m.due_at, m.priority DESC, m.customer_id
               LIMIT (SELECT greatest(1, ceil($2::bigint / count(*)::numeric))::bigint FROM active)
          ) one
          ORDER BY one.due_at, one.priority DESC, one.customer_id
          LIMIT (SELECT greatest(1, ceil($2::bigint / count(*)::numeric))::bigint FROM active)
     ) mine
)
SELECT workspace_id, customer_id, slot
  FROM due
 ORDER BY row_number() OVER (PARTITION BY workspace_id ORDER BY due_at, priority DESC, customer_id), due_at, workspace_id
