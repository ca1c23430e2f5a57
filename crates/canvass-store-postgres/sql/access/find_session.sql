SELECT s.expires_at, u.workspace_id, u.id, u.name, u.role, u.created_at
  FROM session s
  JOIN app_user u ON u.workspace_id = s.workspace_id AND u.id = s.user_id
 WHERE s.hash = $1 AND s.expires_at > $2
