SELECT standing, count(*) AS endpoints, count(*) FILTER (WHERE failures > 0) AS failing
  FROM webhook WHERE standing < 4 GROUP BY standing
