SELECT MIN(due_at) FROM message INDEXED BY message_due WHERE state = 0
