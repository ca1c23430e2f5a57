-- A GUID names one questionnaire of a workspace.
CREATE UNIQUE INDEX questionnaire_guid ON questionnaire (workspace_id, guid);
