-- Data files that users upload. Their contents lie on disk; a row says that one is whole and has been read through.
create table uploaded_file (
  dataset varchar(100) not null,
  file varchar(100) not null,
  sha256 varchar(64) not null,
  -- name on disk, never used again
  stored_as varchar(64) not null unique,
  size_bytes bigint not null,
  kind varchar(16) not null,
  samples integer not null,
  channels integer,
  classes integer,
  stored_at timestamp(6) with time zone not null,
  primary key (dataset, file)
);

create index uploaded_file_content on uploaded_file (sha256);

-- Which jobs name which files. No reference to uploaded_file: a file may go once the jobs have ended.
create table job_data_file (
  job_id varchar(32) not null references job (id) on delete cascade,
  dataset varchar(100) not null,
  file varchar(100) not null,
  primary key (job_id, dataset, file)
);

create index job_data_file_used on job_data_file (dataset, file);
