-- The sessions whose process holds its lock, which means that it is connected now.
select s.id
from taskq.sessions s
join pg_catalog.pg_locks l on (l.classid::bigint << 32 | l.objid::bigint) = s.process
where l.locktype = 'advisory' and l.objsubid = 1
  and l.database = (select d.oid from pg_catalog.pg_database d where d.datname = current_database())
