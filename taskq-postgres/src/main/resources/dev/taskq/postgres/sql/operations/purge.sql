-- Deletes operations that ended long ago, and the oldest of those that ended beyond the most that are kept.
delete from taskq.operations o
where o.status <> 'running'
  and (
    o.finished_at < clock_timestamp() - :retention_us * interval '1 microsecond'
    or o.id <= (select n.id from taskq.operations n order by n.id desc offset :most limit 1))
