SELECT workspace_id FROM workspace WHERE unkeyed_to IS NOT NULL ORDER BY workspace_id
