-- Counts the operations that run, and those of a caller among them.
select count(*) as all_callers, count(*) filter (where o.caller = :caller) as of_caller
from taskq.operations o
where o.status = 'running'
