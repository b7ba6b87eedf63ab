-- Queues scheduled tasks before they are due. The caller's transaction holds the rows already. This changes what dispatch/promote.sql
-- changes, so counts stay, and a completion that is repeated still finds its holder.
with got as materialized (
  select t.tid, clock_timestamp() as at
  from unnest(:ids, :attempts) as w(id, attempt)
  cross join lateral (
    select t.ctid as tid from only taskq.tasks t
    where t.id = w.id and t.status = 'scheduled' and t.attempt = coalesce(w.attempt, t.attempt)
    offset 0) t)
update only taskq.tasks t
set status = 'queued',
    run_at = null,
    scheduled_for = coalesce(t.scheduled_for, case when t.queued_at is null then g.at end),
    queued_at = g.at,
    hinted_at = g.at,
    updated_at = g.at
from got g
where t.ctid = g.tid
returning t.id, t.type, t.hinted_at
