-- Deletes old entries, and those beyond the most, among the oldest. The limit bounds the rows that are read, and not only those that are
-- deleted. The entries that earlier steps deleted are passed over by the index until a vacuum has removed them.
with oldest as (
  select a.id, a.at
  from taskq.audit a
  order by a.id
  limit :rows)
delete from taskq.audit a
using oldest o
where a.id = o.id
  and (o.at < clock_timestamp() - :retention_us * interval '1 microsecond'
    or o.id <= (select n.id from taskq.audit n order by n.id desc limit 1) - :most)
