-- By the index of what is in doubt or held.
SELECT count(*) FILTER (WHERE slot < 100) AS messages, count(*) FILTER (WHERE slot >= 100) AS notifications,
    min(handed_over_at) FILTER (WHERE slot < 100) AS oldest
FROM message INDEXED BY message_stuck
WHERE workspace_id = ?1 AND state IN (3, 4) AND state = 3
