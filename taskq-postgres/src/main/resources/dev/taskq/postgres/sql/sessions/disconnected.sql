-- Processes of living sessions that hold no lock, though they do as a rule: Postgres dropped it with their last connection.
-- Where the asker's own heartbeat connection is gone too, what took it may have taken theirs: then there is no answer.
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
