-- Ends a running operation without a step.
update taskq.operations o
set status = :status, finished_at = clock_timestamp(), error = nullif(:error, '')
where o.id = :id and o.status = 'running'
