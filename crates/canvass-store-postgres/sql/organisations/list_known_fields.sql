SELECT name_key, id FROM organisation_field WHERE workspace_id = $1 AND name_key = ANY ($2::text[])
