-- The batch that was just inserted is the one of a day.
UPDATE batch SET day = ?3, day_kind = ?4, day_questionnaire = ?5, open_until = ?6, look_at = ?6,
    last_customer = first_customer + customers - 1
WHERE workspace_id = ?1 AND id = ?2
