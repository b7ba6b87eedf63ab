-- Stops a claim whose outcome is unknown, and all with its token or a lower one: waits for one under way, by the row's lock.
-- A statement of its own: one that also looked would wait here, and still look with the snapshot from before.
update taskq.sessions s
set min_token = greatest(s.min_token, :token + 1)
where s.id = :session and s.process = :process and s.ended_at is null
