SELECT workspace_id FROM workspace
WHERE EXISTS (SELECT 1 FROM message INDEXED BY message_due
    WHERE message.workspace_id = workspace.workspace_id AND message.channel IN (?2, ?3, 2) AND message.state = 0
        AND message.due_at <= ?1)
    AND unkeyed_to IS NULL
ORDER BY workspace_id
