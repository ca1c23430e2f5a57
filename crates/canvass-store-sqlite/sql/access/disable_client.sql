UPDATE client SET disabled_at = COALESCE(disabled_at, ?3) WHERE workspace_id = ?1 AND id = ?2
