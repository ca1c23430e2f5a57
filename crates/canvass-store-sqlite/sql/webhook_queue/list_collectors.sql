SELECT workspace_id, id, kinds, next_sequence FROM webhook WHERE standing < 3 AND workspace_id BETWEEN ?1 AND ?2
