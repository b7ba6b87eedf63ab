-- Writes down a change of a caller.
insert into taskq.audit as a (at, caller, action, subject, detail, correlation_id)
values (clock_timestamp(), :caller, :action, :subject, :detail, :correlation_id)
returning a.id, a.at
