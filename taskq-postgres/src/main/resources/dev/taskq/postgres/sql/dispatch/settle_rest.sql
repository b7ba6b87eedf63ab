-- For tasks that a settled claim does not hold: distinguishes gone from locked, and says whether the session lives.
select w.id, t.id is not null as held,
  exists (select from taskq.sessions s where s.id = :session and s.process = :process and s.ended_at is null) as alive
from unnest(:ids) as w(id)
left join lateral (
  select t.id from only taskq.tasks t
  where t.id = w.id and t.status = 'running' and t.session_id = :session and t.claim = :token
  offset 0) t on true
