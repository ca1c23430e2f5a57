INSERT INTO sequence (workspace_id, name, next)
VALUES ($1, $2, $3::int + 1)
    ON CONFLICT (workspace_id, name) DO UPDATE SET next = greatest(sequence.next, excluded.next)
