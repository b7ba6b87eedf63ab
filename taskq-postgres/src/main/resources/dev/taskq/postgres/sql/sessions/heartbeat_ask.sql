-- The answer to a heartbeat. Reads by primary keys only, and takes no lock. The heartbeat has already checked that
-- the session belongs to the process. Returns one row for each known type, and at least one row.
select clock_timestamp() as now,
  exists (select from taskq.sessions s where s.id = :session and s.ended_at is null) as alive,
  h.cancelled, h.lost,
  f.at_us, f.agents, f.agent_types, f.agent_counts, f.heartbeat_period_us, f.hints_fail, f.valid_us,
  f.longer_periods_us, f.longer_left_us,
  y.name, y.paused, y.floor, y.depth, y.counted_at
from (
  select
    array_agg(w.n) filter (where t.cancelled) as cancelled,
    array_agg(w.n) filter (where t.cancelled is null) as lost
  from unnest((select :ids), (select :tokens)) with ordinality as w(id, claim, n)
  left join lateral (
    select t.cancel_requested_at is not null as cancelled from only taskq.tasks t
    where t.id = w.id and t.status = 'running' and t.session_id = :session and t.claim = w.claim
    offset 0) t on true) h
left join lateral (
  select (l.facts ->> 'at_us')::bigint as at_us,
    (l.facts ->> 'agents')::int as agents,
    array(select jsonb_object_keys(l.facts -> 'agents_by_type')) as agent_types,
    array(select v.value::int from jsonb_each_text(l.facts -> 'agents_by_type') v) as agent_counts,
    (l.facts ->> 'heartbeat_period_us')::bigint as heartbeat_period_us,
    (l.facts ->> 'hints_fail')::boolean as hints_fail,
    (l.facts ->> 'valid_us')::bigint as valid_us,
    array(select k.value::bigint from jsonb_object_keys(l.facts -> 'longer_us') k(value)) as longer_periods_us,
    array(select v.value::bigint from jsonb_each_text(l.facts -> 'longer_us') v) as longer_left_us
  from taskq.lease l where l.id = 1) f on true
left join lateral (
  select y.* from unnest((select :types)) as n(name)
  cross join lateral (select y.* from taskq.types y where y.name = n.name offset 0) y) y on true
