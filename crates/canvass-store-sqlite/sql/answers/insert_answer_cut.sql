INSERT INTO answer_cut (workspace_id, customer_id, column_id, value_id) VALUES (?1, ?2, ?3, ?4)
