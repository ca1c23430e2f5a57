INSERT INTO decision (workspace_id, customer_id, seq, rule, detail, at)
VALUES (?1, ?2, (SELECT COALESCE(MAX(seq), 0) + 1 FROM decision WHERE workspace_id = ?1 AND customer_id = ?2), ?3, ?4, ?5)
