UPDATE request SET answer = ?4, batch_id = ?5 WHERE workspace_id = ?1 AND route = ?2 AND key = ?3
