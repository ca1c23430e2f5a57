UPDATE sending SET pause_reason = ?1
