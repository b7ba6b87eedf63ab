-- Stores the backlog statistics. Skips rows that another transaction holds, because the next round comes soon. A floor never
-- moves back.
with got as materialized (
  select y.tid, w.floor, w.depth
  from unnest(:names, :floors, :depths) as w(name, floor, depth)
  cross join lateral (
    select y.ctid as tid from taskq.types y where y.name = w.name for update skip locked) y)
update taskq.types y
set floor = greatest(y.floor, g.floor),
    depth = coalesce(g.depth, y.depth),
    counted_at = case when g.depth is null then y.counted_at else clock_timestamp() end
from got g
where y.ctid = g.tid
