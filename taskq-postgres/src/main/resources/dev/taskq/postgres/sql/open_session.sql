-- Opens a session, with its beats.
with opened as (
  insert into taskq.sessions (process, locks, kind, name, host, types, opened_at)
  values (:process, :locks, :kind, :name, :host, :types, clock_timestamp())
  returning id)
insert into taskq.beats (session_id) select o.id from opened o returning session_id
