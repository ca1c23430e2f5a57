SELECT workspace_id FROM workspace ORDER BY workspace_id
