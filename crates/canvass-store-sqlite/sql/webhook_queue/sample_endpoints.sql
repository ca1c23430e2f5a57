SELECT standing, count(*), sum(CASE WHEN failures > 0 THEN 1 ELSE 0 END) FROM webhook WHERE standing < 4 GROUP BY standing
