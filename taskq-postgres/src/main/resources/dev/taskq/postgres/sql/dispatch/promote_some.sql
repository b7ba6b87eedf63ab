-- Queues given tasks that are scheduled and due. LATERAL finds the rows by their ids, in the order of the ids, which the caller
-- sorts. COALESCE keeps the planner from the index of due times, all of which it would read as long as it estimates that the table
-- is empty.
with due as materialized (
  select t.tid, w.n
  from unnest((select :ids)) with ordinality as w(id, n)
  cross join lateral (
    select t.ctid as tid from only taskq.tasks t
    where t.id = w.id and coalesce(t.run_at, timestamptz 'infinity') <= clock_timestamp()
    for update skip locked) t),
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
  returning t.id, t.type, t.hinted_at, d.n)
select d.id, d.type, d.hinted_at from done d order by d.n
