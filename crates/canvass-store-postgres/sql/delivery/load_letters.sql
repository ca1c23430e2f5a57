SELECT w.n, c.batch_id, c.channel, c.email, c.phone, c.questionnaire_id, c.version, c.template_id, c.language, c.data_values, c.link_generation
  FROM unnest($1::int[], $2::int[]) WITH ORDINALITY AS w (workspace_id, id, n)
  JOIN customer c ON c.workspace_id = w.workspace_id AND c.id = w.id
 ORDER BY w.n
