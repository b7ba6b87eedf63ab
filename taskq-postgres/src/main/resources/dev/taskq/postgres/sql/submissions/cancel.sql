-- Cancels scheduled and queued tasks, and requests the end of running ones. The caller's transaction holds the rows already.
with got as materialized (
  select t.tid, t.status, t.asked, clock_timestamp() as at
  from unnest(:ids) as w(id)
  cross join lateral (
    select t.ctid as tid, t.status, t.cancel_requested_at is not null as asked from only taskq.tasks t
    where t.id = w.id and t.status in ('scheduled', 'queued', 'running')
    offset 0) t)
update only taskq.tasks t
set status = case g.status when 'running' then 'running' else 'cancelled' end,
    finished_at = case g.status when 'running' then null else g.at end,
    run_at = null,
    cancel_requested_at = case g.status when 'running' then coalesce(t.cancel_requested_at, g.at) end,
    updated_at = case when g.asked then t.updated_at else g.at end
from got g
where t.ctid = g.tid
returning t.id, t.status, t.type, g.asked
