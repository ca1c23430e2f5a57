-- The next statements of this transaction are planned once a connection and not for each call.
SELECT set_config('plan_cache_mode', 'force_generic_plan', true)
