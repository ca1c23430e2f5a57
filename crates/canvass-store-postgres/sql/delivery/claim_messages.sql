-- Each workspace with due messages gets the same share; "turn" tells which of a workspace's messages it is, so that the
-- workspaces come one after the other. The last share is rounded up: about as many as asked are claimed. The lines of the channels
-- are merged: mail, text messages, and what goes as its customer does; what is held beyond the share is free after the commit.
WITH active AS MATERIALIZED (
    SELECT w.workspace_id
      FROM workspace w
     WHERE EXISTS (SELECT FROM message m WHERE m.workspace_id = w.workspace_id AND m.state = 0 AND m.due_at <= $1
                      AND m.channel = ANY ('{0,1,2}'::smallint[]))
       AND w.unkeyed_to IS NULL AND NOT EXISTS (SELECT FROM unkeyed_customer u WHERE u.workspace_id = w.workspace_id)
), due AS MATERIALIZED (
    SELECT mine.workspace_id, mine.customer_id, mine.slot, mine.due_at, mine.priority
      FROM active a
     CROSS JOIN LATERAL (
         SELECT one.*
           FROM (VALUES (0::smallint), (1::smallint), (2::smallint)) AS line (channel)
          CROSS JOIN LATERAL (
              SELECT m.workspace_id, m.customer_id, m.slot, m.due_at, m.priority
                FROM message m
               WHERE m.workspace_id = a.workspace_id AND m.channel = line.channel AND m.state = 0 AND m.due_at <= $1
                 AND m.closes_at > $1 AND m.ends_at >= $1
               ORDER BY m.due_at, m.priority DESC, m.customer_id
               LIMIT (SELECT greatest(1, ceil($2::bigint / count(*)::numeric))::bigint FROM active)
                 FOR UPDATE SKIP LOCKED
          ) one
          ORDER BY one.due_at, one.priority DESC, one.customer_id
          LIMIT (SELECT greatest(1, ceil($2::bigint / count(*)::numeric))::bigint FROM active)
     ) mine
), turns AS MATERIALIZED (
    SELECT workspace_id, customer_id, slot,
           row_number() OVER (PARTITION BY workspace_id ORDER BY due_at, priority DESC, customer_id) AS turn
      FROM due
)
UPDATE message m
   SET state = 1, fence = m.fence + 1, node_id = $3, lease_until = $4
  FROM turns t
 WHERE m.workspace_id = t.workspace_id AND m.customer_id = t.customer_id AND m.slot = t.slot AND m.state + 0 = 0
RETURNING m.workspace_id, m.customer_id, m.slot, m.fence, m.tries, m.due_at, m.closes_at, m.ends_at, m.round, m.first_left_at,
          m.departure, t.turn
