-- Stores an operation.
insert into taskq.operations (
  action, filter, ids, task_limit, dry_run, caller, correlation_id, traceparent, own, last_task, created_at)
select
  :action, nullif(:filter, '')::jsonb, case when :by_ids then :ids::bigint[] end, nullif(:task_limit, 0), :dry_run, :caller, :correlation_id,
  nullif(:traceparent, ''), :own,
  -- The last task by its key. LIMIT makes the planner read one entry of the index.
  coalesce((select t.id from taskq.tasks t order by t.id desc limit 1), 0),
  clock_timestamp()
returning id
