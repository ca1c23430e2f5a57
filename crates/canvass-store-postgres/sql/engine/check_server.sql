-- pg_stat_replication is empty for roles that may not see it: then nothing is said.
SELECT current_setting('synchronous_commit'),
       current_setting('fsync'),
       CASE
           WHEN current_setting('synchronous_standby_names') = ''
                AND EXISTS (SELECT FROM pg_stat_replication WHERE state = 'streaming') THEN 'asynchronous'
           ELSE 'fine'
       END,
       coalesce(current_setting('canvass.schema', true), '')
