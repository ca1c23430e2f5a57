UPDATE token SET revoked_at = COALESCE(revoked_at, ?3) WHERE id = ?2 AND workspace_id IS ?1
