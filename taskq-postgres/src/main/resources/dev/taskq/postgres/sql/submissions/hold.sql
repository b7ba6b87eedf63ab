-- Locks tasks in the order of their ids, and waits a moment for each. This is a statement of its own, because rows that it
-- waited for must be read with a new snapshot.
with moment as materialized (
  select set_config('lock_timeout', '500ms', true) as set)
select t.id
from moment m
cross join unnest(:ids) as w(id)
cross join lateral (select t.id from taskq.tasks t where t.id = w.id for update) t
where m.set is not null
