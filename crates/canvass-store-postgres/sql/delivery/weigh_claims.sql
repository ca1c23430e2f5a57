-- What the judgement at the fence goes by, as long as the claims hold; no row = nothing to hand over. Rules and values are
-- looked for only where a rule is enabled. "+ 0" as in hand_over.
SELECT w.n, c.channel, c.questionnaire_id, c.is_test, c.contact_hash, b.hash AS number_hash, m.round, m.due_at, m.ends_at,
       s.policy, q.policy AS own_policy,
       CASE WHEN s.has_contact_rules THEN (
           SELECT json_agg(json_build_array(k.id, k.name, k.document::json) ORDER BY k.id)::text
             FROM contact_rule k WHERE k.workspace_id = m.workspace_id AND k.is_enabled) END AS rules,
       CASE WHEN s.has_contact_rules THEN c.data_values END AS data_values,
       r.id AS rival, r.moment AS rival_due_at, EXISTS (SELECT FROM block b WHERE b.workspace_id = m.workspace_id) AS has_blocks
  FROM unnest($1::int[], $2::int[], $3::smallint[], $4::int[]) WITH ORDINALITY
       AS w (workspace_id, customer_id, slot, fence, n)
  JOIN message m ON m.workspace_id = w.workspace_id AND m.customer_id = w.customer_id AND m.slot = w.slot
  JOIN customer c ON c.workspace_id = m.workspace_id AND c.id = m.customer_id
  JOIN workspace s ON s.workspace_id = m.workspace_id
  LEFT JOIN questionnaire q ON q.workspace_id = c.workspace_id AND q.id = c.questionnaire_id
  LEFT JOIN customer_key b ON b.workspace_id = c.workspace_id AND b.customer_id = c.id AND b.column_id = 0
  -- Who is still to be asked, or was asked at the time of this customer or later: then it was still to be asked when this
  -- one fell due, and who of them is handed over first makes no difference (E67). The person is whoever
  -- shares the contact or the number beside it. "OFFSET 0" as in list_fence_earlier.
  LEFT JOIN LATERAL (
        SELECT o.id, coalesce(om.due_at, o.send_at) AS moment
          FROM (SELECT x.id FROM customer x
                 WHERE x.workspace_id = c.workspace_id AND x.contact_hash = ANY (ARRAY[c.contact_hash, b.hash])
                 UNION ALL
                SELECT x.customer_id FROM customer_key x
                 WHERE x.workspace_id = c.workspace_id AND x.column_id = 0
                   AND x.hash = ANY (ARRAY[c.contact_hash, b.hash])
                OFFSET 0) AS k
         CROSS JOIN LATERAL (
                SELECT p.*
                  FROM customer p
                 WHERE p.workspace_id = c.workspace_id AND p.id = k.id AND p.id <> c.id AND p.priority > c.priority
                   AND NOT p.is_test
                OFFSET 0) AS o
          JOIN batch ob ON ob.workspace_id = o.workspace_id AND ob.id = o.batch_id
          LEFT JOIN message om ON om.workspace_id = o.workspace_id AND om.customer_id = o.id AND om.slot = 0
         WHERE ob.kind = 'email'
           AND (o.state = 2 AND om.state IN (0, 1, 4) OR o.state = 1 AND om.state IS NULL OR om.state IN (2, 3, 5, 6)
                OR om.fallback IS NOT NULL)
           AND coalesce(om.due_at, o.send_at) >= m.due_at
         ORDER BY 2, 1 LIMIT 1) r ON true
 WHERE m.state + 0 = 1 AND m.fence = w.fence AND m.node_id + 0 = $5 AND s.unkeyed_to IS NULL
   AND NOT EXISTS (SELECT FROM unkeyed_customer u WHERE u.workspace_id = m.workspace_id)
   AND m.due_at <= $6 AND m.closes_at > $6 AND m.ends_at >= $6 AND m.lease_until > $6
