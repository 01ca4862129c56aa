-- Valid for H2 and PostgreSQL alike.

create table checkpoint (
  job_id varchar(32) not null references job (id) on delete cascade,
  -- counts from 1 within the job
  number integer not null,
  attempt integer not null,
  epoch integer not null,
  step bigint not null,
  sha256 varchar(64) not null,
  size_bytes bigint not null,
  -- losses and accuracies of the epoch, JSON
  readings varchar(1000000) not null,
  state varchar(16) not null,
  pinned boolean not null,
  stored_at timestamp(6) with time zone not null,
  primary key (job_id, number)
);

-- Which rows point to a file.
create index checkpoint_file on checkpoint (job_id, sha256);
create index artifact_file on artifact (job_id, sha256);

alter table job add column pause_requested boolean default false not null;
-- when the worker was asked to stop
alter table job add column stop_requested_at timestamp(6) with time zone;
-- when RETRY_WAIT ends
alter table job add column retry_at timestamp(6) with time zone;
-- attempts up to this one do not count for the budgets of retries
alter table job add column forgiven_attempts integer default 0 not null;
-- number of the latest checkpoint
alter table job add column checkpoint_seq integer default 0 not null;

create index job_retry on job (state, retry_at);

-- weight updates completed when the attempt began: it supersedes points of older ones beyond that
alter table attempt add column resumed_step bigint default 0 not null;
alter table attempt add column resumed_checkpoint integer;
alter table attempt add column failure varchar(32);
-- whether it left a new checkpoint
alter table attempt add column progressed boolean default false not null;
