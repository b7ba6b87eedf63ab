-- Takes back the losses that the end of a session has caused.
--
-- Each loss counts once. Its attempt says that it counts, until this statement has changed the task. A final task stays as it is. A task
-- that was changed since the statement began is not found by its ctid; it is left for another call, like one that another transaction
-- holds. Rows are found by LATERAL and ctid, as in dispatch/claim.sql.
with due as materialized (
  select a.ctid as aid, a.task_id from taskq.task_attempts a
  where a.session_id = :session and a.counts
    and exists (select from taskq.sessions s where s.id = :session and s.process = :process)
    and (select count(*) from taskq.task_attempts o where o.task_id = a.task_id and o.outcome = 'lost') <= :most
  order by a.task_id),
got as materialized (
  select d.aid, d.task_id, t.tid, t.final
  from due d
  cross join lateral (
    select t.ctid as tid, t.finished_at is not null as final from taskq.tasks t where t.id = d.task_id
    for update skip locked) t),
done as (
  update only taskq.tasks t
  set losses = t.losses - 1, updated_at = clock_timestamp()
  from got g
  where t.ctid = g.tid and not g.final
  returning t.id),
told as (
  update taskq.task_attempts a
  set counts = false, error = :error
  from got g
  where a.ctid = g.aid and g.task_id in (select d.id from done d))
select d.task_id, coalesce(g.task_id in (select x.id from done x), false) as done, coalesce(g.final, false) as final
from due d left join got g on g.task_id = d.task_id
