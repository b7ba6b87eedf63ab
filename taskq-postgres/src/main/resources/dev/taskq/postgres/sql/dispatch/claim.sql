-- Moves queued tasks to running.
--
-- The lock on the session's row is the fence. A transaction that ends the session, or raises its min_token, waits for this
-- statement, and no claim with an older token commits after it. FOR SHARE is needed, because KEY SHARE does not block a plain
-- update of ended_at. Rows are found by a LATERAL look-up and updated by ctid within the statement, because a join by id may
-- become a hash join over all tasks. unnest is the outermost relation, so rows are locked in the order of the ids, which the
-- caller sorts. The statement takes at most the first suspect (a task that was lost often), so that an agent runs one at a
-- time. In the order of the ids it takes only tasks whose payloads and checkpoints fit into the given room. A crash may forget a claim. The
-- tokens make that safe, so a claim need not wait for the disk.
with fence as materialized (
  select s.id, set_config('synchronous_commit', :commit, true) as commit
  from taskq.sessions s
  where s.id = :session and s.process = :process and s.ended_at is null and s.min_token <= :token
  for share),
got as materialized (
  select w.n, t.tid, t.payload_bytes + t.checkpoint_bytes as size, t.losses >= :suspect_losses as suspect, w.max_attempts, w.timeout_ms
  from unnest((select :ids), (select :max_attempts), (select :timeouts_ms)) with ordinality as w(id, max_attempts, timeout_ms, n)
  cross join lateral (
    select t.ctid as tid, t.losses, t.payload_bytes, t.checkpoint_bytes from only taskq.tasks t
    where t.id = w.id and t.status = 'queued'
    for update skip locked) t
  where exists (select from fence)),
fit as materialized (
  select g.*, sum(g.size) over (order by g.n) as bytes, row_number() over (order by g.n) as place
  from got g
  where not g.suspect or (:takes_suspect and g.n = (select min(g.n) from got g where g.suspect)))
update only taskq.tasks t
set status = 'running',
    session_id = :session,
    claim = :token,
    attempt = t.attempt + 1,
    started_at = clock_timestamp(),
    updated_at = clock_timestamp(),
    max_attempts = coalesce(t.given_max_attempts, g.max_attempts),
    timeout_ms = coalesce(t.given_timeout_ms, g.timeout_ms)
from fit g
where t.ctid = g.tid
  and (g.bytes <= :bytes or (g.place = 1 and :one_always))
returning t.id, t.type, t.payload::text as payload, t.payload_bytes + t.checkpoint_bytes as size,
  t.checkpoint::text as checkpoint, t.checkpoint_number, t.attempt, t.failures, t.losses, t.releases, t.max_attempts,
  t.timeout_ms, t.correlation_id, t.traceparent,
  least(greatest(t.scheduled_for, t.created_at), t.queued_at) as due_at, t.queued_at, t.started_at,
  t.schedule, t.fire_at
