-- Stamps the given types as used, to the hour, and returns those that are unknown. If only announced types count, a type that a
-- caller made known is unknown.
with known as materialized (
  select y.tid, y.name, y.used_at < clock_timestamp() - interval '1 hour' as stale
  from unnest((select :names)) as w(name)
  cross join lateral (
    select y.ctid as tid, y.name, y.used_at from taskq.types y
    where y.name = w.name and (y.caller is null or not :announced_only)
    offset 0) y),
stale as materialized (
  select y.tid
  from known k
  cross join lateral (select y.ctid as tid from taskq.types y where y.name = k.name for update skip locked) y
  where k.stale),
touched as (
  update taskq.types y set used_at = clock_timestamp() from stale s where y.ctid = s.tid)
select w.name from unnest((select :names)) as w(name) where not exists (select from known k where k.name = w.name)
