INSERT INTO node (node_id, registered_at, beat_at, schema) VALUES ($1, $2, $2, current_setting('canvass.schema')::int)
    ON CONFLICT (node_id) DO UPDATE SET beat_at = excluded.beat_at
