SELECT q.id, q.guid, q.version, v.document
  FROM questionnaire q
  JOIN questionnaire_version v
    ON v.workspace_id = q.workspace_id AND v.questionnaire_id = q.id AND v.version = q.version
 WHERE q.workspace_id = $1
