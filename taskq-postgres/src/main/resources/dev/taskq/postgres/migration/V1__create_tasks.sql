-- The tables of taskq, in a schema of their own.
--
-- Locks: this migration only creates, so it waits for no lock, and no statement waits for it.
-- Operator: no action is needed. The role that migrates needs CREATE on the database; the role that runs taskq needs USAGE on the
-- schema, SELECT, INSERT, UPDATE and DELETE on its tables and USAGE on its sequences. A role that only submits in transactions of
-- its own needs USAGE on the schema and EXECUTE on the function that it calls.
--
-- Two rules for later migrations, which are files of their own:
-- * Migrations only add: the previous version must run on the schema of this one.
-- * No index, and no predicate of an index, may name a column of tasks that a claim changes. Claims would not be HOT updates any more.
--
-- There are no foreign keys. Rows that belong together are written and deleted in one statement, and the checks of foreign keys
-- would lock and read one more row for each row of the hot path.

/* [jooq ignore start] */
-- Whether a row of tasks keeps the invariants.
--
-- This is one function, and not a constraint for each invariant, because each statement reads the stored text of each constraint that
-- a table has, once for all of its rows. For a statement of few rows that took longer than the rows themselves. PL/pgSQL keeps what it has read.
CREATE FUNCTION is_sound_task(
  status VARCHAR,
  session_id BIGINT,
  claim BIGINT,
  timeout_ms BIGINT,
  max_attempts INTEGER,
  attempt INTEGER,
  failures INTEGER,
  losses INTEGER,
  releases INTEGER,
  run_at TIMESTAMPTZ,
  queued_at TIMESTAMPTZ,
  hinted_at TIMESTAMPTZ,
  finished_at TIMESTAMPTZ,
  idempotency_key VARCHAR,
  body_hash VARCHAR,
  result JSONB,
  schedule VARCHAR,
  fire_at TIMESTAMPTZ)
RETURNS BOOLEAN
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE
AS $is_sound_task$
BEGIN
  RETURN
    -- Counts never fall below zero.
    attempt >= 0 AND failures >= 0 AND losses >= 0 AND releases >= 0
    -- A replay is compared with the hash.
    AND (idempotency_key IS NULL) = (body_hash IS NULL)
    AND (fire_at IS NULL OR schedule IS NOT NULL)
    AND CASE status
      WHEN 'queued' THEN
        queued_at IS NOT NULL AND hinted_at IS NOT NULL AND run_at IS NULL AND finished_at IS NULL AND result IS NULL
      WHEN 'running' THEN
        -- A session holds it, with limits.
        session_id > 0 AND claim > 0 AND attempt > 0 AND max_attempts > 0 AND timeout_ms > 0
        AND hinted_at IS NOT NULL AND run_at IS NULL AND finished_at IS NULL AND result IS NULL
      WHEN 'succeeded' THEN
        finished_at IS NOT NULL AND run_at IS NULL
      WHEN 'scheduled' THEN
        run_at IS NOT NULL AND hinted_at IS NULL AND finished_at IS NULL AND result IS NULL
      WHEN 'failed' THEN
        finished_at IS NOT NULL AND run_at IS NULL AND result IS NULL
      WHEN 'cancelled' THEN
        finished_at IS NOT NULL AND run_at IS NULL AND result IS NULL
      ELSE FALSE
    END;
END
$is_sound_task$;

-- A role that writes a row executes it, also if only the tables were granted to the role.
GRANT EXECUTE ON FUNCTION is_sound_task(
  VARCHAR, BIGINT, BIGINT, BIGINT, INTEGER, INTEGER, INTEGER, INTEGER, INTEGER, TIMESTAMPTZ, TIMESTAMPTZ, TIMESTAMPTZ, TIMESTAMPTZ,
  VARCHAR, VARCHAR, JSONB, VARCHAR, TIMESTAMPTZ) TO PUBLIC;
/* [jooq ignore stop] */

CREATE TABLE tasks (
  -- Status is between columns that are aligned to 8 bytes, so that 'queued' and 'running' take the same space.
  id                 BIGSERIAL NOT NULL,
  status             VARCHAR NOT NULL,
  created_at         TIMESTAMPTZ NOT NULL,
  updated_at         TIMESTAMPTZ NOT NULL,

  -- The session and claim that hold the task, or that reported its last outcome themselves; 0 for none. The columns that a
  -- claim fills are never NULL, so that the row does not grow.
  session_id         BIGINT DEFAULT 0 NOT NULL,
  claim              BIGINT DEFAULT 0 NOT NULL,
  -- The start of the last attempt; before the first attempt, the creation of the row.
  started_at         TIMESTAMPTZ NOT NULL,
  -- The bounds in force. Each claim stores them anew; 0 before the first claim.
  timeout_ms         BIGINT DEFAULT 0 NOT NULL,
  max_attempts       INTEGER DEFAULT 0 NOT NULL,

  -- Only grows; a retry by hand does not reset it.
  attempt            INTEGER DEFAULT 0 NOT NULL,
  -- Since the submit, or since the last retry by hand.
  failures           INTEGER DEFAULT 0 NOT NULL,
  losses             INTEGER DEFAULT 0 NOT NULL,
  -- Consecutive releases.
  releases           INTEGER DEFAULT 0 NOT NULL,
  -- The bounds that the submitter gave, if any.
  given_max_attempts INTEGER,
  given_timeout_ms   BIGINT,
  -- The size of the payload as text. A claim uses it as a bound without reading the payloads.
  payload_bytes      INTEGER DEFAULT 0 NOT NULL,
  -- The size of the last checkpoint as text, and its number. A checkpoint with a lower number never replaces it.
  checkpoint_bytes   INTEGER DEFAULT 0 NOT NULL,
  checkpoint_number  INTEGER DEFAULT 0 NOT NULL,
  -- Whether the task was submitted in a transaction of an application. Its idempotency key is in a namespace of its own, because
  -- such a transaction may stay open for long, and all who submit under the same key wait for it.
  transactional      BOOLEAN DEFAULT FALSE NOT NULL,

  -- When the task is due, while it is scheduled.
  run_at             TIMESTAMPTZ,
  -- When the task was first due, if not at once. It never changes, so that a repeat of the submit gets the same answer as the
  -- first one. The promotion sets it for a task that was submitted in a transaction, to be due at once: before, the transaction
  -- had not committed.
  scheduled_for      TIMESTAMPTZ,
  -- When the task was last queued; for people.
  queued_at          TIMESTAMPTZ,
  -- When the task was last hinted; this is the dispatch order.
  hinted_at          TIMESTAMPTZ,
  finished_at        TIMESTAMPTZ,
  cancel_requested_at TIMESTAMPTZ,

  type               VARCHAR NOT NULL,
  caller             VARCHAR NOT NULL,
  correlation_id     VARCHAR NOT NULL,
  traceparent        VARCHAR,
  idempotency_key    VARCHAR,
  body_hash          VARCHAR,
  payload            JSONB NOT NULL,
  -- What the last attempt that stored one leaves to the next; a success removes it.
  checkpoint         JSONB,
  result             JSONB,
  error              VARCHAR,
  -- The schedule that the task comes from, and the fire time. A task that was run by hand has no fire time.
  schedule           VARCHAR,
  fire_at            TIMESTAMPTZ,
  -- The name of the agent whose attempt ended last. The completion writes it; while the task runs, the session has the name.
  agent              VARCHAR,

  CONSTRAINT tasks_pkey PRIMARY KEY (id) /* [jooq ignore start] */,
  -- It does not hold for succeeded_tasks, which has a smaller one of its own.
  CONSTRAINT tasks_are_sound CHECK (taskq.is_sound_task(
    status, session_id, claim, timeout_ms, max_attempts, attempt, failures, losses, releases, run_at, queued_at, hinted_at, finished_at,
    idempotency_key, body_hash, result, schedule, fire_at)) NO INHERIT /* [jooq ignore stop] */
) /* [jooq ignore start] */ WITH (
  -- The new row version of a claim finds room on the same page.
  fillfactor = 50,
  autovacuum_vacuum_scale_factor = 0.02,
  autovacuum_vacuum_insert_scale_factor = 0.05,
  -- It samples succeeded_tasks too, and no statement needs statistics. By the scale alone it would run once a minute.
  autovacuum_analyze_threshold = 1000000,
  autovacuum_analyze_scale_factor = 0.02,
  autovacuum_vacuum_cost_delay = 0,
  -- The last pages are empty again and again. To give them back takes a lock that every statement waits for.
  vacuum_truncate = off,
  toast.vacuum_truncate = off
) /* [jooq ignore stop] */;

-- All tasks that are not final, by type in the dispatch order. The predicate changes only when a task becomes final.
CREATE INDEX tasks_open ON tasks (type, hinted_at, id) WHERE finished_at IS NULL;

-- Scheduled tasks, by due time.
CREATE INDEX tasks_due ON tasks (run_at) WHERE run_at IS NOT NULL;

-- Same key, same task.
CREATE UNIQUE INDEX tasks_key ON tasks (caller, idempotency_key, transactional) WHERE idempotency_key IS NOT NULL;

-- A schedule fires once for each fire time, whatever becomes of its own row.
CREATE UNIQUE INDEX tasks_fire ON tasks (schedule, fire_at) WHERE fire_at IS NOT NULL;

-- The tasks of a schedule, newest first.
CREATE INDEX tasks_schedule ON tasks (schedule, created_at) WHERE schedule IS NOT NULL;

-- Lists, newest first. The id is not in the index; a small sort adds it. With the id, Postgres 18 may use this index with a
-- skip scan to find ids, while it estimates that the table is empty.
CREATE INDEX tasks_created ON tasks (created_at);

-- The tasks that ended with an error, by their end. A claim changes none of these columns.
CREATE INDEX tasks_failed ON tasks (finished_at) WHERE error IS NOT NULL AND finished_at IS NOT NULL;

/* [jooq ignore start] */
-- The tasks that succeeded, apart from those that must stay in tasks (completions/complete.sql). It inherits from tasks: a read of tasks
-- finds the rows of both, except by ONLY. A completion moves a row here, and nothing changes it here, so its pages are filled completely, it
-- has no dead versions, and it needs two indexes.
CREATE TABLE succeeded_tasks (
  CONSTRAINT succeeded_tasks_pkey PRIMARY KEY (id),
  -- The planner knows from it that a read of tasks by another status or a schedule need not look here. It does not know it where a
  -- statement names this table itself.
  CONSTRAINT succeeded_tasks_are_movable
    CHECK (status = 'succeeded' AND finished_at IS NOT NULL AND (idempotency_key IS NULL OR NOT transactional) AND schedule IS NULL
      AND run_at IS NULL AND fire_at IS NULL),
  -- What taskq.is_sound_task says of a task that succeeded: the completion writes some of it anew.
  CONSTRAINT succeeded_tasks_are_sound
    CHECK ((idempotency_key IS NULL) = (body_hash IS NULL) AND attempt >= 0 AND failures >= 0 AND losses >= 0 AND releases >= 0)
) INHERITS (tasks) WITH (
  autovacuum_vacuum_scale_factor = 0.05,
  autovacuum_vacuum_insert_scale_factor = 0.05,
  autovacuum_analyze_scale_factor = 0.05,
  autovacuum_vacuum_cost_delay = 0
);

CREATE INDEX succeeded_tasks_created ON succeeded_tasks (created_at);

-- The keys of these tasks. Not unique: a submit under a key looks here itself (submissions/insert_keyed.sql), and a completion must not
-- fail. An entry has the hash of the key alone, which takes half the room.
CREATE INDEX succeeded_tasks_key ON succeeded_tasks USING hash (idempotency_key) WHERE idempotency_key IS NOT NULL;
/* [jooq ignore stop] */


-- One row for each attempt that did not succeed. The task's row describes the rest.
CREATE TABLE task_attempts (
  task_id    BIGINT NOT NULL,
  attempt    INTEGER NOT NULL,
  session_id BIGINT NOT NULL,
  agent      VARCHAR NOT NULL,
  started_at TIMESTAMPTZ NOT NULL,
  ended_at   TIMESTAMPTZ NOT NULL,
  outcome    VARCHAR NOT NULL,
  error      VARCHAR,
  -- Whether the losses of its task include this attempt, until its agent comes back or the task is retried by hand.
  counts     BOOLEAN DEFAULT FALSE NOT NULL,

  CONSTRAINT task_attempts_pkey PRIMARY KEY (task_id, attempt),
  CONSTRAINT task_attempts_outcome_is_known
    CHECK (outcome IN ('failed', 'gave_up', 'timed_out', 'released', 'cancelled', 'lost')),
  CONSTRAINT task_attempts_only_lost_count
    CHECK (NOT counts OR outcome = 'lost')
);

-- The losses that count, by the session that was lost.
CREATE INDEX task_attempts_lost ON task_attempts (session_id) WHERE counts;


-- One row for each task that has reported its progress; for people. Heartbeats write it. It is not in tasks, because a lock there must
-- not hold up the heartbeats of an agent. A task shows it only if its session and claim are those of the task's row.
CREATE TABLE task_progress (
  task_id     BIGINT NOT NULL,
  session_id  BIGINT NOT NULL,
  claim       BIGINT NOT NULL,
  reported_at TIMESTAMPTZ NOT NULL,
  fraction    DOUBLE PRECISION NOT NULL,
  note        VARCHAR,

  CONSTRAINT task_progress_pkey PRIMARY KEY (task_id)
) /* [jooq ignore start] */ WITH (
  fillfactor = 50,
  autovacuum_vacuum_scale_factor = 0.02,
  autovacuum_vacuum_threshold = 500,
  autovacuum_vacuum_cost_delay = 0
) /* [jooq ignore stop] */;


-- One row for each type.
CREATE TABLE types (
  name       VARCHAR NOT NULL,
  paused     BOOLEAN DEFAULT FALSE NOT NULL,
  -- When and by which caller the type was paused last; for people.
  paused_at  TIMESTAMPTZ,
  paused_by  VARCHAR,
  -- No queued row of the type has an earlier hinted_at. Never moves back.
  floor      TIMESTAMPTZ NOT NULL,
  -- The number of waiting tasks at the last count.
  depth      BIGINT DEFAULT 0 NOT NULL,
  counted_at TIMESTAMPTZ,
  -- When the task was queued that had waited longest at that count; for people.
  waits_since TIMESTAMPTZ,
  -- The number of scheduled tasks at the last count of those.
  scheduled  BIGINT DEFAULT 0 NOT NULL,
  -- When the type was last registered, or admitted for a submit, to the hour.
  used_at    TIMESTAMPTZ NOT NULL,
  -- The caller whose submit or pause made the type known; NULL once an agent has announced it.
  caller     VARCHAR,

  CONSTRAINT types_pkey PRIMARY KEY (name),
  CONSTRAINT types_depth_not_negative CHECK (depth >= 0),
  CONSTRAINT types_scheduled_not_negative CHECK (scheduled >= 0)
) /* [jooq ignore start] */ WITH (fillfactor = 50) /* [jooq ignore stop] */;


-- One row for each life of an agent or coordinator. The row is the fence of its claims. They lock it FOR SHARE, and a
-- transaction that ends the session, or raises min_token, waits for them. So no other statement may change the row; heartbeats
-- have a table of their own.
CREATE TABLE sessions (
  id         BIGSERIAL NOT NULL,
  -- All sessions that are opened through one store object have the same process. The id alone does not identify a session:
  -- after a restore to an earlier time it may be given to another process. So each statement of a process about its own session
  -- compares this column.
  process    BIGINT NOT NULL,
  -- Whether that process holds a shared advisory lock, with its id as the key, as long as it lives.
  locks      BOOLEAN NOT NULL,
  kind       VARCHAR NOT NULL,
  name       VARCHAR NOT NULL,
  host       VARCHAR NOT NULL,
  types      VARCHAR[] NOT NULL,
  opened_at  TIMESTAMPTZ NOT NULL,
  ended_at   TIMESTAMPTZ,
  end_reason VARCHAR,
  -- Claims with a lower token are refused.
  min_token  BIGINT DEFAULT 1 NOT NULL,

  CONSTRAINT sessions_pkey PRIMARY KEY (id),
  CONSTRAINT sessions_kind_is_known CHECK (kind IN ('agent', 'coordinator')),
  CONSTRAINT sessions_end_has_reason CHECK ((ended_at IS NULL) = (end_reason IS NULL)),
  CONSTRAINT sessions_end_reason_is_known CHECK (end_reason IN ('stopped', 'lost'))
);


-- One row for each session, with a counter that shows that it lives.
CREATE TABLE heartbeats (
  session_id BIGINT NOT NULL,
  -- The process of the session, repeated here because a heartbeat reads no other table.
  process    BIGINT NOT NULL,
  heartbeats      BIGINT DEFAULT 0 NOT NULL,
  hints_fail BOOLEAN DEFAULT FALSE NOT NULL,
  -- Set when the session ends. After that its heartbeats do not count and cannot take the lease.
  ended      BOOLEAN DEFAULT FALSE NOT NULL,
  -- Whether the agent was asked to take no more tasks. Its next heartbeat brings that.
  drain      BOOLEAN DEFAULT FALSE NOT NULL,

  CONSTRAINT heartbeats_pkey PRIMARY KEY (session_id)
) /* [jooq ignore start] */ WITH (
  fillfactor = 20,
  autovacuum_vacuum_scale_factor = 0,
  autovacuum_vacuum_threshold = 500,
  autovacuum_vacuum_cost_delay = 0
) /* [jooq ignore stop] */;


-- One row for each operation on many tasks.
CREATE TABLE operations (
  id          BIGSERIAL NOT NULL,
  action      VARCHAR NOT NULL,
  status      VARCHAR DEFAULT 'running' NOT NULL,
  -- The tasks: those that match a filter, or those of these ids, sorted.
  filter      JSONB,
  ids         BIGINT[],
  -- The most tasks that it may match.
  task_limit  BIGINT,
  dry_run     BOOLEAN NOT NULL,
  caller      VARCHAR NOT NULL,
  correlation_id VARCHAR NOT NULL,
  traceparent VARCHAR,
  -- Whether it selects only tasks of that caller.
  own         BOOLEAN DEFAULT FALSE NOT NULL,
  -- The last task that was stored before it.
  last_task   BIGINT NOT NULL,
  -- The task that was handled last. The time is NULL before the first one, and if there are ids.
  position_at TIMESTAMPTZ,
  position_id BIGINT DEFAULT 0 NOT NULL,
  matched     BIGINT DEFAULT 0 NOT NULL,
  done        BIGINT DEFAULT 0 NOT NULL,
  failed      BIGINT DEFAULT 0 NOT NULL,
  created_at  TIMESTAMPTZ NOT NULL,
  started_at  TIMESTAMPTZ,
  finished_at TIMESTAMPTZ,
  cancel_requested_at TIMESTAMPTZ,
  error       VARCHAR,

  CONSTRAINT operations_pkey PRIMARY KEY (id),
  CONSTRAINT operations_action_is_known CHECK (action IN ('cancel', 'retry', 'run_now', 'delete')),
  CONSTRAINT operations_status_is_known CHECK (status IN ('running', 'done', 'cancelled', 'failed')),
  CONSTRAINT operations_finished_iff_final CHECK ((finished_at IS NULL) = (status = 'running')),
  CONSTRAINT operations_select_by_one CHECK ((filter IS NULL) <> (ids IS NULL)),
  CONSTRAINT operations_counts_not_negative CHECK (matched >= 0 AND done >= 0 AND failed >= 0)
) /* [jooq ignore start] */ WITH (
  fillfactor = 50,
  autovacuum_vacuum_scale_factor = 0,
  autovacuum_vacuum_threshold = 500
) /* [jooq ignore stop] */;

CREATE INDEX operations_running ON operations (id) WHERE status = 'running';

-- The operations of a caller, newest first.
CREATE INDEX operations_caller ON operations (caller, id);


-- One row for each schedule.
CREATE TABLE schedules (
  -- Sorted by its bytes, as pages of lists are.
  name         VARCHAR /* [jooq ignore start] */ COLLATE "C" /* [jooq ignore stop] */ NOT NULL,
  -- Every change sets another version, which a fire compares. A schedule begins with the microseconds of its creation.
  version      BIGINT NOT NULL,
  -- The recurrence: a cron expression in a time zone, or an interval that is counted from the anchor.
  cron         VARCHAR,
  zone         VARCHAR,
  every_us     BIGINT,
  anchor_at    TIMESTAMPTZ NOT NULL,
  -- The tasks.
  type         VARCHAR NOT NULL,
  params       JSONB NOT NULL,
  max_attempts INTEGER,
  timeout_ms   BIGINT,
  catch_up     VARCHAR NOT NULL,
  catch_up_max INTEGER,
  overlap      VARCHAR NOT NULL,
  -- The caller that put the schedule, which is the caller of its tasks.
  caller       VARCHAR NOT NULL,
  paused       BOOLEAN DEFAULT FALSE NOT NULL,
  -- NULL while it is paused, or if it never fires again.
  next_fire_at TIMESTAMPTZ,
  last_fire_at TIMESTAMPTZ,
  last_task_id BIGINT,
  last_skipped_at TIMESTAMPTZ,
  fired        BIGINT DEFAULT 0 NOT NULL,
  skipped      BIGINT DEFAULT 0 NOT NULL,
  created_at   TIMESTAMPTZ NOT NULL,
  updated_at   TIMESTAMPTZ NOT NULL,

  CONSTRAINT schedules_pkey PRIMARY KEY (name),
  CONSTRAINT schedules_recur_by_one CHECK ((cron IS NULL) <> (every_us IS NULL)),
  CONSTRAINT schedules_cron_has_zone CHECK ((cron IS NULL) = (zone IS NULL)),
  CONSTRAINT schedules_catch_up_is_known CHECK (catch_up IN ('skip', 'one', 'all')),
  CONSTRAINT schedules_all_has_max CHECK ((catch_up = 'all') = (catch_up_max IS NOT NULL)),
  CONSTRAINT schedules_overlap_is_known CHECK (overlap IN ('allow', 'skip')),
  CONSTRAINT schedules_paused_has_no_next CHECK (NOT paused OR next_fire_at IS NULL)
) /* [jooq ignore start] */ WITH (
  fillfactor = 50,
  autovacuum_vacuum_scale_factor = 0.02,
  autovacuum_vacuum_threshold = 500,
  autovacuum_vacuum_cost_delay = 0
) /* [jooq ignore stop] */;

-- Schedules by their next fire time.
CREATE INDEX schedules_next ON schedules (next_fire_at) WHERE next_fire_at IS NOT NULL;

-- The schedules of a caller, by name.
CREATE INDEX schedules_caller ON schedules (caller, name);


-- One row for each session, with what the session last reported of itself; for people. No decision depends on it.
CREATE TABLE session_status (
  session_id  BIGINT NOT NULL,
  -- NULL before the first report.
  reported_at TIMESTAMPTZ,
  -- How long the report is believed.
  valid_ms    BIGINT DEFAULT 0 NOT NULL,
  version     VARCHAR DEFAULT '' NOT NULL,
  slots       INTEGER DEFAULT 0 NOT NULL,
  free_slots  INTEGER DEFAULT 0 NOT NULL,
  -- The bytes of params and results that the agent holds, and the most that it holds.
  held_bytes  BIGINT DEFAULT 0 NOT NULL,
  most_bytes  BIGINT DEFAULT 0 NOT NULL,
  -- Whether the agent runs a suspect.
  suspect     BOOLEAN DEFAULT FALSE NOT NULL,
  -- Some of the tasks that the agent runs.
  running     BIGINT[],
  -- The types that have counts, and their counts, in the same order. The name is empty for the sum of the rest.
  types          VARCHAR[],
  type_running   INTEGER[],
  -- Those of the last minute.
  type_submitted BIGINT[],
  type_finished  BIGINT[],
  type_failed    BIGINT[],

  CONSTRAINT session_status_pkey PRIMARY KEY (session_id)
) /* [jooq ignore start] */ WITH (fillfactor = 20) /* [jooq ignore stop] */;


-- One row: the leader's lease, and the facts that the leader publishes.
CREATE TABLE lease (
  id         INTEGER NOT NULL,
  -- The session that leads, or led last; 0 for none.
  session_id BIGINT NOT NULL,
  held_until TIMESTAMPTZ NOT NULL,
  facts      JSONB,

  CONSTRAINT lease_pkey PRIMARY KEY (id),
  CONSTRAINT lease_is_one_row CHECK (id = 1)
) /* [jooq ignore start] */ WITH (
  fillfactor = 10,
  autovacuum_vacuum_scale_factor = 0,
  autovacuum_vacuum_threshold = 500,
  autovacuum_vacuum_cost_delay = 0
) /* [jooq ignore stop] */;

INSERT INTO lease (id, session_id, held_until) VALUES (1, 0, TIMESTAMP WITH TIME ZONE '1970-01-01 00:00:00+00:00');


/* [jooq ignore start] */
-- Submits a task in the transaction of the session that calls it, for a caller that is given. taskq.submit below describes the
-- arguments and the errors.
--
-- The task is scheduled, due at once, and not queued. A queued row has a time in the dispatch order, and scans begin behind the
-- rows that were queued long ago: a transaction that commits late would store a row where no scan looks. Scheduled rows are found
-- by an index of their own, however long ago they were stored.
CREATE FUNCTION submit_for(
  caller TEXT,
  type TEXT,
  params JSONB,
  delay INTERVAL,
  run_at TIMESTAMPTZ,
  max_attempts INTEGER,
  timeout INTERVAL,
  idempotency_key TEXT,
  correlation_id TEXT,
  traceparent TEXT,
  OUT id BIGINT,
  OUT replayed BOOLEAN)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET enable_seqscan = off
AS $submit_for$
#variable_conflict use_column
DECLARE
  at CONSTANT TIMESTAMPTZ := clock_timestamp();
  due TIMESTAMPTZ;
  json CONSTANT TEXT := submit_for.params::text;
  hash TEXT;
  found_hash TEXT;
  fault TEXT;
BEGIN
  -- The first of the conditions that holds names what is wrong. The limits are those of the API.
  fault := CASE
    WHEN submit_for.caller IS NULL OR length(submit_for.caller) > 200
      THEN 'caller must be a text of at most 200 characters'
    WHEN submit_for.type IS NULL OR submit_for.type !~ '^[a-z][a-z0-9_.-]{0,63}$'
      THEN 'type must be 1 to 64 characters of a-z, 0-9, ''_'', ''.'' and ''-'', beginning with a letter'
    WHEN submit_for.params IS NULL OR jsonb_typeof(submit_for.params) <> 'object'
      THEN 'params must be a JSON object'
    -- As it is read back, without the space behind each comma and colon outside of strings.
    WHEN octet_length(json) > 262144 AND octet_length(json)
        - length(regexp_replace(json, '"(?:[^"\\]|\\.)*"|[^ ]', '', 'g')) > 262144
      THEN 'params must be at most 262144 bytes, with its numbers written out in full'
    WHEN jsonb_path_exists(submit_for.params, 'strict $.**{64 to last} ? (@.type() == "object" || @.type() == "array")')
      THEN 'params is nested deeper than 64 levels'
    WHEN EXISTS (
        SELECT FROM jsonb_path_query(submit_for.params, 'strict $.** ? (@.type() == "number")') number
        WHERE length(number::text) > 500
          OR length(rtrim(replace(ltrim(number::text, '-0.'), '.', ''), '0')) > 100
          OR abs(number::numeric) > 1.7976931348623157e308
          OR (number::numeric <> 0 AND abs(number::numeric) < 4.9e-324))
      THEN 'params has a number that is not within the range of a double, has more than 100 digits, or is longer than 500'
        || ' characters when written out in full'
    WHEN submit_for.delay IS NOT NULL AND submit_for.run_at IS NOT NULL
      THEN 'delay and run_at cannot both be given'
    -- What could leave the range of a time is refused before it is added to one. The sum of the parts may be small while one is huge.
    WHEN submit_for.delay NOT BETWEEN interval '0' AND interval '3700 days'
        OR abs(extract(year FROM submit_for.delay)) > 10 OR abs(extract(day FROM submit_for.delay)) > 10000
      THEN 'delay must be between 0 and 10 years'
    WHEN at + submit_for.delay > at + interval '3653 days'
      THEN 'delay must be between 0 and 10 years'
    WHEN submit_for.run_at < timestamptz '0001-01-01 00:00:00+00'
      THEN 'run_at must not be before 0001-01-01T00:00:00Z'
    WHEN submit_for.run_at > at + interval '3653 days'
      THEN 'run_at must be at most 10 years ahead'
    WHEN submit_for.max_attempts NOT BETWEEN 1 AND 1000
      THEN 'max_attempts must be between 1 and 1000'
    WHEN submit_for.timeout NOT BETWEEN interval '1 millisecond' AND interval '7 days'
      THEN 'timeout must be between 1 ms and 7 days'
    WHEN submit_for.idempotency_key !~ '^[\x20-\x7e]{1,255}$'
      THEN 'idempotency_key must be 1 to 255 printable ASCII characters'
    WHEN submit_for.correlation_id !~ '^[\x21-\x7e]{1,128}$'
      THEN 'correlation_id must be 1 to 128 printable ASCII characters without a space'
    WHEN length(submit_for.traceparent) > 255
      THEN 'traceparent must be at most 255 characters'
  END;
  IF fault IS NOT NULL THEN
    RAISE EXCEPTION USING ERRCODE = '22023', MESSAGE = 'taskq: ' || fault;
  END IF;
  due := greatest(at, coalesce(submit_for.run_at, at + coalesce(submit_for.delay, interval '0')));

  IF submit_for.idempotency_key IS NOT NULL THEN
    hash := encode(sha256(convert_to(
      jsonb_build_array(
        submit_for.type, submit_for.params, submit_for.delay, submit_for.run_at, submit_for.max_attempts, submit_for.timeout)::text,
      'UTF8')), 'hex');
  END IF;
  -- A transaction in flight that holds the key is waited for, as long as the settings of the calling session allow. If it stored a
  -- task that is gone when it is read, everything is repeated.
  LOOP
    INSERT INTO taskq.tasks AS t (
      status, created_at, updated_at, started_at, given_max_attempts, given_timeout_ms, run_at, scheduled_for, type, caller,
      correlation_id, traceparent, payload_bytes, transactional, idempotency_key, body_hash, payload)
    VALUES (
      'scheduled', at, at, at, submit_for.max_attempts, ceil(extract(epoch FROM submit_for.timeout) * 1000)::bigint, due,
      CASE WHEN due > at THEN due END, submit_for.type, submit_for.caller,
      coalesce(submit_for.correlation_id, replace(gen_random_uuid()::text, '-', '')), submit_for.traceparent, octet_length(json),
      true, submit_for.idempotency_key, hash, submit_for.params)
    ON CONFLICT (caller, idempotency_key, transactional) WHERE idempotency_key IS NOT NULL DO NOTHING
    RETURNING t.id INTO submit_for.id;
    replayed := NOT FOUND;
    IF replayed THEN
      SELECT t.id, t.body_hash INTO submit_for.id, found_hash
      FROM ONLY taskq.tasks t
      WHERE t.caller = submit_for.caller AND t.idempotency_key = submit_for.idempotency_key AND t.transactional;
    END IF;
    EXIT WHEN FOUND;
  END LOOP;
  IF found_hash <> hash THEN
    RAISE EXCEPTION USING ERRCODE = '23505', MESSAGE = 'taskq: idempotency_key was used for another task',
      DETAIL = submit_for.idempotency_key;
  END IF;
END
$submit_for$;

-- Submits a task in the transaction of the session that calls it, and returns its id. The task exists if that transaction commits,
-- and runs soon after. Its caller is the role that is logged in.
--
-- The names of the arguments and their meaning are part of taskq's API. type and params are required. delay is counted from this
-- call, and not from the commit. What cannot be accepted raises 22023 and names the argument. Under an idempotency_key that the
-- same role has used in transactions before, it returns the id of that task, and raises 23505 if that task is another one.
CREATE FUNCTION submit(
  type TEXT,
  params JSONB,
  delay INTERVAL DEFAULT NULL,
  run_at TIMESTAMPTZ DEFAULT NULL,
  max_attempts INTEGER DEFAULT NULL,
  timeout INTERVAL DEFAULT NULL,
  idempotency_key TEXT DEFAULT NULL,
  correlation_id TEXT DEFAULT NULL)
RETURNS BIGINT
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $submit$
  SELECT s.id
  FROM taskq.submit_for(
    session_user::text, type, params, delay, run_at, max_attempts, timeout, idempotency_key, correlation_id, NULL) s
$submit$;

-- Whether a task under one of these keys is in succeeded_tasks now: the first key is that of the first caller, and so on. It is volatile,
-- so it sees what was committed since the calling statement began.
CREATE FUNCTION has_moved(callers TEXT[], keys TEXT[]) RETURNS BOOLEAN
LANGUAGE plpgsql VOLATILE SET search_path = pg_catalog, pg_temp SET enable_seqscan = off
AS $has_moved$
BEGIN
  RETURN EXISTS (
    SELECT FROM unnest(callers, keys) AS w(caller, key)
    CROSS JOIN LATERAL (
      SELECT FROM taskq.succeeded_tasks s WHERE s.idempotency_key = w.key AND s.caller = w.caller OFFSET 0) s);
END
$has_moved$;

-- Everyone may execute a new function. These act with the rights of their owner.
REVOKE ALL ON FUNCTION
  submit_for(TEXT, TEXT, JSONB, INTERVAL, TIMESTAMPTZ, INTEGER, INTERVAL, TEXT, TEXT, TEXT),
  submit(TEXT, JSONB, INTERVAL, TIMESTAMPTZ, INTEGER, INTERVAL, TEXT, TEXT)
FROM PUBLIC;
/* [jooq ignore stop] */


-- One row for each change that a caller made, for people: its name, and never its token. No decision depends on it.
CREATE TABLE audit (
  id      BIGSERIAL NOT NULL,
  at      TIMESTAMPTZ NOT NULL,
  caller  VARCHAR NOT NULL,
  action  VARCHAR NOT NULL,
  -- What was changed, such as 'task 17'.
  subject VARCHAR NOT NULL,
  detail  VARCHAR NOT NULL,
  correlation_id VARCHAR NOT NULL,

  CONSTRAINT audit_pkey PRIMARY KEY (id)
) /* [jooq ignore start] */ WITH (
  autovacuum_vacuum_scale_factor = 0.02,
  autovacuum_vacuum_insert_scale_factor = 0.05,
  autovacuum_vacuum_cost_delay = 0
) /* [jooq ignore stop] */;

-- The changes of a caller, newest first.
CREATE INDEX audit_caller ON audit (caller, id);


-- The history: one row for each type and minute, and one for each type and hour, to which processes add what they counted; for people.
-- The type is empty in the rows of all types together.
CREATE TABLE type_history (
  -- What the row sums up: a minute, or an hour.
  span            VARCHAR NOT NULL,
  type            VARCHAR NOT NULL,
  -- The begin of the minute or hour.
  at              TIMESTAMPTZ NOT NULL,
  submitted       BIGINT NOT NULL,
  started         BIGINT NOT NULL,
  succeeded       BIGINT NOT NULL,
  finished        BIGINT NOT NULL,
  failed_attempts BIGINT NOT NULL,
  failed_tasks    BIGINT NOT NULL,
  -- How many tasks waited, and how many handlers ran, for a time in each of the buckets of dev.taskq.spi.TimeBuckets. Empty buckets at the
  -- end are left out.
  waits           BIGINT[] NOT NULL,
  runs            BIGINT[] NOT NULL,
  -- The task whose handler ran longest, and for how long; NULL if no handler returned.
  slowest_task    BIGINT,
  slowest_us      BIGINT,
  -- The versions of the agents that counted.
  versions        VARCHAR[] NOT NULL,

  CONSTRAINT type_history_pkey PRIMARY KEY (span, type, at),
  CONSTRAINT type_history_span_is_known CHECK (span IN ('minute', 'hour'))
) /* [jooq ignore start] */ WITH (
  -- A row of now is written again and again, on the same page.
  fillfactor = 70,
  autovacuum_vacuum_scale_factor = 0.02,
  autovacuum_vacuum_threshold = 500
) /* [jooq ignore stop] */;

-- The rows of a time, oldest first. They are partial, so that the rows of one type are not read by them: while the table was never analysed,
-- they look as good as the key.
CREATE INDEX type_history_minutes ON type_history (at) WHERE span = 'minute';
CREATE INDEX type_history_hours ON type_history (at) WHERE span = 'hour';
