UPDATE batch SET customers = customers + ?7, last_customer = ?6 + ?7 - 1, look_at = open_until
WHERE workspace_id = ?1 AND day_kind = ?2 AND day_questionnaire = ?3 AND is_test = ?4 AND day = ?5
    AND day IS NOT NULL AND state IN ('Approved', 'Active')
RETURNING id, customers - ?7
