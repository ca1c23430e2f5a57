-- Priority and channel are those of the customer, who may have been stored before.
INSERT INTO message (workspace_id, customer_id, slot, batch_id, state, due_at, closes_at, ends_at, priority, channel)
VALUES (?1, ?2, 0, ?3, 0, ?4, ?5, ?6,
    COALESCE(?7, (SELECT priority FROM customer WHERE workspace_id = ?1 AND id = ?2)),
    COALESCE(?8, (SELECT channel FROM customer WHERE workspace_id = ?1 AND id = ?2)))
