-- What Grafana reads of jobs: views in a schema of their own, and a role that may select from them and nothing else.
-- No view has a specification, a token, a secret or a log line. For psql with the variable reader_password; repeatable.

select 'create role grafana login' where not exists (select from pg_roles where rolname = 'grafana') \gexec
alter role grafana login nosuperuser nocreatedb nocreaterole connection limit 20 password :'reader_password';
alter role grafana set default_transaction_read_only = on;
alter role grafana set statement_timeout = '15s';

drop schema if exists grafana cascade;
create schema grafana;

create view grafana.job as
select id, name, owner, priority, device, state, reason_code, reason_message, attempt, worker, sweep_id, sweep_run, epoch,
  epochs, step, steps, eta_seconds, created_at, queued_at, started_at, ended_at
from public.job;

create view grafana.attempt as
select a.job_id, a.number as attempt, a.state, a.failure, a.engine, a.threads, a.resumed_step, a.resumed_checkpoint,
  a.started_at, a.ended_at, r.worker
from public.attempt a
left join public.attempt_replica r on r.job_id = a.job_id and r.attempt = a.number and r.rank = 0;

-- Without metric points and log lines.
create view grafana.event as
select job_id, seq, attempt, type, occurred_at, payload::json as payload
from public.job_event
where type not in ('metrics', 'log');

-- A row for each value. The points of an attempt end where a later attempt has resumed from an earlier step.
create view grafana.metric as
select p.job_id, p.attempt, p.step, p.epoch, e.occurred_at, v.key as series, v.value::double precision as value
from public.metric_point p
join public.job_event e on e.job_id = p.job_id and e.seq = p.event_seq
cross join lateral json_each_text(p.series_values::json) v
where not exists (
  select from public.attempt later
  where later.job_id = p.job_id and later.number > p.attempt and later.resumed_step < p.step);

create view grafana.sweep as
select id, name, owner, series, goal, judged_by, runs, configurations, rungs, paused, cancelled, created_at, ended_at
from public.sweep;

create view grafana.sweep_run as
select r.sweep_id, r.number as run, r.configuration, r.parameters::json as parameters, r.replicate::json as replicate,
  j.id as job_id, j.state, j.epoch, j.epochs, j.started_at, j.ended_at,
  (j.latest::json ->> s.series)::double precision as latest,
  (j.best::json ->> s.series)::double precision as best
from public.sweep_run r
join public.sweep s on s.id = r.sweep_id
left join public.job j on j.sweep_id = r.sweep_id and j.sweep_run = r.number;

grant usage on schema grafana to grafana;
grant select on all tables in schema grafana to grafana;
