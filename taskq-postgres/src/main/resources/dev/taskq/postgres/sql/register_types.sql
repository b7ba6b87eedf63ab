-- Makes types known, as many as there is room for. The table is locked against others who do the same: else the room would
-- be given twice.
insert into taskq.types (name, floor, used_at)
select w.name, timestamptz '1970-01-01 00:00:00+00', clock_timestamp()
from unnest(:names) as w(name)
where not exists (select from taskq.types y where y.name = w.name)
order by w.name
limit greatest(0, :most - (select count(*) from taskq.types))
on conflict do nothing
