SELECT id, name, is_active, address1, address2, city, country, location, notes, phone, postal_code, domains, created_at
FROM organisation WHERE workspace_id = ?1 AND id > ?2 ORDER BY id LIMIT ?3
