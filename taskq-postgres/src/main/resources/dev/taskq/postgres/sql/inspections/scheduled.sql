-- The scheduled tasks that are due next. The limit is inside, so that it bounds the rows that are read, whatever their callers are. The
-- number of rows that were read, and the last due time of them, are there also if none of them is returned.
with due as materialized (
  select t.id, t.type, t.caller, t.run_at, t.attempt, t.schedule
  from only taskq.tasks t
  where t.run_at >= :due_from::timestamptz
  order by t.run_at
  limit :rows)
select r.number, r.last_at, s.id, s.type, s.caller, s.run_at, s.attempt, s.schedule, a.outcome
from (select count(*) as number, max(d.run_at) as last_at from due d) r
left join lateral (
  select d.* from due d
  where (not :owned or d.caller = :owner)
  order by d.run_at, d.id
  limit :most) s on true
left join lateral (
  select x.outcome from taskq.task_attempts x
  where x.task_id = s.id and x.attempt = s.attempt
  offset 0) a on true
order by s.run_at, s.id
