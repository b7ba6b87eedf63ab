-- Requests the end of a running operation.
update taskq.operations o
set cancel_requested_at = coalesce(o.cancel_requested_at, clock_timestamp())
where o.id = :id and o.status = 'running'
