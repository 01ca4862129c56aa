-- Valid for H2 and PostgreSQL alike.

create table sweep (
  id varchar(32) not null primary key,
  name varchar(200) not null,
  submitted varchar(10000000) not null,
  -- a client's name for the submission
  idempotency_key varchar(255) unique,
  body_sha256 varchar(64) not null,
  -- what the runs are judged by
  series varchar(200) not null,
  goal varchar(8) not null,
  judged_by varchar(8) not null,
  runs integer not null,
  configurations integer not null,
  -- null for any number
  max_concurrent_runs integer,
  -- epochs after which runs are compared, ascending, separated by commas; null without successive halving
  rungs varchar(1000),
  -- of the runs at a rung one in so many goes on
  factor integer,
  paused boolean not null,
  cancelled boolean not null,
  created_at timestamp(6) with time zone not null,
  -- when its last run ended for the first time
  ended_at timestamp(6) with time zone
);

create index sweep_open on sweep (ended_at);

create table sweep_run (
  sweep_id varchar(32) not null references sweep (id) on delete cascade,
  -- counts from 1 within the sweep
  number integer not null,
  -- runs of one configuration differ in what they are repeated over
  configuration integer not null,
  -- JSON objects: what the run sets, by JSON pointer, for its configuration and for what it repeats
  parameters varchar(1000000) not null,
  replicate varchar(1000000) not null,
  primary key (sweep_id, number)
);

-- What a run had reached at a rung, as it was compared with others.
create table sweep_reading (
  sweep_id varchar(32) not null,
  rung integer not null,
  run integer not null,
  reading double precision not null,
  primary key (sweep_id, rung, run),
  foreign key (sweep_id, run) references sweep_run (sweep_id, number) on delete cascade
);

alter table job add column sweep_id varchar(32) references sweep (id);
alter table job add column sweep_run integer;
-- the job pauses by itself after this epoch
alter table job add column pause_at_epoch integer;
-- who wanted the pause that the job is in or about to be in
alter table job add column paused_by varchar(16);

create index job_sweep on job (sweep_id, sweep_run);
