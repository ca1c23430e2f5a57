INSERT INTO batch (workspace_id, id, name, kind, state, is_test, send_time, notify, first_customer, customers, look_at,
    created_at, remarks)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)
