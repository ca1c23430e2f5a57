SELECT id, name, kind, state, is_test, send_time, customers, created_at, decided_at, closed_at, remarks, author, rejection
  FROM batch WHERE workspace_id = $1 AND id = $2
