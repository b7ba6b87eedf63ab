-- Finds the tasks that a stopped claim got, and stamps their start anew. The fence makes sure that the session has not ended,
-- since an ended session holds nothing.
with fence as materialized (
  select s.id from taskq.sessions s where s.id = :session and s.process = :process and s.ended_at is null for share),
got as materialized (
  select t.tid
  from unnest(:ids) as w(id)
  cross join lateral (
    select t.ctid as tid from only taskq.tasks t
    where t.id = w.id and t.status = 'running' and t.session_id = :session and t.claim = :token
    for update skip locked) t
  where exists (select from fence))
update only taskq.tasks t
set started_at = clock_timestamp(),
    updated_at = clock_timestamp()
from got g
where t.ctid = g.tid
returning t.id, t.type, t.payload::text as payload, t.payload_bytes + t.checkpoint_bytes as size,
  t.checkpoint::text as checkpoint, t.checkpoint_number, t.attempt, t.failures, t.losses, t.releases, t.max_attempts,
  t.timeout_ms, t.correlation_id, t.traceparent,
  least(greatest(t.scheduled_for, t.created_at), t.queued_at) as due_at, t.queued_at, t.started_at,
  t.schedule, t.fire_at
