-- Shows that tasks can be written, and leaves no row behind.
--
-- The update of nothing meets what an insert meets: a server or a connection that is read-only, a missing right, a lock on the
-- table. The message is in the log of changes, so that its commit waits for the disk, and for a synchronous standby.
with nothing as (
  update taskq.tasks set id = id where false
  returning id)
select pg_logical_emit_message(true, 'taskq', '') is not null as written, exists (select from nothing) as changed
