-- Stores the progress of tasks that a session holds; for people.
--
-- It runs on the connection of the heartbeats, so it takes no lock on tasks, and does not wait long for one on a row of task_progress. A
-- crash may forget it.
with quick as materialized (
  select set_config('synchronous_commit', 'off', true) as set, set_config('lock_timeout', '50', true) as briefly
  from taskq.sessions s
  where s.id = :session and s.process = :process)
insert into taskq.task_progress as p (task_id, session_id, claim, fraction, note, reported_at)
select w.id, :session, w.claim, w.fraction, w.note, clock_timestamp()
from unnest((select :ids), (select :tokens), (select :fractions), (select :notes)) as w(id, claim, fraction, note)
cross join quick q
cross join lateral (
  select from only taskq.tasks t
  where t.id = w.id and t.status = 'running' and t.session_id = :session and t.claim = w.claim
  offset 0) t
on conflict (task_id) do update
set session_id = excluded.session_id,
    claim = excluded.claim,
    fraction = excluded.fraction,
    note = excluded.note,
    reported_at = excluded.reported_at
