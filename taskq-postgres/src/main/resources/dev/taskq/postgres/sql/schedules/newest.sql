-- The newest tasks of schedules, newest first. All tasks of schedules are in tasks, those that succeeded too. The limit is inside, so that it
-- bounds the rows that are read of each schedule, whatever their callers are. A start that was before the task was last queued is one of
-- an attempt that is over, or the creation of the row. So is each start of a task that backs off, or that was cancelled while it did: it has no
-- hint. Between two bounds, and not by an equation, the order is that of the index of schedules
-- alone: with an equation the planner may read the index of all tasks by their creation instead, while it estimates that the table is empty.
select t.schedule, t.id, t.status, t.created_at, t.finished_at,
  case when t.started_at > t.queued_at and t.hinted_at is not null then t.started_at end as started_at
from unnest(:names) n(name)
cross join lateral (
  select e.schedule, e.id, e.status, e.created_at, e.queued_at, e.hinted_at, e.started_at, e.finished_at, e.caller
  from only taskq.tasks e
  where e.schedule >= n.name and e.schedule <= n.name
  order by e.schedule desc, e.created_at desc
  limit :most) t
where (not :owned or t.caller = :owner)
order by t.created_at desc, t.id desc
