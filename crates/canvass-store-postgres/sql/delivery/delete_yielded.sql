DELETE FROM yielded WHERE workspace_id = $1 AND customer_id = $2
