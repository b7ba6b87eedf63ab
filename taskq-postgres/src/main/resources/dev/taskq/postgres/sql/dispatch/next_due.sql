-- The time until the next scheduled task of a range is due. This is a statement of its own, after promote.sql in the same transaction,
-- because it must not see the tasks that promote.sql has queued.
select greatest(0, (extract(epoch from t.run_at - clock_timestamp()) * 1000000)::bigint) as wait_us
from only taskq.tasks t
where t.run_at >= :due_from::timestamptz and t.run_at < :due_before::timestamptz
order by t.run_at
limit 1
