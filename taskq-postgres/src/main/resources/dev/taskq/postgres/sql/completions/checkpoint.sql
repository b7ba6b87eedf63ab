-- Stores checkpoints of running tasks.
--
-- Only status, session and claim decide, and the process of the session, as in completions/complete.sql. Rows are found by LATERAL and
-- ctid, as in dispatch/claim.sql. A write whose outcome was unknown may be committed late: the numbers keep it from replacing a newer
-- checkpoint. The statement waits for the disk, so a crash forgets neither the checkpoint nor the claim before it. A row that was changed
-- since the statement began is not found by its ctid; it is answered as locked.
with c as materialized (
  select u.*, exists (select from taskq.sessions s where s.id = u.session_id and s.process <> :process) as alien
  from unnest((select :ids), (select :sessions), (select :tokens), (select :numbers), (select :sizes),
              (select :checkpoints)) with ordinality
    as u(id, session_id, claim, number, size, checkpoint, n)),
got as materialized (
  select c.*, t.tid
  from c
  cross join lateral (
    select t.ctid as tid from only taskq.tasks t
    where t.id = c.id and not c.alien and t.status = 'running' and t.session_id = c.session_id and t.claim = c.claim
    for update skip locked) t),
done as (
  update only taskq.tasks t
  set checkpoint = g.checkpoint::jsonb,
      checkpoint_bytes = g.size,
      checkpoint_number = g.number,
      updated_at = clock_timestamp()
  from got g
  where t.ctid = g.tid and t.checkpoint_number < g.number
  returning g.n)
select c.n::int - 1 as place,
  case
    when c.alien or t.number is null then 'refused'
    when t.number >= c.number or c.n in (select d.n from done d) then 'stored'
    else 'locked'
  end as answer
from c
left join lateral (
  select t.checkpoint_number as number from only taskq.tasks t
  where t.id = c.id and t.status = 'running' and t.session_id = c.session_id and t.claim = c.claim
  offset 0) t on true
