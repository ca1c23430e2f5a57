INSERT INTO yielded (workspace_id, customer_id, winner_id, at) VALUES (?1, ?2, ?3, ?4)
