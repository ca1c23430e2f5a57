SELECT min(due_at) FROM message WHERE state = 0
