-- Deletes ended sessions, their heartbeats and their status.
with cleared as (
  delete from taskq.sessions s where s.id = any(:ids) and s.ended_at is not null returning s.id),
forgotten as (delete from taskq.session_status r using cleared c where r.session_id = c.id)
delete from taskq.heartbeats b using cleared c where b.session_id = c.id
