-- Whoever changes the set-up or judges an organisation waits for whoever does already; foreign keys on the workspace do not.
SELECT workspace_id FROM workspace WHERE workspace_id = $1 FOR NO KEY UPDATE
