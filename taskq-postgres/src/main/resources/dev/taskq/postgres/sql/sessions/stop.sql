-- Stops a session of this process. Waits for claims in flight, which hold its row, and stops all later ones. Its heartbeats end
-- with it.
with ended as (
  update taskq.sessions s
  set ended_at = clock_timestamp(), end_reason = 'stopped'
  where s.id = :session and s.process = :process and s.ended_at is null
  returning s.id)
update taskq.heartbeats b set ended = true from ended e where b.session_id = e.id
