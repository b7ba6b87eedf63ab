-- Finds the schedules of a range that are due, the longest due first, and the first that is not due. The clock is read once, as a
-- value, so that it can be an index condition.
select c.now, s.*, s.next_fire_at <= c.now as is_due
from (select clock_timestamp() as now offset 0) c
left join lateral (
  (select d.name, d.version, d.cron, d.zone, d.every_us, d.anchor_at, d.catch_up, d.catch_up_max, d.next_fire_at
   from taskq.schedules d
   where d.next_fire_at >= :due_from::timestamptz and d.next_fire_at < :due_before::timestamptz and d.next_fire_at <= c.now
   order by d.next_fire_at
   limit :max)
  union all
  (select d.name, d.version, d.cron, d.zone, d.every_us, d.anchor_at, d.catch_up, d.catch_up_max, d.next_fire_at
   from taskq.schedules d
   where d.next_fire_at > c.now
   order by d.next_fire_at
   limit 1)) s on true
order by s.next_fire_at, s.name
