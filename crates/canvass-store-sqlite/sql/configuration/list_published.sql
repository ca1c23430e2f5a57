SELECT questionnaire.id, questionnaire.guid, questionnaire.version, questionnaire_version.document
FROM questionnaire
JOIN questionnaire_version ON questionnaire_version.workspace_id = questionnaire.workspace_id
    AND questionnaire_version.questionnaire_id = questionnaire.id
    AND questionnaire_version.version = questionnaire.version
WHERE questionnaire.workspace_id = ?1
