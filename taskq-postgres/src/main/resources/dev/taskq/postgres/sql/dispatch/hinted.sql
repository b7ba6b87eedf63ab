-- Stamps rows for which hints were sent again, if they are unchanged since they were read. Rows are found by LATERAL and ctid.
-- A stamp far ahead of the clock is not stored, whatever stamps the queue had.
with got as materialized (
  select t.tid
  from unnest((select :ids), (select :stamps)) as w(id, stamp)
  cross join lateral (
    select t.ctid as tid from only taskq.tasks t
    where t.id = w.id and t.status = 'queued' and t.hinted_at = w.stamp
    for update skip locked) t)
update only taskq.tasks t set hinted_at = least(:stamp, clock_timestamp() + :most_ahead_us * interval '1 microsecond')
from got g where t.ctid = g.tid
