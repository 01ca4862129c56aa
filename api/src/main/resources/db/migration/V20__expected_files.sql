-- Contents that are about to be stored, to which no other row points yet. Valid for H2 and PostgreSQL alike.
create table expected_file (
  job_id varchar(32) not null references job (id) on delete cascade,
  sha256 varchar(64) not null,
  expected_at timestamp(6) with time zone not null,
  primary key (job_id, sha256)
);
