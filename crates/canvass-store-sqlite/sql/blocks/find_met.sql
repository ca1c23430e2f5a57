SELECT 1 FROM customer_key
JOIN customer ON customer.workspace_id = customer_key.workspace_id AND customer.id = customer_key.customer_id
WHERE customer_key.workspace_id = ?1 AND customer_key.column_id = ?2 AND customer_key.hash = ?3
    AND customer.is_test = 0 AND (?5 IS NULL OR customer.questionnaire_id = ?5)
    AND (customer.invited_at >= ?4 OR customer.opened_at >= ?4
        OR (?6 AND customer.created_at >= ?4 AND customer.state NOT IN (10, 13)))
LIMIT 1
