-- Stores tasks, all or none.
--
-- The parameters are arrays and not a VALUES list, so that one plan serves every number of rows. A CTE of its own draws the ids
-- in the given order, because RETURNING does not say which row belongs to which argument.
with rows as materialized (
  select nextval('taskq.tasks_id_seq') as id, w.*
  from (
    select w.*, case when w.due > w.at then w.due end as run_at
    from (
      select w.*, case when w.delay_us is null then w.due_at else w.at + w.delay_us * interval '1 microsecond' end as due
      from (
        select w.*, clock_timestamp() as at, w.payload::jsonb as json
        from unnest((select :types), (select :payloads), (select :due_at), (select :delays_us), (select :max_attempts),
                    (select :timeouts_ms), (select :callers), (select :correlation_ids), (select :traceparents)) with ordinality
          as w(type, payload, due_at, delay_us, max_attempts, timeout_ms, caller, correlation_id, traceparent, n)
        offset 0) w) w) w),
stored as (
  insert into taskq.tasks (
    id, status, created_at, updated_at, started_at, given_max_attempts, given_timeout_ms,
    run_at, scheduled_for, queued_at, hinted_at, type, caller, correlation_id, traceparent, payload_bytes, payload)
  select
    r.id, case when r.run_at is null then 'queued' else 'scheduled' end, r.at, r.at, r.at, r.max_attempts, r.timeout_ms,
    r.run_at, r.run_at, case when r.run_at is null then r.at end, case when r.run_at is null then r.at end,
    r.type, r.caller, r.correlation_id, r.traceparent, octet_length(r.json::text), r.json
  from rows r)
select r.id, r.run_at is not null as scheduled, r.at from rows r order by r.n
