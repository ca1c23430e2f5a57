SELECT contact_number, customer_id, at, members
  FROM contact_change WHERE workspace_id = $1 AND contact_number = $2 ORDER BY customer_id
