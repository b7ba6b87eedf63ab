-- Ends a session: waits for claims under way, which hold its row, and stops all later ones. Its beats end with it. What is
-- another process's is not stopped, but may be found lost.
with ended as (
  update taskq.sessions s
  set ended_at = clock_timestamp(), end_reason = :reason
  where s.id = :session and s.ended_at is null and (s.process = :process or :reason = 'lost')
  returning s.id)
update taskq.beats b set ended = true from ended e where b.session_id = e.id
