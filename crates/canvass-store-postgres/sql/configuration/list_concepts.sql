SELECT q.id, q.guid, v.version, v.document
  FROM questionnaire q
  JOIN questionnaire_version v
    ON v.workspace_id = q.workspace_id AND v.questionnaire_id = q.id AND v.version = q.concept_version
 WHERE q.workspace_id = $1
