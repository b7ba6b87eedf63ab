-- Says whether the sequence of ids is behind the tasks, so that new ones would get ids of theirs. A row beyond it is looked for, as in
-- prove_writable. The order makes the planner read the primary keys, whatever the settings of the connection.
select (select t.id from taskq.tasks t where t.id > q.last order by t.id limit 1) is not null as behind
from (select coalesce(pg_catalog.pg_sequence_last_value('taskq.tasks_id_seq'::regclass), 0) as last) q
