UPDATE contact SET organisation_id = $3 WHERE workspace_id = $1 AND address_hash = $2
