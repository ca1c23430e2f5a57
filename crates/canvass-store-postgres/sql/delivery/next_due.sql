SELECT min((SELECT min(m.due_at) FROM message m
             WHERE m.workspace_id = w.workspace_id AND m.channel = line.channel AND m.state = 0))
  FROM workspace w
 CROSS JOIN (VALUES (0::smallint), (1::smallint), (2::smallint)) AS line (channel)
