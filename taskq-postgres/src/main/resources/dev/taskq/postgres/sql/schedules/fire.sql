-- Fires schedules: queues the tasks of their fire times, and sets their next fire times, in one statement.
--
-- A step does nothing unless the version of its schedule is the one that was read, so neither a repeat nor another leader does it
-- again. The caller sorts the names, and locked rows are skipped. The version of a row that was waited for would be read anew, but
-- not its last task; so every statement that sets a last task changes the version, too. A fire time that has a task already gets
-- no other one.
with held as materialized (
  select w.n, w.next_at, w.skipped, w.last_skipped_at, w.latest_at, w.times, s.*
  from unnest(:names, :versions, :next_at, :skipped, :last_skipped_at, :latest_at, :times) with ordinality
    as w(step, step_version, next_at, skipped, last_skipped_at, latest_at, times, n)
  cross join lateral (
    select s.ctid as tid, s.name, s.type, s.params, s.max_attempts, s.timeout_ms, s.caller, s.overlap, s.last_task_id
    from taskq.schedules s
    where s.name = w.step and s.version = w.step_version
    for update skip locked) s),
judged as materialized (
  select h.*, h.overlap = 'skip' and h.times > 0 and l.id is not null and l.finished_at is null as overlaps
  from held h
  left join lateral (
    select t.id, t.finished_at from only taskq.tasks t where t.id = h.last_task_id offset 0) l on true),
fires as materialized (
  select nextval('taskq.tasks_id_seq') as id, clock_timestamp() as at, f.*
  from (
    select j.*, f.fire_at, f.correlation_id
    from unnest(:places, :fire_at, :correlation_ids) with ordinality as f(place, fire_at, correlation_id, m)
    join judged j on j.n = f.place
    where not j.overlaps
    order by f.m
    offset 0) f),
stored as (
  insert into taskq.tasks (
    id, status, created_at, updated_at, started_at, given_max_attempts, given_timeout_ms, queued_at, hinted_at, type, caller,
    correlation_id, schedule, fire_at, payload_bytes, payload)
  select
    f.id, 'queued', f.at, f.at, f.at, f.max_attempts, f.timeout_ms, f.at, f.at, f.type, f.caller,
    f.correlation_id, f.name, f.fire_at, octet_length(f.params::text), f.params
  from fires f
  on conflict (schedule, fire_at) where fire_at is not null do nothing
  returning id, type, schedule, hinted_at),
sums as (
  select s.schedule, max(s.id) as last_id, count(*) as number from stored s group by s.schedule),
moved as (
  update taskq.schedules s
  set version = s.version + 1,
      next_fire_at = j.next_at,
      last_fire_at = case when j.overlaps then s.last_fire_at else greatest(s.last_fire_at, j.latest_at) end,
      last_task_id = coalesce(k.last_id, s.last_task_id),
      last_skipped_at = greatest(s.last_skipped_at, j.last_skipped_at, case when j.overlaps then j.latest_at end),
      fired = s.fired + coalesce(k.number, 0),
      skipped = s.skipped + j.skipped + case when j.overlaps then j.times else 0 end
  from judged j left join sums k on k.schedule = j.name
  where s.ctid = j.tid
  returning s.name, j.overlaps)
select m.name, m.overlaps, t.id, t.type, t.hinted_at
from moved m left join stored t on t.schedule = m.name
order by m.name, t.id
