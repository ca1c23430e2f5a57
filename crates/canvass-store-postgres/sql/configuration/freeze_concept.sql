-- As freeze_draft, but only people who try the questionnaire out are asked this version.
WITH raised AS (
    UPDATE questionnaire SET concept_version = greatest(coalesce(version, 0), coalesce(concept_version, 0)) + 1
     WHERE workspace_id = $1 AND id = $2
    RETURNING workspace_id, id, concept_version, draft
)
INSERT INTO questionnaire_version (workspace_id, questionnaire_id, version, published_at, document)
SELECT workspace_id, id, concept_version, $3, draft FROM raised
RETURNING version
