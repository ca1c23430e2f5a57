-- Two hand-overs to one person take turns, so that the later sees that the earlier made the person rest. A statement of
-- its own: what follows sees what was committed while this one waited. Gives the numbers by which people are known, which
-- have no row that both sides could hold: hold_numbers takes them.
SELECT b.hash AS number, CASE WHEN c.channel = 1 THEN c.contact_hash END AS contact
  FROM unnest($1::int[], $2::int[]) AS w (workspace_id, id)
  JOIN customer c ON c.workspace_id = w.workspace_id AND c.id = w.id
  JOIN contact k ON k.workspace_id = c.workspace_id AND k.address_hash = c.contact_hash
  LEFT JOIN customer_key b ON b.workspace_id = c.workspace_id AND b.customer_id = c.id AND b.column_id = 0
 ORDER BY k.workspace_id, k.address_hash
   FOR NO KEY UPDATE OF k
