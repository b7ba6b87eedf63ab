
-- ${file}

SET LOCAL search_path = taskq, pg_catalog;

