SELECT organisation_id FROM contact WHERE workspace_id = $1 AND address_hash = $2
