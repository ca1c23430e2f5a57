SELECT state, COUNT(*) FROM message WHERE workspace_id = ?1 AND customer_id BETWEEN ?2 AND ?3
GROUP BY state ORDER BY state
