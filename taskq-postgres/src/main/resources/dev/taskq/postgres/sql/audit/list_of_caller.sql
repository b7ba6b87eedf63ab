-- Reads entries of a caller before one, newest first: those that fit, and the last row that was read, which may not fit. The caller is a
-- range, and leads the order, so that only the index of callers serves: along the primary key, entries of others would be read too.
select s.id, s.at, s.caller, s.action, s.subject, s.detail, s.correlation_id, s.fits, s.scanned
from (
  select n.*,
    row_number() over (order by n.caller desc, n.id desc) as scanned,
    lead(n.id) over (order by n.caller desc, n.id desc) is null as is_last
  from (
    select a.id, a.at, a.caller, a.action, a.subject, a.detail, a.correlation_id,
      a.action = any(:actions) and (cardinality(:subjects) = 0 or a.subject = any(:subjects)) as fits
    from taskq.audit a
    where (a.caller, a.id) < (:caller, :before_id) and a.caller >= :caller
    order by a.caller desc, a.id desc
    limit :scan) n) s
where s.fits or s.is_last
order by s.caller desc, s.id desc
limit :most
