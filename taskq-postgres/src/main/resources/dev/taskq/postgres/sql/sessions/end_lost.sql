-- Ends a session that was found lost. Waits for claims in flight, which hold its row, and stops all later ones. Its heartbeats
-- end with it.
--
-- The session lives if its counter has moved since it was judged. The counter's row is locked, so the counter is read when the
-- lock is held, however long that took. A session without a counter can send no heartbeat.
with living as materialized (
  select s.id from taskq.sessions s where s.id = :session and s.ended_at is null for update),
silent as materialized (
  select b.session_id
  from taskq.heartbeats b
  where b.session_id = (select l.id from living l) and b.heartbeats = :heartbeats
  for update),
ended as (
  update taskq.sessions s
  set ended_at = clock_timestamp(), end_reason = 'lost'
  from living l
  where s.id = l.id
    and (exists (select from silent)
      or not exists (select from taskq.heartbeats b where b.session_id = l.id))
  returning s.id),
silenced as (
  update taskq.heartbeats b set ended = true from ended e where b.session_id = e.id)
select e.id from ended e
