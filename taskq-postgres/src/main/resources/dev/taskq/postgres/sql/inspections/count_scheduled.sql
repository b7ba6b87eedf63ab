-- Counts scheduled rows, one bounded slice for each type, in the order of their ids. Scheduled rows have no hinted_at. The order names
-- it nevertheless, because it is the order of the index.
select x.scheduled, x.last
from unnest((select :types), (select :after_id)) with ordinality as l(type, after, n)
cross join lateral (
  select count(*) as scheduled, max(y.id) as last
  from (
    select t.id from only taskq.tasks t
    where t.finished_at is null and t.type = l.type and t.hinted_at is null and t.id > l.after
    order by t.hinted_at, t.id
    limit :rows) y) x
order by l.n
