-- Ends all sessions that were alive in the backup.
with ended as (
  update taskq.sessions s
  set ended_at = clock_timestamp(), end_reason = 'lost'
  where s.ended_at is null
  returning s.id),
silenced as (
  update taskq.heartbeats b set ended = true from ended e where b.session_id = e.id)
select e.id from ended e
