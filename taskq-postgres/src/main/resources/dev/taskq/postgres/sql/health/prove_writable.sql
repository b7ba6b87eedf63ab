-- Shows that tasks can be written, and leaves no row behind.
--
-- The update of no row fails for the same reasons as an insert: a read-only server or connection, a missing right, a lock on
-- the table. The message is written to the write-ahead log, so the commit waits for the disk, and for a synchronous standby.
-- "ids_go_on" says that the sequence is neither behind the rows nor at its end. Reading it does not draw an id. Rows beyond it are looked for,
-- and not the last row: the last entries of the index of tasks are those of rows that have moved on, as many as were not vacuumed yet.
-- The order makes the planner read the primary keys, as in ids_behind.
with nothing as (
  update only taskq.tasks set id = id where false
  returning id)
select pg_logical_emit_message(true, 'taskq', '') is not null as written, exists (select from nothing) as changed,
  t.id is null and q.last < 9223372036854775807 as ids_go_on
from (select coalesce(pg_catalog.pg_sequence_last_value('taskq.tasks_id_seq'::regclass), 0) as last) q
left join lateral (select t.id from taskq.tasks t where t.id > q.last order by t.id limit 1) t on true
