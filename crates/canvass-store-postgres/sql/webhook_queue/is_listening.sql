SELECT tgenabled <> 'D' AS listens, EXISTS (SELECT FROM webhook) AS has_endpoints
  FROM pg_trigger WHERE tgrelid = 'message'::regclass AND tgname = 'message_moved'
