-- Stores the status of a session of this process. Its row exists as long as the session's, so a late report leaves nothing behind.
-- A crash may forget it.
with quick as materialized (
  select set_config('synchronous_commit', 'off', true) as set)
update taskq.session_status r
set reported_at = clock_timestamp(),
    valid_ms = :valid_ms,
    version = :version,
    slots = :slots,
    free_slots = :free_slots,
    held_bytes = :held_bytes,
    most_bytes = :most_bytes,
    suspect = :suspect,
    running = :running,
    types = :types,
    type_running = :type_running,
    type_submitted = :type_submitted,
    type_finished = :type_finished,
    type_failed = :type_failed
from quick
where r.session_id = :session
  and exists (
    select from taskq.sessions s where s.id = :session and s.process = :process and s.ended_at is null)
