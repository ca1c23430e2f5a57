UPDATE contact SET first_name = ?3, last_name = ?4, email = ?5, mobile = ?6
WHERE workspace_id = ?1 AND address_hash = ?2
