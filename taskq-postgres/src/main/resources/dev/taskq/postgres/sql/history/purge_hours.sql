-- Deletes old rows of hours, the oldest first.
delete from taskq.type_history h
where h.ctid = any(array(
  select o.ctid from taskq.type_history o
  where o.span = 'hour' and o.at < (select clock_timestamp()) - :kept_us * interval '1 microsecond'
  order by o.at
  limit :rows))
