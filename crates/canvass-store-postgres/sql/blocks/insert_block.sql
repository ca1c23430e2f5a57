INSERT INTO block (workspace_id, id, kind, questionnaire_id, customer_id, opt_in, starts_at, ends_at, created_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
