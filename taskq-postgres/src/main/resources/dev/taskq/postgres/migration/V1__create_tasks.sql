-- The tables of taskq, in a schema of their own.
--
-- Locks: creates only, so it waits for nobody and nothing waits for it.
-- Operator: nothing to do. The role that migrates needs CREATE on the database; the role that runs taskq needs USAGE on the
-- schema, SELECT, INSERT, UPDATE and DELETE on its tables and USAGE on its sequences.
--
-- Two rules for whoever changes this later, in a file of its own:
-- * Migrations only add: the version before must run on the schema of this one.
-- * No index, and no index's predicate, may name a column of tasks that a claim changes: claims would stop being HOT.
--
-- No foreign keys: what belongs together is written, and deleted, in one statement, and their checks would lock and look up
-- a row for every row of the hot path.

CREATE TABLE tasks (
  -- Status stands between columns aligned to 8 bytes, so that 'queued' and 'running' take the same room.
  id                 BIGSERIAL NOT NULL,
  status             VARCHAR NOT NULL,
  created_at         TIMESTAMPTZ NOT NULL,
  updated_at         TIMESTAMPTZ NOT NULL,

  -- Who holds it, or whose own outcome was its last; 0 for none. What a claim fills is never NULL, so that it does not grow.
  session_id         BIGINT DEFAULT 0 NOT NULL,
  claim              BIGINT DEFAULT 0 NOT NULL,
  -- Of the last attempt, and of the row's birth before the first.
  started_at         TIMESTAMPTZ NOT NULL,
  -- The bounds in force, stored anew by each claim; 0 before the first.
  timeout_ms         BIGINT DEFAULT 0 NOT NULL,
  max_attempts       INTEGER DEFAULT 0 NOT NULL,

  -- Only grows, over retries by hand too.
  attempt            INTEGER DEFAULT 0 NOT NULL,
  -- Since the submit, or since the last retry by hand.
  failures           INTEGER DEFAULT 0 NOT NULL,
  losses             INTEGER DEFAULT 0 NOT NULL,
  -- In a row.
  releases           INTEGER DEFAULT 0 NOT NULL,
  -- What the submitter gave, if anything.
  given_max_attempts INTEGER,
  given_timeout_ms   BIGINT,
  -- Of the payload, as text: a claim is bounded by it without reading the payloads.
  payload_bytes      INTEGER DEFAULT 0 NOT NULL,

  -- When it is due, while it is scheduled.
  run_at             TIMESTAMPTZ,
  -- When it was first due, if not at once; never changes, so that a repeat of its submit is answered as the first was.
  scheduled_for      TIMESTAMPTZ,
  -- Since when it waits, or waited last; for people.
  queued_at          TIMESTAMPTZ,
  -- When it was last hinted; the dispatch order.
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
  result             JSONB,
  error              VARCHAR,
  -- The name of the agent whose attempt ended last. Written by the completion; while it runs, the session tells the name.
  agent              VARCHAR,

  CONSTRAINT tasks_pkey PRIMARY KEY (id),
  CONSTRAINT tasks_status_is_known
    CHECK (status IN ('scheduled', 'queued', 'running', 'succeeded', 'failed', 'cancelled')),
  CONSTRAINT tasks_running_is_held
    CHECK (status <> 'running' OR (session_id > 0 AND claim > 0 AND attempt > 0)),
  CONSTRAINT tasks_running_is_bounded
    CHECK (status <> 'running' OR (max_attempts > 0 AND timeout_ms > 0)),
  CONSTRAINT tasks_finished_iff_final
    CHECK ((finished_at IS NOT NULL) = (status IN ('succeeded', 'failed', 'cancelled'))),
  CONSTRAINT tasks_run_at_iff_scheduled
    CHECK ((run_at IS NOT NULL) = (status = 'scheduled')),
  CONSTRAINT tasks_hinted_unless_scheduled
    CHECK (finished_at IS NOT NULL OR (hinted_at IS NULL) = (status = 'scheduled')),
  CONSTRAINT tasks_queued_has_time
    CHECK (status <> 'queued' OR queued_at IS NOT NULL),
  CONSTRAINT tasks_result_only_if_succeeded
    CHECK (result IS NULL OR status = 'succeeded'),
  CONSTRAINT tasks_counts_not_negative
    CHECK (attempt >= 0 AND failures >= 0 AND losses >= 0 AND releases >= 0),
  CONSTRAINT tasks_key_has_hash
    CHECK ((idempotency_key IS NULL) = (body_hash IS NULL))
) /* [jooq ignore start] */ WITH (
  -- A claim's new version finds room on its own page.
  fillfactor = 50,
  autovacuum_vacuum_scale_factor = 0.02,
  autovacuum_vacuum_insert_scale_factor = 0.05,
  autovacuum_analyze_scale_factor = 0.02,
  autovacuum_vacuum_cost_delay = 0
) /* [jooq ignore stop] */;

-- Everything that is not final, by type in the dispatch order. Its predicate changes only at the end.
CREATE INDEX tasks_open ON tasks (type, hinted_at, id) WHERE finished_at IS NULL;

-- What is scheduled, by due time.
CREATE INDEX tasks_due ON tasks (run_at) WHERE run_at IS NOT NULL;

-- Same key, same task.
CREATE UNIQUE INDEX tasks_key ON tasks (caller, idempotency_key) WHERE idempotency_key IS NOT NULL;

-- Lists, newest first. Without the id, which a small sort adds: with it, Postgres 18 may take this index to look up ids, by
-- skipping, while it believes the table empty.
CREATE INDEX tasks_created ON tasks (created_at);


-- One row for each attempt that did not go well; the task's own row tells the rest.
CREATE TABLE task_attempts (
  task_id    BIGINT NOT NULL,
  attempt    INTEGER NOT NULL,
  session_id BIGINT NOT NULL,
  agent      VARCHAR NOT NULL,
  started_at TIMESTAMPTZ NOT NULL,
  ended_at   TIMESTAMPTZ NOT NULL,
  outcome    VARCHAR NOT NULL,
  error      VARCHAR,
  -- Whether the losses of its task count it, until its agent comes back or a person retries the task.
  counts     BOOLEAN DEFAULT FALSE NOT NULL,

  CONSTRAINT task_attempts_pkey PRIMARY KEY (task_id, attempt),
  CONSTRAINT task_attempts_outcome_is_known
    CHECK (outcome IN ('failed', 'gave_up', 'timed_out', 'released', 'cancelled', 'lost')),
  CONSTRAINT task_attempts_only_lost_count
    CHECK (NOT counts OR outcome = 'lost')
);

-- The losses that count, by the session that was lost.
CREATE INDEX task_attempts_lost ON task_attempts (session_id) WHERE counts;


-- One row for each type.
CREATE TABLE types (
  name       VARCHAR NOT NULL,
  paused     BOOLEAN DEFAULT FALSE NOT NULL,
  -- No queued row of the type has an earlier hinted_at. Never moves back.
  floor      TIMESTAMPTZ NOT NULL,
  -- How many waited when they were last counted.
  depth      BIGINT DEFAULT 0 NOT NULL,
  counted_at TIMESTAMPTZ,
  -- When it was last registered, or admitted for a submit, to the hour.
  used_at    TIMESTAMPTZ NOT NULL,
  -- The caller whose submit made it known; NULL once an agent, or an operator, has announced it.
  caller     VARCHAR,

  CONSTRAINT types_pkey PRIMARY KEY (name),
  CONSTRAINT types_depth_not_negative CHECK (depth >= 0)
) /* [jooq ignore start] */ WITH (fillfactor = 50) /* [jooq ignore stop] */;


-- One row for each life of an agent or coordinator. The row is the fence of its claims: they hold it FOR SHARE, and whoever
-- ends it, or raises min_token, waits for them. So nothing else may change it: heartbeats have a table of their own.
CREATE TABLE sessions (
  id         BIGSERIAL NOT NULL,
  -- All sessions opened through one store object. The id alone does not name a session: after a restore to an earlier time it
  -- may be given to another process. So this is compared wherever a process speaks of a session of its own.
  process    BIGINT NOT NULL,
  -- Whether that process holds a shared advisory lock keyed by its id for as long as it lives.
  locks      BOOLEAN NOT NULL,
  kind       VARCHAR NOT NULL,
  name       VARCHAR NOT NULL,
  host       VARCHAR NOT NULL,
  types      VARCHAR[] NOT NULL,
  opened_at  TIMESTAMPTZ NOT NULL,
  ended_at   TIMESTAMPTZ,
  end_reason VARCHAR,
  -- Claims with a lower token are stopped.
  min_token  BIGINT DEFAULT 1 NOT NULL,

  CONSTRAINT sessions_pkey PRIMARY KEY (id),
  CONSTRAINT sessions_kind_is_known CHECK (kind IN ('agent', 'coordinator')),
  CONSTRAINT sessions_end_has_reason CHECK ((ended_at IS NULL) = (end_reason IS NULL)),
  CONSTRAINT sessions_end_reason_is_known CHECK (end_reason IN ('stopped', 'lost'))
);


-- One row for each session: a counter that shows that it lives.
CREATE TABLE heartbeats (
  session_id BIGINT NOT NULL,
  -- The session's, again: a heartbeat looks at no other table.
  process    BIGINT NOT NULL,
  heartbeats      BIGINT DEFAULT 0 NOT NULL,
  hints_fail BOOLEAN DEFAULT FALSE NOT NULL,
  -- Set with the session's end: no heartbeat of it counts, or takes the lease, any more.
  ended      BOOLEAN DEFAULT FALSE NOT NULL,

  CONSTRAINT heartbeats_pkey PRIMARY KEY (session_id)
) /* [jooq ignore start] */ WITH (
  fillfactor = 20,
  autovacuum_vacuum_scale_factor = 0,
  autovacuum_vacuum_threshold = 500,
  autovacuum_vacuum_cost_delay = 0
) /* [jooq ignore stop] */;


-- The one row of the leader's lease, and what the leader makes known to all.
CREATE TABLE lease (
  id         INTEGER NOT NULL,
  -- Who leads, or led last; 0 for none.
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
