-- Stops a claim whose outcome is unknown, and all claims with its token or a lower one. The row's lock makes it wait for a
-- claim in flight. This is a statement of its own: one that also read tasks would wait here and then read with the snapshot
-- from before the wait.
update taskq.sessions s
set min_token = greatest(s.min_token, :token + 1)
where s.id = :session and s.process = :process and s.ended_at is null
