-- Deletes final tasks with their attempts and their progress. Says of each task that exists whether it was deleted, and its status before. A final task
-- that was not deleted is held by another transaction, or was changed by it.
with found as materialized (
  select t.id, t.status, t.type
  from unnest(:ids) as w(id)
  cross join lateral (select t.id, t.status, t.type from taskq.tasks t where t.id = w.id offset 0) t),
held as materialized (
  select h.tid, h.home
  from unnest(:ids) as w(id)
  cross join lateral (
    select t.ctid as tid, t.tableoid as home from taskq.tasks t
    where t.id = w.id and t.finished_at is not null
    for update skip locked) h),
deleted as (
  delete from taskq.tasks t using held h where t.ctid = h.tid and t.tableoid = h.home returning t.id),
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
select f.id, f.status, f.type, d.id is not null as deleted from found f left join deleted d on d.id = f.id
