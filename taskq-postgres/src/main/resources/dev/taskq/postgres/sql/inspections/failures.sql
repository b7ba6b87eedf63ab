-- The tasks that ended with an error since a time, newest first, and whether each failed. The index has those that were cancelled
-- after an error too; they are read, so that the limit bounds the rows that are read. A task that succeeded has no error.
select t.id, t.type, t.finished_at, t.status = 'failed' as is_failed,
  left(split_part(t.error, E'\n', 1), :longest) as error, nullif(s.version, '') as version
from (
  select e.id, e.type, e.status, e.finished_at, e.error, e.session_id
  from only taskq.tasks e
  where e.error is not null and e.finished_at >= :since
  order by e.finished_at desc
  limit :most) t
left join taskq.session_status s on s.session_id = t.session_id
order by t.finished_at desc
