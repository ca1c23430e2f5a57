SELECT MIN((SELECT MIN(message.due_at) FROM message INDEXED BY message_due
    WHERE message.workspace_id = workspace.workspace_id AND message.channel = line.column1 AND message.state = 0))
FROM workspace CROSS JOIN (VALUES (0), (1), (2)) AS line
