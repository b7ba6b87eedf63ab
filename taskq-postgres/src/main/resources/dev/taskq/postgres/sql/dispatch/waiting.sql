-- Finds queued rows, by type in the dispatch order, from a position on.
--
-- The statement has a LATERAL sub-select for each type instead of a sort over all of them, because a sort reads all waiting
-- rows. The positions are values, so that they are index conditions. The number of rows that are read is bounded. The last row
-- of that number is always returned, whatever its status, so that the caller knows where the scan stopped.
select l.n::int - 1 as place, x.id, x.hinted_at, x.queued, x.scanned = l.scan as stopped
from unnest((select :types), (select :after_at), (select :after_id), (select :before), (select :scans), (select :maxes),
            (select :most_losses)) with ordinality
  as l(type, after_at, after_id, before, scan, most, most_losses, n)
cross join lateral (
  select x.* from (
    select y.id, y.hinted_at, y.status = 'queued' and y.losses <= l.most_losses as queued, row_number() over (order by y.hinted_at, y.id) as scanned
    from (
      select t.id, t.hinted_at, t.status, t.losses from only taskq.tasks t
      where t.finished_at is null and t.type = l.type
        and (t.hinted_at, t.id) > (l.after_at, l.after_id) and t.hinted_at < l.before
      order by t.hinted_at, t.id
      limit l.scan) y) x
  where x.queued or x.scanned = l.scan
  order by x.hinted_at, x.id
  limit l.most) x
limit :rows
