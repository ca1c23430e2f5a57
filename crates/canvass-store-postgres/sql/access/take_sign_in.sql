WITH taken AS (DELETE FROM sign_in WHERE hash = $1 RETURNING workspace_id, user_id, expires_at)
SELECT u.workspace_id, u.id, u.name, u.role, u.created_at
  FROM taken t
  JOIN app_user u ON u.workspace_id = t.workspace_id AND u.id = t.user_id
 WHERE t.expires_at > $2
