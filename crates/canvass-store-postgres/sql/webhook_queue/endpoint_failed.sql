UPDATE webhook SET failures = $3, failing_since = $4, failed_at = $5, rest_until = $6,
       standing = CASE WHEN standing = 0 THEN $7::smallint ELSE standing END
 WHERE workspace_id = $1 AND id = $2
