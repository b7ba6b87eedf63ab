-- Finds running rows whose session has ended or is unknown, or which have run for too long. The form is that of dispatch/waiting.sql.
select l.n::int - 1 as place, x.id, x.hinted_at, x.session_id, x.claim, x.attempt, x.failures, x.losses, x.releases,
  x.max_attempts, x.timeout_ms, x.correlation_id, x.traceparent, x.due_at, x.orphan, x.ended, x.scanned = l.scan as stopped
from unnest(:types, :after_at, :after_id, :before, :scans, :maxes) with ordinality
  as l(type, after_at, after_id, before, scan, most, n)
cross join lateral (
  select x.* from (
    select y.*, y.status = 'running' and (y.ended or y.overdue) as orphan
    from (
      select z.*, row_number() over (order by z.hinted_at, z.id) as scanned,
        z.status = 'running'
          and not exists (select from taskq.sessions s where s.id = z.session_id and s.ended_at is null) as ended,
        z.started_at + z.timeout_ms * interval '1 millisecond' + :grace_us * interval '1 microsecond'
          < clock_timestamp() as overdue
      from (
        select t.id, t.hinted_at, t.status, t.session_id, t.claim, t.attempt, t.failures, t.losses, t.releases,
          t.max_attempts, t.timeout_ms, t.started_at, t.correlation_id, t.traceparent,
          least(greatest(t.scheduled_for, t.created_at), t.queued_at) as due_at
        from only taskq.tasks t
        where t.finished_at is null and t.type = l.type
          and (t.hinted_at, t.id) > (l.after_at, l.after_id) and t.hinted_at < l.before
        order by t.hinted_at, t.id
        limit l.scan) z) y) x
  where x.orphan or x.scanned = l.scan
  order by x.hinted_at, x.id
  limit l.most) x
limit :rows
