-- Names the schedule on a task that was run by hand, and the task on the schedule. The caller's transaction holds both rows.
with task as (
  update only taskq.tasks t set schedule = :name where t.id = :task)
update taskq.schedules s
set last_task_id = :task, version = s.version + 1
where s.name = :name
