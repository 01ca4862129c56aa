-- Valid for H2 and PostgreSQL alike: no vendor types, JSON as varchar.

create table job (
  id varchar(32) not null primary key,
  name varchar(200) not null,
  priority integer not null,
  device varchar(16) not null,
  state varchar(16) not null,
  reason_code varchar(64),
  reason_message varchar(4000),
  -- number of the latest attempt, 0 before the first
  attempt integer not null,
  worker varchar(200),
  cancel_requested boolean not null,
  epoch integer not null,
  epochs integer not null,
  step bigint not null,
  steps bigint not null,
  eta_seconds double precision,
  latest varchar(1000000) not null,
  best varchar(1000000) not null,
  -- sequence number of the latest event
  event_seq bigint not null,
  revision bigint not null,
  created_at timestamp(6) with time zone not null,
  queued_at timestamp(6) with time zone not null,
  started_at timestamp(6) with time zone,
  ended_at timestamp(6) with time zone
);

-- The order of the queue; claims read it from here without sorting.
create index job_queue on job (state, priority desc, id);

create table job_spec (
  job_id varchar(32) not null primary key references job (id) on delete cascade,
  submitted varchar(10000000) not null,
  resolved varchar(10000000) not null
);

create table job_label (
  job_id varchar(32) not null references job (id) on delete cascade,
  label varchar(100) not null,
  content varchar(1000) not null,
  primary key (job_id, label)
);

create index job_label_content on job_label (label, content);

create table idempotency_key (
  name varchar(255) not null primary key,
  body_sha256 varchar(64) not null,
  job_id varchar(32) not null references job (id) on delete cascade
);

create table attempt (
  job_id varchar(32) not null references job (id) on delete cascade,
  number integer not null,
  worker varchar(200) not null,
  state varchar(16) not null,
  -- highest sequence number of the worker's events that is stored
  acknowledged bigint not null,
  lease_until timestamp(6) with time zone not null,
  -- by the worker's clock, when training began
  training_since timestamp(6) with time zone,
  engine varchar(100),
  threads integer,
  started_at timestamp(6) with time zone not null,
  ended_at timestamp(6) with time zone,
  primary key (job_id, number)
);

create index attempt_lease on attempt (state, lease_until);

create table worker (
  name varchar(200) not null primary key,
  device varchar(16) not null,
  threads integer not null,
  free_slots integer not null,
  connected_at timestamp(6) with time zone not null,
  seen_at timestamp(6) with time zone not null
);

create table job_event (
  job_id varchar(32) not null references job (id) on delete cascade,
  seq bigint not null,
  attempt integer not null,
  type varchar(64) not null,
  occurred_at timestamp(6) with time zone not null,
  payload varchar(1000000) not null,
  primary key (job_id, seq)
);

create table metric_point (
  job_id varchar(32) not null references job (id) on delete cascade,
  attempt integer not null,
  series varchar(200) not null,
  step bigint not null,
  epoch integer not null,
  reading double precision not null,
  primary key (job_id, attempt, series, step)
);

create table artifact (
  job_id varchar(32) not null references job (id) on delete cascade,
  attempt integer not null,
  name varchar(200) not null,
  sha256 varchar(64) not null,
  size_bytes bigint not null,
  stored_at timestamp(6) with time zone not null,
  primary key (job_id, attempt, name)
);
