-- Counts queued rows, one bounded slice for each scan. The form is that of waiting.sql.
select x.queued, x.since, x.stopped_at, x.stopped_id
from unnest((select :types), (select :after_at), (select :after_id), (select :before), (select :scans)) with ordinality
  as l(type, after_at, after_id, before, scan, n)
cross join lateral (
  select count(*) filter (where y.status = 'queued') as queued,
    min(y.queued_at) filter (where y.status = 'queued') as since,
    max(y.hinted_at) filter (where y.scanned = l.scan) as stopped_at,
    max(y.id) filter (where y.scanned = l.scan) as stopped_id
  from (
    select z.*, row_number() over (order by z.hinted_at, z.id) as scanned
    from (
      select t.id, t.hinted_at, t.queued_at, t.status from only taskq.tasks t
      where t.finished_at is null and t.type = l.type
        and (t.hinted_at, t.id) > (l.after_at, l.after_id) and t.hinted_at < l.before
      order by t.hinted_at, t.id
      limit l.scan) z) y) x
order by l.n
