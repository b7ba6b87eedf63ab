-- Moves ids ahead of all that were ever given, also of those that callers were told after the time that was restored.
select
  setval('taskq.sessions_id_seq',
    greatest((select max(s.id) from taskq.sessions s), (select q.last_value from taskq.sessions_id_seq q)) + :ahead) as session,
  setval('taskq.tasks_id_seq',
    greatest((select max(t.id) from taskq.tasks t), (select q.last_value from taskq.tasks_id_seq q)) + :ahead, false) as task
