-- For somebody who waits in a running batch it is as if the batch waited.
SELECT customer.state,
    CASE WHEN customer.is_waiting AND batch.state IN ('Approved', 'Active') THEN 'PendingApproval' ELSE batch.state END,
    customer.is_test, customer.ends_at, customer.questionnaire_id, customer.version,
    customer.template_id, customer.language, customer.link_generation, customer.prefilled, customer.opened_at,
    customer.finished_at, customer.data_values
FROM customer
JOIN batch ON batch.workspace_id = customer.workspace_id AND batch.id = customer.batch_id
WHERE customer.workspace_id = ?1 AND customer.id = ?2
