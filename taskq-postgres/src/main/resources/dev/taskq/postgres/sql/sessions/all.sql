-- Reads all sessions with their counters, and the clock. A server that accepts no writes is read-only in each transaction. Returns at
-- least one row.
select c.now, c.read_only, s.id, s.process, s.kind, s.name, s.host, s.types, s.opened_at, s.ended_at, s.end_reason,
  coalesce(s.locks, false) as locks, coalesce(b.heartbeats, 0) as heartbeats, coalesce(b.hints_fail, false) as hints_fail,
  coalesce(b.drain, false) as drain
from (
  select clock_timestamp() as now, current_setting('transaction_read_only')::boolean as read_only offset 0) c
left join taskq.sessions s on true
left join taskq.heartbeats b on b.session_id = s.id
order by s.id
