-- Asks an agent to take no more tasks. Its heartbeats write the same row, so it never waits for long.
update taskq.heartbeats b
set drain = true
from taskq.sessions s
where b.session_id = :session and not b.ended and s.id = b.session_id and s.kind = 'agent'
