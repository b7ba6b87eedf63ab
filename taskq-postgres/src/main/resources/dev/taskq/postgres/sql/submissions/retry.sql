-- Queues failed and cancelled tasks again. The caller's transaction holds the rows already. Earlier losses no longer count.
with got as materialized (
  select t.tid, clock_timestamp() as at
  from unnest(:ids, :attempts) as w(id, attempt)
  cross join lateral (
    select t.ctid as tid from only taskq.tasks t
    where t.id = w.id and t.status in ('failed', 'cancelled') and t.attempt = coalesce(w.attempt, t.attempt)
    offset 0) t),
done as (
  update only taskq.tasks t
  set status = 'queued',
      finished_at = null,
      queued_at = g.at,
      hinted_at = g.at,
      updated_at = g.at,
      failures = 0,
      losses = 0,
      releases = 0,
      cancel_requested_at = null,
      session_id = 0,
      claim = 0
  from got g
  where t.ctid = g.tid
  returning t.id, t.type, t.hinted_at),
forgotten as (
  update taskq.task_attempts a
  set counts = false
  from done d
  cross join lateral (
    select x.ctid as aid from taskq.task_attempts x where x.task_id = d.id and x.counts offset 0) x
  where a.ctid = x.aid)
select d.id, d.type, d.hinted_at from done d
