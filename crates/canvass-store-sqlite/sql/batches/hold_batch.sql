-- A batch that a file fills is not looked at before its file is at an end.
UPDATE batch SET open_until = ?3, look_at = ?3, last_customer = first_customer + customers - 1
WHERE workspace_id = ?1 AND id = ?2
