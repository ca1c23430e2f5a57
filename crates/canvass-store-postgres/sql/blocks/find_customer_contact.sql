SELECT contact_hash FROM customer WHERE workspace_id = $1 AND id = $2
