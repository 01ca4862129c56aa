-- The schema, valid for H2 and PostgreSQL alike: no vendor types, JSON as varchar.
-- H2 counts a character outside of the Basic Multilingual Plane twice, so names have twice the room of their 200 characters.

create table sweep (
  id varchar(32) not null primary key,
  -- the caller that submitted it; 'local' without security
  owner varchar(200) not null,
  name varchar(400) not null,
  submitted varchar(10000000) not null,
  -- the Idempotency-Key of the submission
  submission_key varchar(255),
  body_sha256 varchar(64) not null,
  -- the metric that runs are compared by
  series varchar(200) not null,
  goal varchar(8) not null,
  judged_by varchar(8) not null,
  runs integer not null,
  configurations integer not null,
  -- null: no limit
  max_concurrent_runs integer,
  -- epochs after which runs are compared, ascending, separated by commas; null without successive halving
  rungs varchar(1000),
  -- one in this many runs at a rung is promoted
  factor integer,
  paused boolean not null,
  cancelled boolean not null,
  created_at timestamp(6) with time zone not null,
  -- when its last run ended for the first time
  ended_at timestamp(6) with time zone,
  constraint sweep_submission_key unique (owner, submission_key)
);

create index sweep_open on sweep (ended_at);
create index sweep_owner on sweep (owner);

create table sweep_run (
  sweep_id varchar(32) not null references sweep (id) on delete cascade,
  -- counts from 1 within the sweep
  number integer not null,
  -- counts from 1; the replicates of a configuration share it
  configuration integer not null,
  -- JSON objects, value by JSON pointer: what the configuration sets, and what the replicate sets
  parameters varchar(1000000) not null,
  replicate varchar(1000000) not null,
  primary key (sweep_id, number)
);

-- The value of the objective with which a run was compared at a rung.
create table sweep_rung_result (
  sweep_id varchar(32) not null,
  rung integer not null,
  run integer not null,
  objective double precision not null,
  primary key (sweep_id, rung, run),
  foreign key (sweep_id, run) references sweep_run (sweep_id, number) on delete cascade
);

create table job (
  id varchar(32) not null primary key,
  -- the caller that submitted it; 'local' without security
  owner varchar(200) not null,
  name varchar(400) not null,
  priority integer not null,
  device varchar(16) not null,
  -- what training holds at least, by the estimate at its submission
  estimated_bytes bigint not null,
  -- what a worker keeps free for it: the estimate, or more since it shared a worker that ran out of memory
  memory_bytes bigint not null,
  -- the same for all jobs of which one has exhausted the memory of their worker, and it is not known which
  suspicion varchar(32),
  -- how many replicas an attempt may have; more than one at most: a gang, which is granted as a whole
  min_replicas integer not null,
  max_replicas integer not null,
  -- how many the current attempt has; 0 unless RUNNING
  replicas integer not null,
  state varchar(16) not null,
  reason_code varchar(64),
  reason_message varchar(4000),
  -- number of the latest attempt, 0 before the first
  attempt integer not null,
  -- the worker that holds rank 0 of that attempt, or held it last
  worker varchar(200),
  cancel_requested boolean not null,
  pause_requested boolean not null,
  -- who requested the pause
  paused_by varchar(16),
  -- when the worker was asked to stop
  stop_requested_at timestamp(6) with time zone,
  -- when RETRY_WAIT ends
  retry_at timestamp(6) with time zone,
  -- attempts up to this one do not count towards the retry limits
  forgiven_attempts integer not null,
  -- number of the latest checkpoint
  checkpoint_seq integer not null,
  sweep_id varchar(32) references sweep (id),
  sweep_run integer,
  -- the job pauses by itself after this epoch
  pause_at_epoch integer,
  epoch integer not null,
  epochs integer not null,
  step bigint not null,
  steps bigint not null,
  eta_seconds double precision,
  -- a summary of the metric points, JSON: the newest and the best value of each series
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

-- The order of the queue, apart for jobs of one replica; claims read it from here without sorting.
create index job_queue on job (state, max_replicas, priority desc, id);
-- The jobs that an owner has queued at a priority, in order.
create index job_share on job (state, priority desc, owner, id);
create index job_retry on job (state, retry_at);
create index job_owner on job (owner, state);
create index job_sweep on job (sweep_id, sweep_run);
create index job_suspicion on job (suspicion);

create table job_spec (
  job_id varchar(32) not null primary key references job (id) on delete cascade,
  submitted varchar(10000000) not null,
  resolved varchar(10000000) not null,
  -- what of it decides about checkpoints and retries, JSON
  policy varchar(10000) not null
);

create table job_label (
  job_id varchar(32) not null references job (id) on delete cascade,
  label varchar(200) not null,
  content varchar(1000) not null,
  primary key (job_id, label)
);

create index job_label_content on job_label (label, content);

-- An Idempotency-Key identifies one submission of its owner.
create table idempotency_key (
  owner varchar(200) not null,
  name varchar(255) not null,
  body_sha256 varchar(64) not null,
  job_id varchar(32) not null references job (id) on delete cascade,
  primary key (owner, name)
);

-- Deleting a job looks for its key.
create index idempotency_key_job on idempotency_key (job_id);

create table job_event (
  job_id varchar(32) not null references job (id) on delete cascade,
  seq bigint not null,
  attempt integer not null,
  type varchar(64) not null,
  occurred_at timestamp(6) with time zone not null,
  -- JSON; for a metric point or a log line only what identifies it
  payload varchar(1000000) not null,
  primary key (job_id, seq)
);

-- The values of several series at one step of one attempt.
create table metric_point (
  job_id varchar(32) not null references job (id) on delete cascade,
  attempt integer not null,
  -- weight updates completed
  step bigint not null,
  -- the event that announces the point; the points of a step differ in their series
  event_seq bigint not null,
  epoch integer not null,
  -- value by series, JSON
  series_values varchar(1000000) not null,
  primary key (job_id, attempt, step, event_seq)
);

create table log_line (
  job_id varchar(32) not null references job (id) on delete cascade,
  attempt integer not null,
  -- sequence number of the worker's event
  line bigint not null,
  -- by the worker's clock
  logged_at timestamp(6) with time zone not null,
  level varchar(16) not null,
  message varchar(8000) not null,
  primary key (job_id, attempt, line)
);

create table attempt (
  job_id varchar(32) not null references job (id) on delete cascade,
  number integer not null,
  state varchar(16) not null,
  -- highest sequence number of the worker's events that is stored
  acknowledged bigint not null,
  -- by the worker's clock, when training began
  training_since timestamp(6) with time zone,
  engine varchar(100),
  threads integer,
  -- weight updates completed when the attempt began: it supersedes the points of earlier attempts beyond that step
  resumed_step bigint not null,
  resumed_checkpoint integer,
  failure varchar(32),
  -- whether it left a new checkpoint
  progressed boolean not null,
  -- by which the replicas of a gang recognise each other; null for one replica, and once the attempt has ended
  gang_secret varchar(100),
  -- whether its worker is told to hand it back, so that the gang can start again with more replicas
  grows boolean not null,
  started_at timestamp(6) with time zone not null,
  ended_at timestamp(6) with time zone,
  primary key (job_id, number)
);

-- Who holds a replica of an attempt, and until when. Rank 0 reports for all.
create table attempt_replica (
  job_id varchar(32) not null,
  attempt integer not null,
  rank integer not null,
  worker varchar(200) not null,
  -- the identity of the worker according to its token; 'local' without security and for an embedded worker
  leased_as varchar(200) not null,
  -- where other replicas reach it; null for an attempt of one replica
  address varchar(300),
  -- GRANTED until its worker has been told; HELD; SUSPECT once its lease has expired; ENDED with the attempt
  state varchar(16) not null,
  lease_until timestamp(6) with time zone not null,
  primary key (job_id, attempt, rank),
  foreign key (job_id, attempt) references attempt (job_id, number) on delete cascade
);

create index attempt_replica_lease on attempt_replica (state, lease_until);

-- Slots that a worker keeps free for the replicas of a queued gang, which is granted once there are enough of them.
-- No reference to job: a reservation does not wait for the lock of the job, and one that is not renewed expires.
create table slot_reservation (
  worker varchar(200) not null primary key,
  job_id varchar(32) not null,
  device varchar(16) not null,
  slots integer not null,
  -- as in attempt_replica
  leased_as varchar(200) not null,
  address varchar(300) not null,
  reserved_at timestamp(6) with time zone not null,
  renewed_at timestamp(6) with time zone not null
);

create index slot_reservation_job on slot_reservation (job_id);

create table worker (
  name varchar(200) not null primary key,
  device varchar(16) not null,
  threads integer not null,
  free_slots integer not null,
  -- slots, free or not, that it offers to gangs; null if it runs attempts of one replica only
  gang_slots integer,
  -- the job that it was started for; null if it takes any
  assigned_job varchar(32),
  -- null: the worker has not said
  heap_bytes bigint,
  -- null: it has no device of its own, or has not used it yet
  device_bytes bigint,
  -- null: it accepts work; FINISH: it receives no more; HAND_BACK: it also returns what it holds
  drain varchar(16),
  connected_at timestamp(6) with time zone not null,
  seen_at timestamp(6) with time zone not null
);

-- One replica of the service at a time expires leases.
create table reaper (
  duty varchar(32) not null primary key,
  -- which replica of the service, until when
  holder varchar(64) not null,
  held_until timestamp(6) with time zone not null,
  -- the latest successful pass of any replica
  looked_at timestamp(6) with time zone not null,
  -- since when most workers have been silent; null while they are not
  silent_since timestamp(6) with time zone
);

insert into reaper (duty, holder, held_until, looked_at) values (
  'lease-expiry', 'none',
  timestamp with time zone '1970-01-01 00:00:00+00:00', timestamp with time zone '1970-01-01 00:00:00+00:00');

create table artifact (
  job_id varchar(32) not null references job (id) on delete cascade,
  attempt integer not null,
  name varchar(200) not null,
  sha256 varchar(64) not null,
  size_bytes bigint not null,
  stored_at timestamp(6) with time zone not null,
  primary key (job_id, attempt, name)
);

create table checkpoint (
  job_id varchar(32) not null references job (id) on delete cascade,
  -- counts from 1 within the job
  number integer not null,
  attempt integer not null,
  epoch integer not null,
  step bigint not null,
  sha256 varchar(64) not null,
  size_bytes bigint not null,
  -- losses and accuracies of the epoch, value by series, JSON
  series_values varchar(1000000) not null,
  state varchar(16) not null,
  pinned boolean not null,
  stored_at timestamp(6) with time zone not null,
  primary key (job_id, number)
);

-- What a trained network made of a data set.
create table evaluation (
  job_id varchar(32) not null references job (id) on delete cascade,
  -- counts from 1 within the job
  number integer not null,
  -- the checkpoint that was evaluated, and its epoch; null for the model
  checkpoint integer,
  epoch integer,
  -- part of the data set
  split varchar(16) not null,
  -- the data set in place of the job's own, JSON; null for its own
  dataset varchar(1000000),
  -- sums over the samples, JSON
  result varchar(10000000) not null,
  created_at timestamp(6) with time zone not null,
  primary key (job_id, number)
);

-- Single trials of an evaluation, in pages.
create table evaluation_page (
  job_id varchar(32) not null,
  number integer not null,
  -- counts from 0
  page integer not null,
  -- JSON array
  trials varchar(10000000) not null,
  primary key (job_id, number, page),
  foreign key (job_id, number) references evaluation (job_id, number) on delete cascade
);

-- Contents that are about to be stored and to which no other row points yet.
create table expected_file (
  job_id varchar(32) not null references job (id) on delete cascade,
  sha256 varchar(64) not null,
  expected_at timestamp(6) with time zone not null,
  primary key (job_id, sha256)
);

-- Which rows point to a content.
create index artifact_file on artifact (job_id, sha256);
create index checkpoint_file on checkpoint (job_id, sha256);

-- Files that users upload. The contents lie on disk; a row says that one is complete and has been validated.
create table uploaded_file (
  dataset varchar(100) not null,
  file varchar(100) not null,
  -- the caller that uploaded it; 'local' without security
  owner varchar(200) not null,
  sha256 varchar(64) not null,
  -- name on disk, never used again
  stored_as varchar(64) not null unique,
  size_bytes bigint not null,
  kind varchar(16) not null,
  -- null for a model
  samples integer,
  channels integer,
  classes integer,
  -- what the samples hold, JSON; null for a model
  counts varchar,
  -- what in them is likely a mistake, a JSON array
  warnings varchar not null,
  stored_at timestamp(6) with time zone not null,
  primary key (dataset, file)
);

create index uploaded_file_content on uploaded_file (sha256);
create index uploaded_file_owner on uploaded_file (owner);

-- Which jobs name which files. No reference to uploaded_file: a file may be deleted once the jobs have ended.
create table job_data_file (
  job_id varchar(32) not null references job (id) on delete cascade,
  dataset varchar(100) not null,
  file varchar(100) not null,
  primary key (job_id, dataset, file)
);

create index job_data_file_used on job_data_file (dataset, file);

create table access_token (
  id varchar(32) not null primary key,
  -- the owner of jobs submitted with it, or the identity of the worker
  name varchar(200) not null,
  scope varchar(16) not null,
  -- of the secret, which is not stored
  sha256 varchar(64) not null unique,
  created_by varchar(200) not null,
  created_at timestamp(6) with time zone not null,
  expires_at timestamp(6) with time zone not null,
  revoked_at timestamp(6) with time zone
);

create table audit_entry (
  id varchar(32) not null primary key,
  occurred_at timestamp(6) with time zone not null,
  actor varchar(200) not null,
  method varchar(16) not null,
  target varchar(1000) not null,
  -- HTTP status of the response
  status integer not null,
  remote_address varchar(100) not null
);

create index audit_entry_actor on audit_entry (actor, id);
create index audit_entry_age on audit_entry (occurred_at);

create table webhook (
  id varchar(32) not null primary key,
  owner varchar(200) not null,
  url varchar(2000) not null,
  -- types of events, each between commas
  events varchar(2000) not null,
  -- whether it receives events of the jobs of all owners
  all_jobs boolean not null,
  secret varchar(200) not null,
  created_at timestamp(6) with time zone not null
);

create table webhook_delivery (
  id varchar(120) not null primary key,
  webhook_id varchar(32) not null references webhook (id) on delete cascade,
  event varchar(64) not null,
  body varchar(1000000) not null,
  state varchar(16) not null,
  -- requests sent since the delivery was created or requested again
  attempts integer not null,
  next_attempt_at timestamp(6) with time zone not null,
  http_status integer,
  failure varchar(1000),
  created_at timestamp(6) with time zone not null,
  last_attempt_at timestamp(6) with time zone,
  delivered_at timestamp(6) with time zone
);

create index webhook_delivery_due on webhook_delivery (state, next_attempt_at);
create index webhook_delivery_of on webhook_delivery (webhook_id, created_at, id);
