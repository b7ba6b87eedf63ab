-- Opens a session, with its beats.
with opened as (
  insert into taskq.sessions (process, locks, kind, name, host, types, opened_at)
  values (:process, :locks, :kind, :name, :host, :types, clock_timestamp())
  returning id, process)
insert into taskq.beats (session_id, process) select o.id, o.process from opened o returning session_id
