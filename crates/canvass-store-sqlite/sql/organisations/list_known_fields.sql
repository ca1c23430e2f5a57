SELECT name_key, id FROM organisation_field
WHERE workspace_id = ?1 AND name_key IN (SELECT value FROM json_each(?2))
