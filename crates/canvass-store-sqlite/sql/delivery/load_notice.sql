SELECT batch.name, batch.is_test, batch.notice
FROM message
JOIN batch ON batch.workspace_id = message.workspace_id AND batch.id = message.batch_id
WHERE message.workspace_id = ?1 AND message.customer_id = ?2 AND message.slot = ?3
