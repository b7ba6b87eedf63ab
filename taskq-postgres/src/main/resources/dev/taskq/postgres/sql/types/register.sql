-- Makes types known, as many as there is room for: in all, and for the caller. The caller's transaction has locked the table
-- against other registrations; otherwise two of them would use the same room. An announced type counts for no caller, whichever
-- caller made it known.
with announced as (
  update taskq.types y set caller = null, used_at = clock_timestamp()
  from unnest(:names) as w(name)
  where :announced and y.name = w.name and y.caller is not null)
insert into taskq.types (name, floor, used_at, caller)
select w.name, timestamptz '1970-01-01 00:00:00+00', clock_timestamp(), case when not :announced then :caller end
from unnest(:names) as w(name)
where not exists (select from taskq.types y where y.name = w.name)
order by w.name
limit greatest(0, (
  select least(:most - count(*), :most_of_caller - count(*) filter (where y.caller = :caller)) from taskq.types y))
on conflict do nothing
