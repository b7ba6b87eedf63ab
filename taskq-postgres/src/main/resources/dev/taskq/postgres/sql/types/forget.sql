-- Deletes types that have not been used for a while (a longer while if an agent announced them), that no living session serves,
-- and that have no open task.
with unused as materialized (
  select y.name, y.used_at from taskq.types y
  where y.used_at < (select clock_timestamp())
      - case when y.caller is null then :announced_us else :unused_us end * interval '1 microsecond'
    and not y.paused
    and not exists (select from taskq.sessions s where s.ended_at is null and y.name = any(s.types))
  order by y.used_at
  limit 100)
delete from taskq.types y
using unused u
where y.name = u.name and y.used_at = u.used_at and not y.paused
  and not exists (
    select from (
      select t.id from only taskq.tasks t where t.finished_at is null and t.type = u.name limit 1) t)
