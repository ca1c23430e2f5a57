SELECT count(*) FROM (SELECT 1 FROM webhook_delivery INDEXED BY webhook_delivery_due WHERE state = 0 LIMIT ?1)
