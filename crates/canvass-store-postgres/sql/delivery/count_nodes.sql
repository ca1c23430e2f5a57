-- Nodes that gave a sign of life since, by the newest migration they know: fewer than this one, as many, more.
SELECT count(*) FILTER (WHERE n.schema < own.schema), count(*) FILTER (WHERE n.schema = own.schema),
       count(*) FILTER (WHERE n.schema > own.schema)
  FROM node n
 CROSS JOIN (SELECT current_setting('canvass.schema')::int AS schema) own
 WHERE n.beat_at >= $1
