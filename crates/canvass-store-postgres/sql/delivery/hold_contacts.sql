-- Two hand-overs to one person take turns, so that the later sees that the earlier made the person rest. A statement of
-- its own: what follows sees what was committed while this one waited.
SELECT FROM unnest($1::int[], $2::int[]) AS w (workspace_id, id)
  JOIN customer c ON c.workspace_id = w.workspace_id AND c.id = w.id
  JOIN contact k ON k.workspace_id = c.workspace_id AND k.address_hash = c.contact_hash
 ORDER BY k.workspace_id, k.address_hash
   FOR NO KEY UPDATE OF k
