DELETE FROM issuer WHERE workspace_id = ?1 AND id = ?2
