-- Brings the schema taskq from version ${from} to version ${to}, in one transaction: whole, or not at all. Run it in the database of
-- taskq as the role that is to own the tables, over a direct connection. Where the schema is at another version it changes nothing.
--
--   psql --set=ON_ERROR_STOP=1 --file=THIS_FILE

BEGIN;
SET LOCAL search_path = pg_catalog;

DO $taskq$
DECLARE
  present INTEGER := 0;
BEGIN
  -- Several processes may migrate at once: one does the work, and the others wait for it.
  SET LOCAL lock_timeout = 0;
  PERFORM pg_advisory_xact_lock(${lock});
  SET LOCAL lock_timeout = '5s';
  IF to_regclass('taskq.schema_history') IS NOT NULL THEN
    SELECT coalesce(max(version::integer), 0) INTO present FROM taskq.schema_history;
  ELSIF EXISTS (SELECT FROM pg_class WHERE relnamespace = to_regnamespace('taskq')) THEN
    RAISE EXCEPTION 'taskq: the schema taskq has tables that no migration made';
  END IF;
  IF present <> ${from} THEN
    RAISE EXCEPTION 'taskq: the schema taskq is at version %, and this script begins at version ${from}', present;
  END IF;
END
$taskq$;
