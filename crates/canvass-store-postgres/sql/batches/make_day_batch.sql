-- Of several that make the batch of a day at once one does; the others wait for it and add to it.
INSERT INTO batch AS b (workspace_id, id, name, kind, state, is_test, first_customer, customers, last_customer, day,
                        day_kind, day_questionnaire, open_until, look_at, created_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $7::int + $8::int - 1, $9, $10, $11, $12, $12, $13)
    ON CONFLICT (workspace_id, day_kind, day_questionnaire, is_test, day)
       WHERE day IS NOT NULL AND state IN ('Approved', 'Active')
    DO UPDATE SET customers = b.customers + excluded.customers,
                  first_customer = least(b.first_customer, excluded.first_customer),
                  last_customer = greatest(b.last_customer, excluded.last_customer)
RETURNING id, customers - $8::int
