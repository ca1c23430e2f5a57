INSERT INTO webhook_attempt (workspace_id, webhook_id, sequence, attempt, at, took_ms, status, failure, answer)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)
