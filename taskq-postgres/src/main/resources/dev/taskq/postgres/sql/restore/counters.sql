-- The heartbeat counters of the sessions that have no end.
select s.id, coalesce(b.heartbeats, 0) as heartbeats
from taskq.sessions s left join taskq.heartbeats b on b.session_id = s.id
where s.ended_at is null
