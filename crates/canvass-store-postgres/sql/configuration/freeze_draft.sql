-- The row lock of the update makes two nodes that publish at once take turns. What is published is newer than any concept
-- before it.
WITH raised AS (
    UPDATE questionnaire
       SET version = greatest(coalesce(version, 0), coalesce(concept_version, 0)) + 1, concept_version = NULL
     WHERE workspace_id = $1 AND id = $2
    RETURNING workspace_id, id, version, draft
)
INSERT INTO questionnaire_version (workspace_id, questionnaire_id, version, published_at, document)
SELECT workspace_id, id, version, $3, draft FROM raised
RETURNING version
