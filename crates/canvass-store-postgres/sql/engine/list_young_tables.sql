-- Our tables that tripled since their statistics were made; the server's own upkeep comes after minutes.
SELECT quote_ident(t.schemaname) || '.' || quote_ident(t.relname)
  FROM pg_stat_user_tables t
  JOIN pg_class c ON c.oid = t.relid
 WHERE t.schemaname = current_schema() AND pg_get_userbyid(c.relowner) = current_user
   AND t.n_mod_since_analyze > greatest(1000, 2 * c.reltuples)
 ORDER BY 1
