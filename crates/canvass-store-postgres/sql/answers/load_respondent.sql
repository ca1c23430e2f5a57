-- For somebody who waits in a running batch it is as if the batch waited.
SELECT c.state,
       CASE WHEN c.is_waiting AND b.state IN ('Approved', 'Active') THEN 'PendingApproval' ELSE b.state END
         AS batch_state,
       c.is_test, c.ends_at, c.questionnaire_id, c.version, c.template_id, c.language,
       c.link_generation, c.prefilled, c.opened_at, c.finished_at, c.data_values
  FROM customer c
  JOIN batch b ON b.workspace_id = c.workspace_id AND b.id = c.batch_id
 WHERE c.workspace_id = $1 AND c.id = $2
