-- Stores an operation.
insert into taskq.operations (
  action, filter, ids, task_limit, dry_run, caller, correlation_id, traceparent, own, last_task, created_at)
select
  :action, nullif(:filter, '')::jsonb, case when :by_ids then :ids::bigint[] end, nullif(:task_limit, 0), :dry_run, :caller, :correlation_id,
  nullif(:traceparent, ''), :own,
  -- All tasks so far have an id up to it. The last row would be dear to find: the last entries of the index of tasks are those of rows that
  -- have moved on.
  coalesce(pg_catalog.pg_sequence_last_value('taskq.tasks_id_seq'::regclass), 0),
  clock_timestamp()
returning id
