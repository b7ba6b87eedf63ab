-- Counts the schedules, and those of a caller among them.
select count(*) as all_callers, count(*) filter (where s.caller = :caller) as of_caller from taskq.schedules s
