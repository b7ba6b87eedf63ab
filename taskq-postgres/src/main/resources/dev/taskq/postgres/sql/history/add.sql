-- Adds counts to the rows of this minute and of this hour. Rows are written in one order, so two processes wait for each other and never in
-- a circle. The rows of all types, which each process writes, come last, so they are locked for the shortest time. A type without a row gets one while there is room in the hour; the row of all types, whose name is empty, is always written.
-- A crash may forget it.
with quick as materialized (
  select set_config('synchronous_commit', 'off', true) as set),
clock as materialized (
  select c.now, date_trunc('hour', c.now, 'UTC') as hour from (select clock_timestamp() as now) c),
given as materialized (
  select w.*
  from clock c
  cross join unnest(
      (select :types), (select :submitted), (select :started), (select :succeeded), (select :finished), (select :failed_attempts),
      (select :failed_tasks), (select :waits), (select :runs), (select :slowest_task), (select :slowest_us))
    as w(type, submitted, started, succeeded, finished, failed_attempts, failed_tasks, waits, runs, slowest_task, slowest_us)
  left join lateral (
    select true as kept from taskq.type_history h
    where h.span = 'hour' and h.type = w.type and h.at = c.hour
    offset 0) k on true
  order by k.kept is null and w.type <> '', w.type
  limit (
    select greatest(0, :most - count(*))
    from clock c
    cross join lateral (
      select from taskq.type_history h
      where h.span = 'hour' and h.at = c.hour and h.type <> all((select :types)::text[])
      offset 0) others))
insert into taskq.type_history as h (
  span, type, at, submitted, started, succeeded, finished, failed_attempts, failed_tasks, waits, runs, slowest_task, slowest_us, versions)
select
  s.span, g.type, date_trunc(s.span, c.now, 'UTC'), g.submitted, g.started, g.succeeded, g.finished, g.failed_attempts, g.failed_tasks,
  g.waits::bigint[], g.runs::bigint[], g.slowest_task, g.slowest_us, (select :versions)
from given g
cross join quick
cross join clock c
cross join (values ('hour'), ('minute')) as s(span)
order by g.type = '', g.type, s.span
on conflict (span, type, at) do update
set submitted = h.submitted + excluded.submitted,
    started = h.started + excluded.started,
    succeeded = h.succeeded + excluded.succeeded,
    finished = h.finished + excluded.finished,
    failed_attempts = h.failed_attempts + excluded.failed_attempts,
    failed_tasks = h.failed_tasks + excluded.failed_tasks,
    waits = array(
      select coalesce(b.before, 0) + coalesce(b.more, 0)
      from unnest(h.waits, excluded.waits) with ordinality as b(before, more, n)
      order by b.n),
    runs = array(
      select coalesce(b.before, 0) + coalesce(b.more, 0)
      from unnest(h.runs, excluded.runs) with ordinality as b(before, more, n)
      order by b.n),
    slowest_task = case when excluded.slowest_us > coalesce(h.slowest_us, -1) then excluded.slowest_task else h.slowest_task end,
    slowest_us = greatest(h.slowest_us, excluded.slowest_us),
    versions = case
      when excluded.versions <@ h.versions then h.versions
      when cardinality(h.versions) >= :most_versions then h.versions
      else h.versions || excluded.versions
    end
