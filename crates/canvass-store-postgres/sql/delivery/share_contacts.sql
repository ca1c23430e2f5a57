-- A lock on a person takes the row exclusively, so it lies before or after a hand-over, never beside it. A statement of
-- its own: the hand-over that follows sees what was committed while this one waited.
SELECT FROM unnest($1::int[], $2::int[]) AS w (workspace_id, id)
  JOIN customer c ON c.workspace_id = w.workspace_id AND c.id = w.id
  JOIN contact k ON k.workspace_id = c.workspace_id AND k.address_hash = c.contact_hash
 ORDER BY k.workspace_id, k.address_hash
   FOR SHARE OF k
