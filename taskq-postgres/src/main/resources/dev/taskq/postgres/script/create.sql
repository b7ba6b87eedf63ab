
-- The schema, unless another role has made it, and the history of its versions. taskq and Flyway read it.

DO $taskq$
BEGIN
  IF to_regnamespace('taskq') IS NULL THEN
    CREATE SCHEMA taskq;
  END IF;
END
$taskq$;

CREATE TABLE taskq.schema_history (
  installed_rank INTEGER NOT NULL,
  version        VARCHAR(50),
  description    VARCHAR(200) NOT NULL,
  type           VARCHAR(20) NOT NULL,
  script         VARCHAR(1000) NOT NULL,
  checksum       INTEGER,
  installed_by   VARCHAR(100) NOT NULL,
  installed_on   TIMESTAMP NOT NULL DEFAULT now(),
  execution_time INTEGER NOT NULL,
  success        BOOLEAN NOT NULL,
  CONSTRAINT schema_history_pk PRIMARY KEY (installed_rank)
);
CREATE INDEX schema_history_s_idx ON taskq.schema_history (success);
