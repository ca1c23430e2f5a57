SELECT id, standing, kinds, next_sequence, failures, failing_since, failed_at, rest_until, delivered_at, keep_days, created_at,
       changed_at, older_until, url, description, secret, older_secret, headers
  FROM webhook WHERE workspace_id = $1 AND id = $2 AND standing < 4 FOR UPDATE
