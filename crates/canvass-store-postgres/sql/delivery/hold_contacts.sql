-- Two hand-overs to one person take turns, so that the later sees that the earlier made the person rest. A statement of
-- its own: what follows sees what was committed while this one waited. Gives the numbers by which people are known, which
-- have no row that both sides could hold: hold_numbers takes them. "OFFSET 0": looked up one by one, also in tables of which
-- nothing is known yet.
SELECT c.number, c.contact
  FROM unnest($1::int[], $2::int[]) AS w (workspace_id, id)
 CROSS JOIN LATERAL (
        SELECT x.workspace_id, x.contact_hash, CASE WHEN x.channel = 1 THEN x.contact_hash END AS contact,
               (SELECT b.hash FROM customer_key b
                 WHERE b.workspace_id = x.workspace_id AND b.customer_id = x.id AND b.column_id = 0) AS number
          FROM customer x
         WHERE x.workspace_id = w.workspace_id AND x.id = w.id
        OFFSET 0) AS c
  JOIN contact k ON k.workspace_id = c.workspace_id AND k.address_hash = c.contact_hash
 ORDER BY k.workspace_id, k.address_hash
   FOR NO KEY UPDATE OF k
