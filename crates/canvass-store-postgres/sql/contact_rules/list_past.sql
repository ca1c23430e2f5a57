-- Person by person, by the index of contacts; a page is cut between customers, never inside one.
SELECT c.contact_hash, k.hash AS number_hash, c.id AS customer_id, c.ends_at, CASE WHEN $5::bool THEN c.data_values END AS data_values,
       c.questionnaire_id, m.slot, m.state, m.fallback, c.channel, m.handed_over_at, c.finished_at, c.opened_at,
       c.segment_id IS NOT NULL AS is_transaction
  FROM (SELECT *
          FROM customer
         WHERE workspace_id = $1 AND contact_hash >= $2::bytea AND (contact_hash, id) > ($2::bytea, $3::int)
           AND NOT is_test
         ORDER BY contact_hash, id
         LIMIT $4) AS c
  LEFT JOIN customer_key k ON k.workspace_id = c.workspace_id AND k.customer_id = c.id AND k.column_id = 0
  LEFT JOIN message m ON m.workspace_id = c.workspace_id AND m.customer_id = c.id AND m.slot < 100
 ORDER BY c.contact_hash, c.id, m.slot
