SELECT workspace_id FROM workspace WHERE unkeyed_to IS NOT NULL
 UNION
SELECT workspace_id FROM unkeyed_customer
 ORDER BY workspace_id
