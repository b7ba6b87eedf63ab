-- Looks for the oldest transaction that pins the vacuum horizon of this database. Bounded by the number of connections.
-- One that has neither a snapshot nor an id pins nothing, however long it stands open. Vacuum passes over its own workers'
-- snapshots. What other roles do is shown to members of pg_read_all_stats only.
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
