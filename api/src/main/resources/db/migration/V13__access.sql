-- Valid for H2 and PostgreSQL alike.

-- Who the worker of an attempt is, as its token says; 'local' without security, and for an embedded worker.
alter table attempt add column leased_as varchar(200) default 'local' not null;

create table access_token (
  id varchar(32) not null primary key,
  -- of whom jobs are that are submitted with it, or who the worker is
  name varchar(200) not null,
  scope varchar(16) not null,
  -- of the secret, which is kept nowhere
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
  -- of the answer
  status integer not null,
  remote_address varchar(100) not null
);

create index audit_entry_actor on audit_entry (actor, id);
create index audit_entry_age on audit_entry (occurred_at);
