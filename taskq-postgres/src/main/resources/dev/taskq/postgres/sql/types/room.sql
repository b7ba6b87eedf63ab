-- Counts all types, and those that a caller made known.
select count(*) as types, count(*) filter (where y.caller = :caller) as of_caller from taskq.types y
