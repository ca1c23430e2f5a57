-- The row lock of the update makes two nodes that publish at once take turns.
WITH raised AS (
    UPDATE questionnaire SET version = coalesce(version, 0) + 1
     WHERE workspace_id = $1 AND id = $2
    RETURNING workspace_id, id, version, draft
)
INSERT INTO questionnaire_version (workspace_id, questionnaire_id, version, published_at, document)
SELECT workspace_id, id, version, $3, draft FROM raised
RETURNING version
