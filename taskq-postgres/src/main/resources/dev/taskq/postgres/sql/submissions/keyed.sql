-- Finds the tasks under idempotency keys, in both tables. LATERAL with OFFSET 0 makes the planner use the index on the key, whatever it
-- estimates.
select w.n::int - 1 as place, t.id, t.body_hash, t.scheduled_for is not null as scheduled
from unnest((select :callers), (select :keys)) with ordinality as w(caller, key, n)
cross join lateral (
  select t.id, t.body_hash, t.scheduled_for from taskq.tasks t
  where t.caller = w.caller and t.idempotency_key = w.key and not t.transactional
  offset 0) t
