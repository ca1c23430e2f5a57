INSERT INTO quota (subject, day, taken) VALUES (?1, ?2, ?3)
ON CONFLICT (subject, day) DO UPDATE SET taken = taken + ?3
