-- Reads operations before one, newest first: those that fit, and the last row that was read, which may not fit.
select s.id, s.fits, s.scanned
from (
  select n.id, n.fits,
    row_number() over (order by n.id desc) as scanned,
    lead(n.id) over (order by n.id desc) is null as is_last
  from (
    select o.id, o.status = any(:statuses) and o.action = any(:actions) as fits
    from taskq.operations o
    where o.id < :before_id
    order by o.id desc
    limit :scan) n) s
where s.fits or s.is_last
order by s.id desc
limit :most
