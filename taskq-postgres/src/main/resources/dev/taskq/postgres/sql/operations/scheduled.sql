-- Finds the scheduled rows of a type below an id, newest first. Scheduled rows have no hinted_at. The order names it nevertheless, because it
-- is the order of the index. The lower bound is there for the entries of tasks that were promoted, which the index has until a vacuum
-- removes them. It is a comparison of rows, because between two plain bounds the planner expects few ids, and would read and sort all.
select t.id
from only taskq.tasks t
where t.finished_at is null and t.type = :type and t.hinted_at is null
  and t.id < :below and (t.id, t.id) >= (:down_to, :down_to)
order by t.hinted_at desc, t.id desc
limit :rows
