SELECT first_customer, coalesce(last_customer, first_customer + customers - 1) AS last_customer
  FROM batch WHERE workspace_id = $1 AND id = $2
