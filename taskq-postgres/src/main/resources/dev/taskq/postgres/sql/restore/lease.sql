-- Frees the lease, and creates its row if it is missing.
insert into taskq.lease (id, session_id, held_until, facts) values (1, 0, 'epoch', null)
on conflict (id) do update set session_id = 0, held_until = 'epoch', facts = null
