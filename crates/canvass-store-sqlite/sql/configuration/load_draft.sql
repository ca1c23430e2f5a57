SELECT draft FROM questionnaire WHERE workspace_id = ?1 AND id = ?2
