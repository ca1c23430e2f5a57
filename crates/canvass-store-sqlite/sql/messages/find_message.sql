SELECT customer_id, slot, batch_id, state, due_at, closes_at, ends_at, fence, attempts, tries, round, first_left_at,
    handed_over_at, settled_at, peer, last_line
FROM message WHERE workspace_id = ?1 AND customer_id = ?2 AND slot = ?3
