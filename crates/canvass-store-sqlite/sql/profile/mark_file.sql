-- "cnvs"
PRAGMA application_id = 1668183667;
