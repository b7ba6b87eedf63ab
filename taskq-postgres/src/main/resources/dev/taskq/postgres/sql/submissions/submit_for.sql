-- Submits tasks in the transaction of the connection, which belongs to an application. The function checks and stores each.
select s.id, s.replayed
from unnest(:callers, :types, :payloads, :delays_us, :due_at, :max_attempts, :timeouts_ms, :keys, :correlation_ids,
            :traceparents) with ordinality
  as w(caller, type, payload, delay_us, due_at, max_attempts, timeout_ms, key, correlation_id, traceparent, n)
cross join lateral taskq.submit_for(
  w.caller, w.type, w.payload::jsonb, w.delay_us * interval '1 microsecond', w.due_at, w.max_attempts,
  w.timeout_ms * interval '1 millisecond', w.key, w.correlation_id, w.traceparent) s
order by w.n
