UPDATE block SET ends_at = CASE WHEN ends_at <= $4 THEN ends_at ELSE $4 END
 WHERE workspace_id = $1 AND id = $2 AND kind = $3
