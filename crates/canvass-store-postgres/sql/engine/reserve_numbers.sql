INSERT INTO sequence (workspace_id, name, next)
SELECT $1::int, w.name, 1 + w.wanted
  FROM unnest($2::text[], $3::int[]) AS w (name, wanted)
    ON CONFLICT (workspace_id, name) DO UPDATE SET next = sequence.next + excluded.next - 1
RETURNING name, next - (SELECT w.wanted FROM unnest($2::text[], $3::int[]) AS w (name, wanted)
                         WHERE w.name = sequence.name) AS first
