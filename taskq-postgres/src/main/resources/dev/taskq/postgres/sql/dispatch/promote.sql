-- Queues the scheduled tasks of a range that are due, beginning with the one that has been due for longest. A sub-select reads the clock once:
-- a volatile function in the condition could not be an index condition. A task that has no time for which it was scheduled was
-- submitted in a transaction, and is due since that has committed.
with due as materialized (
  select t.ctid as tid, t.run_at as due from only taskq.tasks t
  where t.run_at >= :due_from::timestamptz and t.run_at < :due_before::timestamptz and t.run_at <= (select clock_timestamp())
  order by t.run_at
  limit :max
  for update skip locked),
done as (
  update only taskq.tasks t
  set status = 'queued',
      run_at = null,
      scheduled_for = coalesce(t.scheduled_for, case when t.queued_at is null then clock_timestamp() end),
      queued_at = clock_timestamp(),
      hinted_at = clock_timestamp(),
      updated_at = clock_timestamp()
  from due d
  where t.ctid = d.tid
  returning t.id, t.type, t.hinted_at, d.due)
select d.id, d.type, d.hinted_at from done d order by d.due, d.id
