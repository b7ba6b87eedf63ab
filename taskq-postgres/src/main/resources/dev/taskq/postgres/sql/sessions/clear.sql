-- Deletes ended sessions and their heartbeats.
with cleared as (
  delete from taskq.sessions s where s.id = any(:ids) and s.ended_at is not null returning s.id)
delete from taskq.heartbeats b using cleared c where b.session_id = c.id
