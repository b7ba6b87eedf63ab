-- Stores what a step did. The caller's transaction holds the row already.
update taskq.operations o
set position_at = nullif(:position_at, timestamptz 'epoch'),
    position_id = :position_id,
    matched = o.matched + :matched,
    done = o.done + :done,
    failed = o.failed + :failed,
    started_at = coalesce(o.started_at, t.at),
    status = :status,
    finished_at = case when :status <> 'running' then t.at end
from (select clock_timestamp() as at) t
where o.id = :id
