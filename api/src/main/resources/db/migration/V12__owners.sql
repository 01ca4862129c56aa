-- Valid for H2 and PostgreSQL alike.

-- Who submitted what; 'local' is everybody while there is no security.
alter table job add column owner varchar(200) default 'local' not null;
alter table sweep add column owner varchar(200) default 'local' not null;
alter table uploaded_file add column owner varchar(200) default 'local' not null;

create index job_owner on job (owner, state);
create index sweep_owner on sweep (owner);
create index uploaded_file_owner on uploaded_file (owner);

-- An Idempotency-Key names something among what its owner has sent. New tables and columns instead of other
-- constraints, as those there have names that the databases have chosen.
create table owned_idempotency_key (
  owner varchar(200) not null,
  name varchar(255) not null,
  body_sha256 varchar(64) not null,
  job_id varchar(32) not null references job (id) on delete cascade,
  primary key (owner, name)
);

insert into owned_idempotency_key (owner, name, body_sha256, job_id)
  select 'local', name, body_sha256, job_id from idempotency_key;

drop table idempotency_key;
alter table owned_idempotency_key rename to idempotency_key;

-- deleting a job looks for its key
create index idempotency_key_job on idempotency_key (job_id);

alter table sweep add column submission_key varchar(255);
update sweep set submission_key = idempotency_key;
alter table sweep drop column idempotency_key;
alter table sweep add constraint sweep_submission_key unique (owner, submission_key);
