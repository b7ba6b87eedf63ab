-- Moves ids ahead of all that were ever given, also of those that callers were told after the time that was restored. What a
-- sequence says that stands at its end is no id that was given.
with room as (select 9223372036854775807 - 2 * :ahead as most)
select
  setval('taskq.sessions_id_seq', :ahead + greatest(0,
    (select max(s.id) from taskq.sessions s),
    (select q.last_value from taskq.sessions_id_seq q, room r where q.last_value < r.most))) as session,
  setval('taskq.tasks_id_seq', :ahead + greatest(0,
    (select max(t.id) from taskq.tasks t),
    (select q.last_value from taskq.tasks_id_seq q, room r where q.last_value < r.most))) as task
