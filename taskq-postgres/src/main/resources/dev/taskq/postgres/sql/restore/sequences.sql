-- Moves ids ahead of all that were ever given, including those that callers were told after the time that was restored. The
-- value of a sequence that is at its end is ignored, because it is not an id that was given.
with room as (select 9223372036854775807 - 2 * :ahead as most)
select
  setval('taskq.sessions_id_seq', :ahead + greatest(0,
    (select max(s.id) from taskq.sessions s),
    (select q.last_value from taskq.sessions_id_seq q, room r where q.last_value < r.most))) as session,
  setval('taskq.tasks_id_seq', :ahead + greatest(0,
    (select max(t.id) from taskq.tasks t),
    (select q.last_value from taskq.tasks_id_seq q, room r where q.last_value < r.most))) as task,
  setval('taskq.operations_id_seq', :ahead + greatest(0,
    (select max(o.id) from taskq.operations o),
    (select q.last_value from taskq.operations_id_seq q, room r where q.last_value < r.most))) as operation,
  setval('taskq.audit_id_seq', :ahead + greatest(0,
    (select max(a.id) from taskq.audit a),
    (select q.last_value from taskq.audit_id_seq q, room r where q.last_value < r.most))) as entry
