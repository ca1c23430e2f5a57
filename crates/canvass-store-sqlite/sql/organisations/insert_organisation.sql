INSERT INTO organisation (workspace_id, id, name, name_key, is_active, address1, address2, city, country, location,
    notes, phone, postal_code, domains, created_at)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15)
