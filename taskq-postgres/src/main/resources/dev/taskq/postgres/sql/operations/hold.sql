-- Locks a running operation for one step. Returns no row if another transaction takes a step.
select o.id from taskq.operations o where o.id = :id and o.status = 'running' for update skip locked
