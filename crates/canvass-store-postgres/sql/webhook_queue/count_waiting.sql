SELECT count(*) FROM (SELECT FROM webhook_delivery WHERE state = 0 LIMIT $1) AS w
