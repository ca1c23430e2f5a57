UPDATE customer c
   SET state = CASE WHEN w.slot = 1 AND c.state = 3 THEN 4 ELSE c.state END,
       reminded_at = CASE w.slot WHEN 1 THEN coalesce(c.reminded_at, $4) ELSE c.reminded_at END,
       partially_reminded_at =
           CASE w.slot WHEN 2 THEN coalesce(c.partially_reminded_at, $4) ELSE c.partially_reminded_at END
  FROM unnest($1::int[], $2::int[], $3::smallint[]) AS w (workspace_id, id, slot)
 WHERE c.workspace_id = w.workspace_id AND c.id = w.id
