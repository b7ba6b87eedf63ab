-- Which migrations were run. Made by the first migration that runs, in its transaction.
create table taskq.schema_history (
  version integer primary key,
  name varchar not null,
  applied_at timestamptz not null default clock_timestamp())
