SELECT min((SELECT min(m.due_at) FROM message m WHERE m.workspace_id = w.workspace_id AND m.state = 0))
  FROM workspace w
