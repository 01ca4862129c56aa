-- What attempts have logged. Valid for H2 and PostgreSQL alike.
create table log_line (
  job_id varchar(32) not null references job (id) on delete cascade,
  attempt integer not null,
  -- number of the worker's event
  line bigint not null,
  -- by the worker's clock
  logged_at timestamp(6) with time zone not null,
  level varchar(16) not null,
  message varchar(8000) not null,
  primary key (job_id, attempt, line)
);
