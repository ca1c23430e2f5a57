-- A lock on a person takes the row exclusively, so it lies before or after a hand-over, never beside it. A statement of
-- its own: the hand-over that follows sees what was committed while this one waited.
SELECT FROM contact k
 WHERE (k.workspace_id, k.address_hash) IN (
       SELECT c.workspace_id, c.contact_hash
         FROM unnest($1::int[], $2::int[]) AS w (workspace_id, id)
         JOIN customer c ON c.workspace_id = w.workspace_id AND c.id = w.id)
 ORDER BY k.workspace_id, k.address_hash
   FOR SHARE
