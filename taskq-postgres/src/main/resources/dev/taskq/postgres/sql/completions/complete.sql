-- Ends executions. No other statement does. It also runs in transactions of applications, with settings of theirs.
--
-- Only status, session and claim decide. Rows are found by LATERAL and ctid, as in dispatch/claim.sql. The store has one rule: if a cancel was
-- requested, every outcome except succeeded becomes cancelled. Losses are counted here, because others may be taken back meanwhile.
-- An agent's own outcome leaves session and claim in the row, so that a repeat is recognised. Every other completion clears them.
-- A completion that a session reports is refused if the session belongs to another process; this is not known of a cleared session. The
-- last branch describes the completions that were not recorded. It does not run if all were.
with e as materialized (
  select u.*, s.name, u.by_holder and (s.process <> :process) is true as alien
  from unnest((select :ids), (select :sessions), (select :tokens), (select :statuses), (select :delays_us), (select :failures),
              (select :releases), (select :outcomes), (select :results), (select :errors), (select :own),
              (select :by_holder)) with ordinality
    as u(id, session_id, claim, status, delay_us, failures, releases, outcome, result, error, own, by_holder, n)
  left join lateral (
    select s.name, s.process from taskq.sessions s where s.id = u.session_id offset 0) s on true),
got as materialized (
  select e.*, t.tid, t.verdict, clock_timestamp() as at
  from e
  cross join lateral (
    select t.ctid as tid,
      case when t.cancel_requested_at is not null and e.status <> 'succeeded' then 'cancelled' else e.status end as verdict
    from taskq.tasks t
    where t.id = e.id and not e.alien and t.status = 'running' and t.session_id = e.session_id and t.claim = e.claim
    for update skip locked) t),
done as (
  update taskq.tasks t
  set status = g.verdict,
      updated_at = g.at,
      finished_at = case when g.verdict in ('succeeded', 'failed', 'cancelled') then g.at end,
      run_at = case when g.verdict = 'scheduled' then g.at + g.delay_us * interval '1 microsecond' end,
      queued_at = case when g.verdict = 'queued' then g.at else t.queued_at end,
      hinted_at = case g.verdict when 'queued' then g.at when 'scheduled' then null else t.hinted_at end,
      session_id = case when g.own then t.session_id else 0 end,
      claim = case when g.own then t.claim else 0 end,
      failures = g.failures,
      losses = t.losses + case g.outcome when 'lost' then 1 else 0 end,
      releases = g.releases,
      result = case when g.verdict = 'succeeded' then g.result::jsonb end,
      checkpoint = case when g.verdict = 'succeeded' then null else t.checkpoint end,
      error = g.error,
      agent = coalesce(g.name, t.agent)
  from got g
  where t.ctid = g.tid
  returning g.n, t.id, t.status, t.type, t.hinted_at, t.attempt, g.session_id, t.agent, t.started_at, g.at, g.outcome,
    g.error),
recorded as (
  insert into taskq.task_attempts (task_id, attempt, session_id, agent, started_at, ended_at, outcome, error,
    counts)
  select d.id, d.attempt, d.session_id, coalesce(d.agent, ''), d.started_at, d.at, d.outcome, d.error, d.outcome = 'lost'
  from done d
  where d.outcome <> 'succeeded')
select d.n::int - 1 as place, 'recorded' as answer, d.status, d.type, d.hinted_at from done d
union all
select e.n::int - 1,
  case
    when e.alien or t.session_id is distinct from e.session_id or t.claim is distinct from e.claim then 'refused'
    when t.status = 'running' then 'locked'
    else 'already'
  end,
  t.status, null, null
from e
left join lateral (
  select t.status, t.session_id, t.claim from taskq.tasks t where t.id = e.id offset 0) t on true
where (select count(*) from done) < (select count(*) from e)
  and not exists (select from done d where d.n = e.n)
