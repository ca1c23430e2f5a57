UPDATE token SET revoked_at = coalesce(revoked_at, $3)
 WHERE id = $2 AND workspace_id IS NOT DISTINCT FROM $1
