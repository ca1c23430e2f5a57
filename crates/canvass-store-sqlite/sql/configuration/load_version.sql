SELECT document FROM questionnaire_version WHERE workspace_id = ?1 AND questionnaire_id = ?2 AND version = ?3
