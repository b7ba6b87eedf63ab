-- Opens a session, with its heartbeats and its status. After a restore to an earlier time the sequence may give ids that this process had
-- before, so the process's next id is above them.
with numbered as (select nextval('taskq.sessions_id_seq') as next),
opened as (
  insert into taskq.sessions (id, process, locks, kind, name, host, types, opened_at)
  select
    case when n.next > :above then n.next else setval('taskq.sessions_id_seq', :above + 1) end,
    :process, :locks, :kind, :name, :host, :types, clock_timestamp()
  from numbered n
  returning id, process),
shown as (insert into taskq.session_status (session_id) select o.id from opened o)
insert into taskq.heartbeats (session_id, process, drain) select o.id, o.process, :drain from opened o returning session_id
