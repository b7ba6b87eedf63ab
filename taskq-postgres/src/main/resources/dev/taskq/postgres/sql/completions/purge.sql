-- Deletes finished tasks past their retention, with their attempts and their progress. One step along the primary keys of both tables; no
-- other index is needed. A limit for each table makes the planner read both in the order of the index. In tasks the step goes no further
-- than in succeeded_tasks: the entries of rows that have moved on are still in its index, until it is vacuumed. That bound is a comparison
-- of rows, because between two plain bounds the planner expects few rows, and would read and sort all. tasks is named first, because every
-- statement locks it first: LOCK TABLE and ALTER TABLE do so too.
-- The retention is checked again under the lock, because a retry by hand may have come between. The ids are drawn in the order of the creation,
-- so the walk is over where all tasks are younger than a retention. A task of the future tells nothing about those after it: the clock was ahead.
with scanned as materialized (
  select x.* from (
    (select t.id, t.created_at, t.finished_at, t.status from only taskq.tasks t
      where t.id > :after
        and (t.id, t.id) <= (select e.last, e.last from (select coalesce(
          (select s.id from taskq.succeeded_tasks s where s.id > :after order by s.id offset :rows - 1 limit 1), 9223372036854775807) as last offset 0) e)
      order by t.id
      limit :rows)
    union all
    (select t.id, t.created_at, t.finished_at, t.status from taskq.succeeded_tasks t where t.id > :after order by t.id limit :rows)) x
  order by x.id
  limit :rows),
ages as materialized (
  select clock_timestamp() as now, clock_timestamp() - :retention_us * interval '1 microsecond' as others,
    clock_timestamp() - :failed_retention_us * interval '1 microsecond' as failed),
past as materialized (
  select d.tid, d.home
  from scanned l
  cross join ages a
  cross join lateral (
    select t.ctid as tid, t.tableoid as home from taskq.tasks t
    where t.id = l.id and t.finished_at < case t.status when 'failed' then a.failed else a.others end
    for update skip locked) d
  where l.finished_at < case l.status when 'failed' then a.failed else a.others end),
deleted as (
  delete from taskq.tasks t using past p where t.ctid = p.tid and t.tableoid = p.home returning t.id),
attempts as (
  delete from taskq.task_attempts a
  using deleted d cross join lateral (
    select x.ctid as tid from taskq.task_attempts x where x.task_id = d.id offset 0) x
  where a.ctid = x.tid),
progress as (
  delete from taskq.task_progress p
  using deleted d cross join lateral (
    select x.ctid as tid from taskq.task_progress x where x.task_id = d.id offset 0) x
  where p.ctid = x.tid)
select (select count(*) from deleted)::int as deleted, max(l.id) as next
from scanned l
cross join ages a
where l.created_at < greatest(a.failed, a.others) or l.created_at > a.now
