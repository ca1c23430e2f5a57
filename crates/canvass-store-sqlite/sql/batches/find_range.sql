SELECT first_customer, COALESCE(last_customer, first_customer + customers - 1) FROM batch WHERE workspace_id = ?1 AND id = ?2
