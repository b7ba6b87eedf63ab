
SET LOCAL search_path = pg_catalog;
INSERT INTO taskq.schema_history (
  installed_rank, version, description, type, script, checksum, installed_by, execution_time, success)
SELECT coalesce(max(installed_rank), 0) + 1, '${version}', '${description}', 'SQL', '${file}', ${checksum}, current_user, 0, TRUE
FROM taskq.schema_history;
