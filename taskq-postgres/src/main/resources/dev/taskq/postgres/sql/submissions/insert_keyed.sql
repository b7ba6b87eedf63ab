-- Stores tasks under idempotency keys that are not used yet, and returns those that it stored.
--
-- Ids are drawn in the given order. Rows are stored in the order of their keys, so that two calls never wait for each other in
-- a circle. The statement waits a moment for a key that a transaction in flight holds; the CTE that is read first sets the time
-- limit. Tasks that were not stored are looked up by another statement, because the snapshot of this one may be older than the
-- conflicting row.
with moment as materialized (
  select set_config('lock_timeout', '100ms', true) as set),
rows as materialized (
  select nextval('taskq.tasks_id_seq') as id, w.*
  from (
    select w.*, case when w.due > w.at then w.due end as run_at
    from (
      select w.*, case when w.delay_us is null then w.due_at else w.at + w.delay_us * interval '1 microsecond' end as due
      from (
        select w.*, clock_timestamp() as at, w.payload::jsonb as json
        from moment m
        cross join unnest((select :types), (select :payloads), (select :due_at), (select :delays_us), (select :max_attempts),
                          (select :timeouts_ms), (select :callers), (select :correlation_ids), (select :traceparents),
                          (select :keys), (select :hashes)) with ordinality
          as w(type, payload, due_at, delay_us, max_attempts, timeout_ms, caller, correlation_id, traceparent,
               key, hash, n)
        where m.set is not null
        offset 0) w) w) w),
stored as (
  insert into taskq.tasks (
    id, status, created_at, updated_at, started_at, given_max_attempts, given_timeout_ms,
    run_at, scheduled_for, queued_at, hinted_at, type, caller, correlation_id, traceparent, payload_bytes, idempotency_key, body_hash,
    payload)
  select
    r.id, case when r.run_at is null then 'queued' else 'scheduled' end, r.at, r.at, r.at, r.max_attempts, r.timeout_ms,
    r.run_at, r.run_at, case when r.run_at is null then r.at end, case when r.run_at is null then r.at end,
    r.type, r.caller, r.correlation_id, r.traceparent, octet_length(r.json::text), r.key, r.hash, r.json
  from rows r
  order by r.caller, r.key
  on conflict (caller, idempotency_key, transactional) where idempotency_key is not null do nothing
  returning id)
select r.id, r.run_at is not null as scheduled, r.at, s.id is not null as stored
from rows r left join stored s on s.id = r.id
order by r.n
