INSERT INTO message (workspace_id, customer_id, slot, batch_id, state, due_at, closes_at, ends_at, channel)
VALUES (?1, ?2, ?3, ?4, 0, ?5, ?6, ?7, 0)
-- A mail, whatever its customer gets.
