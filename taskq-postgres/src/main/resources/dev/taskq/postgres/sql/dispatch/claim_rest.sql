-- For tasks that a claim did not get: returns what distinguishes gone, locked, deferred and too large, and whether the session
-- lives. Takes no lock.
select w.id, coalesce(t.status = 'queued', false) as queued,
  coalesce(t.losses >= :suspect_losses, false) as suspect,
  coalesce(t.payload_bytes + t.checkpoint_bytes, 0) as size,
  exists (select from taskq.sessions s where s.id = :session and s.process = :process and s.ended_at is null) as alive
from unnest((select :ids)) as w(id)
left join lateral (
  select t.status, t.losses, t.payload_bytes, t.checkpoint_bytes from only taskq.tasks t where t.id = w.id offset 0) t on true
