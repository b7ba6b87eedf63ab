-- The counters of the sessions that seem to live.
select s.id, coalesce(b.beats, 0) as beats
from taskq.sessions s left join taskq.beats b on b.session_id = s.id
where s.ended_at is null
