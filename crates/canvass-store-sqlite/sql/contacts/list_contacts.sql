SELECT number, address_hash, organisation_id, first_name, last_name, email, mobile, first_seen_at
FROM contact WHERE workspace_id = ?1 AND number > ?2 ORDER BY number LIMIT ?3
