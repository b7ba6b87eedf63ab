-- Finds the oldest transaction that pins the vacuum horizon of this database. The number of connections bounds its cost.
-- A transaction with neither a snapshot nor an id pins nothing, however long it is open. Vacuum ignores the snapshots of its own
-- workers. Only members of pg_read_all_stats see the transactions of other roles.
select (extract(epoch from max(clock_timestamp() - x.since)) * 1000000)::bigint as age_us
from (
  select a.xact_start as since
  from pg_stat_activity a
  where a.datname = current_database()
    and (a.backend_xmin is not null or a.backend_xid is not null)
    and a.pid <> pg_backend_pid()
    and a.backend_type <> 'autovacuum worker'
  union all
  select p.prepared from pg_prepared_xacts p where p.database = current_database()) x
