-- Stores the backlog statistics. Skips rows that another transaction holds, because the next round comes soon. A floor never
-- moves back. A crash may forget the statistics: a floor that is too low makes scans longer, and no task is missed.
with quick as materialized (
  select set_config('synchronous_commit', 'off', true) as set),
got as materialized (
  select y.tid, w.floor, w.depth, w.waits_since, w.scheduled
  from unnest((select :names), (select :floors), (select :depths), (select :waits_since), (select :scheduled))
    as w(name, floor, depth, waits_since, scheduled)
  cross join lateral (
    select y.ctid as tid from taskq.types y where y.name = w.name for update skip locked) y
  cross join quick)
update taskq.types y
set floor = greatest(y.floor, g.floor),
    depth = coalesce(g.depth, y.depth),
    waits_since = case when g.depth is null then y.waits_since else g.waits_since end,
    scheduled = coalesce(g.scheduled, y.scheduled),
    counted_at = case when g.depth is null then y.counted_at else clock_timestamp() end
from got g
where y.ctid = g.tid
