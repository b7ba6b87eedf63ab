-- Shows that tasks can be written, and leaves no row behind.
--
-- The update of no row fails for the same reasons as an insert: a read-only server or connection, a missing right, a lock on
-- the table. The message is written to the write-ahead log, so the commit waits for the disk, and for a synchronous standby.
-- "ids_go_on" says that the sequence is neither behind the rows nor at its end. Reading it does not draw an id.
with nothing as (
  update taskq.tasks set id = id where false
  returning id)
select pg_logical_emit_message(true, 'taskq', '') is not null as written, exists (select from nothing) as changed,
  coalesce(q.last, 0) >= coalesce(t.id, 0) and coalesce(q.last, 0) < 9223372036854775807 as ids_go_on
from (select pg_catalog.pg_sequence_last_value('taskq.tasks_id_seq'::regclass) as last) q
cross join (select max(t.id) as id from taskq.tasks t) t
