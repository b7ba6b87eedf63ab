-- Increments a session's counter, and handles the lease. Uses no other table, so that no lock on another table can stop
-- heartbeats. That of a session that was ended counts nothing. It only learns whether the agent was asked to drain.
--
-- The condition for taking the lease is in the select that locks it. Otherwise every candidate would lock the lease only to
-- read it, and the others would skip it. A lease whose end is further ahead than any heartbeat could have set, with the longest
-- lease that there is and a second for small corrections of the clock, has run out too: the clock was put back. The lease's
-- columns that are read here are those of an older snapshot; "leads" is the result of the update. A crash may forget a
-- heartbeat, so it need not wait for the disk.
--
-- The settings also apply to a statement that follows in the same transaction, which is heartbeat_ask.sql.
with quick as materialized (
  select set_config('synchronous_commit', :commit, true) as set, set_config('lock_timeout', :lock_timeout, true) as wait,
    set_config('statement_timeout', :statement_timeout, true) as longest),
moved as (
  update taskq.heartbeats b
  set heartbeats = b.heartbeats + case when b.ended then 0 else 1 end, hints_fail = :hints_fail
  from quick q
  where b.session_id = :session and b.process = :process and q.set is not null
  returning b.ended, b.drain),
bid as materialized (
  select l.id from taskq.lease l
  where l.id = 1 and exists (select from moved m where not m.ended)
    and case :wish
      when 'NONE' then false
      when 'GIVE_UP' then l.session_id = :session
      else l.session_id = :session
        or l.held_until < clock_timestamp() - :wait_us * interval '1 microsecond'
        or l.held_until > clock_timestamp() + :furthest_end_us * interval '1 microsecond'
    end
  for update skip locked),
taken as (
  update taskq.lease l
  set session_id = case :wish when 'GIVE_UP' then 0 else :session end,
      held_until = case :wish
        when 'GIVE_UP' then clock_timestamp()
        else clock_timestamp() + :lease_us * interval '1 microsecond' end,
      facts = case when :with_facts and :wish <> 'GIVE_UP' then jsonb_build_object(
        'at_us', :facts_at_us,
        'agents', :agents,
        'agents_by_type', jsonb_object(:agent_types, :agent_counts),
        'heartbeat_period_us', :heartbeat_period_us,
        'hints_fail', :any_hints_fail,
        'valid_us', :facts_valid_us,
        'longer_us', jsonb_object(:longer_periods_us, :longer_left_us)) else l.facts end
  from bid
  where l.id = 1
  returning l.session_id)
select exists (select from moved) as moved, exists (select from moved m where m.drain) as drain, exists (select from taken t where t.session_id = :session) as leads
