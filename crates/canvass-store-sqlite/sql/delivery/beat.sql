INSERT INTO node (node_id, beat_at, registered_at) VALUES (?1, ?2, ?2)
ON CONFLICT (node_id) DO UPDATE SET beat_at = excluded.beat_at
