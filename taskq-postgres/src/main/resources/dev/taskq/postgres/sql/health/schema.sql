-- Describes the existing schema, one line for each object that the migrations make. Only valid objects are listed: not an index
-- that is being built or whose build failed, and not a constraint that was never validated.
select found.line
from pg_catalog.pg_namespace n
cross join lateral (
  select 'table ' || c.relname as line
  from pg_catalog.pg_class c
  where c.relnamespace = n.oid and c.relkind = 'r'
  union all
  select 'column ' || a.attname || ' of ' || c.relname || ', ' || pg_catalog.format_type(a.atttypid, a.atttypmod)
    || case when a.attnotnull then ', not null' else '' end
    || case when a.atthasdef then ', with a default' else '' end
  from pg_catalog.pg_class c
  join pg_catalog.pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
  where c.relnamespace = n.oid and c.relkind = 'r'
  union all
  select case k.contype when 'p' then 'primary key ' when 'c' then 'check ' else 'constraint ' end
    || k.conname || ' of ' || c.relname
  from pg_catalog.pg_class c
  join pg_catalog.pg_constraint k on k.conrelid = c.oid and k.contype in ('p', 'c', 'u', 'x') and k.convalidated
  where c.relnamespace = n.oid
  union all
  select case when x.indisunique then 'unique index ' else 'index ' end || i.relname || ' of ' || c.relname || ' ('
    || (select string_agg(pg_catalog.pg_get_indexdef(i.oid, p::int, true), ', ' order by p)
        from generate_series(1, x.indnkeyatts) p)
    || case when x.indpred is null then ')' else '), partial' end
  from pg_catalog.pg_class c
  join pg_catalog.pg_index x on x.indrelid = c.oid and x.indisvalid and x.indisready
  join pg_catalog.pg_class i on i.oid = x.indexrelid
  where c.relnamespace = n.oid
  union all
  select 'sequence ' || c.relname
  from pg_catalog.pg_class c
  where c.relnamespace = n.oid and c.relkind = 'S'
  union all
  select 'inheritance of ' || c.relname || ' from ' || p.relname
  from pg_catalog.pg_class c
  join pg_catalog.pg_inherits h on h.inhrelid = c.oid
  join pg_catalog.pg_class p on p.oid = h.inhparent
  where c.relnamespace = n.oid
  union all
  select 'function ' || f.proname || '(' || pg_catalog.pg_get_function_identity_arguments(f.oid) || ')'
    || case when f.prosecdef then ', security definer' else '' end
  from pg_catalog.pg_proc f
  where f.pronamespace = n.oid) found
where n.nspname = 'taskq' and found.line not like '%schema_history%'
order by found.line collate "C"
