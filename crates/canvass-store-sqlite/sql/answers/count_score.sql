INSERT INTO score_count (workspace_id, questionnaire_id, question_id, column_id, month, value_id, score, shard, answers)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, 0, 1)
ON CONFLICT (workspace_id, questionnaire_id, question_id, column_id, month, value_id, score, shard)
DO UPDATE SET answers = answers + 1
