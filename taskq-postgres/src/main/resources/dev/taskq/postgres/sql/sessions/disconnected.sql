-- The processes of living sessions that should hold a lock and hold none: Postgres released it with their last connection.
-- Returns no rows if the caller's own heartbeat connection is gone: the same failure may have closed the others.
with held as materialized (
  select (l.classid::bigint << 32) | l.objid::bigint as process, l.pid as backend
  from pg_catalog.pg_locks l
  where l.locktype = 'advisory' and l.objsubid = 1
    and l.database = (select d.oid from pg_catalog.pg_database d where d.datname = current_database()))
select distinct s.process
from taskq.sessions s
where s.ended_at is null and s.locks
  and exists (select from held h where h.process = :process and h.backend = :backend)
  and not exists (select from held h where h.process = s.process)
