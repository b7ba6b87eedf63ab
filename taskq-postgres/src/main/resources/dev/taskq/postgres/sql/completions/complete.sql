-- Ends executions. No other statement does. It also runs in transactions of applications, with settings of theirs.
--
-- Only status, session and claim decide. Rows are found by LATERAL and ctid, as in dispatch/claim.sql. The store has one rule: if a cancel was
-- requested, every outcome except succeeded becomes cancelled. Losses are counted here, because others may be taken back meanwhile.
-- An agent's own outcome leaves session and claim in the row, so that a repeat is recognised. Every other completion clears them.
-- A completion that a session reports is refused if the session belongs to another process; this is not known of a cleared session. The
-- last branch describes the completions that were not recorded. It does not run if all were.
--
-- A success moves its task to succeeded_tasks, where it takes a third of the room, in the same statement: a snapshot sees the task in one of
-- the two tables. A task of a schedule stays, because a unique index of tasks must know it. So does one that was submitted in a transaction
-- of an application under a key: such a transaction may have an old snapshot, which does not see what has moved since. And so does one whose
-- params may be stored out of line, because they would be written once more. A task whose id a succeeded one has already stays
-- too: its sequence was set back. This is looked for only where the statement has failed by it, or must not fail.
with e as materialized (
  select u.*, s.name, u.by_holder and (s.process <> :process) is true as alien
  from unnest((select :ids), (select :sessions), (select :tokens), (select :statuses), (select :delays_us), (select :failures),
              (select :releases), (select :outcomes), (select :results), (select :errors), (select :own),
              (select :by_holder)) with ordinality
    as u(id, session_id, claim, status, delay_us, failures, releases, outcome, result, error, own, by_holder, n)
  left join lateral (
    select s.name, s.process from taskq.sessions s where s.id = u.session_id offset 0) s on true),
got as materialized (
  select e.*, t.tid, t.verdict, t.verdict = 'succeeded' and t.movable as moves, clock_timestamp() as at
  from e
  cross join lateral (
    select t.ctid as tid, (t.idempotency_key is null or not t.transactional) and t.schedule is null and t.payload_bytes <= 1000
        and (select s.id from taskq.succeeded_tasks s where s.id = t.id and :id_may_be_taken) is null as movable,
      case when t.cancel_requested_at is not null and e.status <> 'succeeded' then 'cancelled' else e.status end as verdict
    from only taskq.tasks t
    where t.id = e.id and not e.alien and t.status = 'running' and t.session_id = e.session_id and t.claim = e.claim
    for update skip locked) t),
moved as (
  delete from only taskq.tasks t
  using got g
  where t.ctid = g.tid and g.moves
  returning g.n, g.at, g.own, g.failures as failed, g.releases as released, g.result::jsonb as got_result, g.error as got_error,
    coalesce(g.name, t.agent) as ran_by, t.*),
stored as (
  insert into taskq.succeeded_tasks (
    id, status, created_at, updated_at, session_id, claim, started_at, timeout_ms, max_attempts, attempt, failures, losses, releases,
    given_max_attempts, given_timeout_ms, payload_bytes, checkpoint_bytes, checkpoint_number, transactional, scheduled_for, queued_at,
    hinted_at, finished_at, cancel_requested_at, type, caller, correlation_id, traceparent, idempotency_key, body_hash, payload, result, error,
    agent)
  select
    m.id, 'succeeded', m.created_at, m.at, case when m.own then m.session_id else 0 end, case when m.own then m.claim else 0 end,
    m.started_at, m.timeout_ms, m.max_attempts, m.attempt, m.failed, m.losses, m.released,
    m.given_max_attempts, m.given_timeout_ms, m.payload_bytes, m.checkpoint_bytes, m.checkpoint_number, m.transactional, m.scheduled_for, m.queued_at,
    m.hinted_at, m.at, m.cancel_requested_at, m.type, m.caller, m.correlation_id, m.traceparent, m.idempotency_key, m.body_hash,
    m.payload, m.got_result, m.got_error, m.ran_by
  from moved m),
changed as (
  update only taskq.tasks t
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
  where t.ctid = g.tid and not g.moves
  returning g.n, t.id, t.status, t.type, t.hinted_at, t.attempt, g.session_id, t.agent, t.started_at, g.at, g.outcome,
    g.error),
done as (
  select c.n, c.status, c.type, c.hinted_at from changed c
  union all
  select m.n, 'succeeded', m.type, m.hinted_at from moved m),
recorded as (
  insert into taskq.task_attempts (task_id, attempt, session_id, agent, started_at, ended_at, outcome, error,
    counts)
  select c.id, c.attempt, c.session_id, coalesce(c.agent, ''), c.started_at, c.at, c.outcome, c.error, c.outcome = 'lost'
  from changed c
  where c.outcome <> 'succeeded')
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
