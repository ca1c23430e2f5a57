SELECT batch_id, answer FROM request
WHERE workspace_id = ?1 AND body = ?2 AND route = ?3 AND principal = ?4 AND made_at >= ?5 AND answer IS NOT NULL
ORDER BY made_at DESC LIMIT 1
