-- Asks an agent to take no more tasks, and returns it as it was before. Its heartbeats write the same row, so this never waits for long.
-- The row is locked first: of two that ask at the same time, one is the first.
with asked as materialized (
  select s.id, s.name, s.host, s.types, s.opened_at, b.drain
  from taskq.heartbeats b
  join taskq.sessions s on s.id = b.session_id
  where b.session_id = :session and not b.ended and s.kind = 'agent'
  for update of b),
changed as (update taskq.heartbeats b set drain = true from asked a where b.session_id = a.id)
select a.name, a.host, a.types, a.opened_at, a.drain from asked a
