INSERT INTO message (workspace_id, customer_id, slot, batch_id, state, due_at, closes_at, ends_at)
VALUES (?1, ?2, 0, ?3, 0, ?4, ?5, ?6)
