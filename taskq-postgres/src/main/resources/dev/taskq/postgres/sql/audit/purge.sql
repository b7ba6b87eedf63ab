-- Deletes old entries among the oldest. The limit bounds the rows that are read, and not only those that are deleted.
with oldest as (
  select a.id, a.at
  from taskq.audit a
  order by a.id
  limit :rows)
delete from taskq.audit a
using oldest o
where a.id = o.id and o.at < clock_timestamp() - :retention_us * interval '1 microsecond'
