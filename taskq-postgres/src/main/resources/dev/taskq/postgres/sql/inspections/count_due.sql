-- Counts scheduled tasks by ranges of their due times, a bounded number of each.
select x.due
from unnest((select :begins), (select :ends)) with ordinality as l(begins, ends, n)
cross join lateral (
  select count(*) as due
  from (
    select t.run_at from only taskq.tasks t
    where t.run_at >= l.begins and t.run_at < l.ends
    order by t.run_at
    limit :rows) y) x
order by l.n
