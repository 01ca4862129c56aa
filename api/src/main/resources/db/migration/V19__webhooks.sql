-- Valid for H2 and PostgreSQL alike.
create table webhook (
  id varchar(32) not null primary key,
  owner varchar(200) not null,
  url varchar(2000) not null,
  -- words of events, each between commas
  events varchar(2000) not null,
  -- whether it hears of everybody's jobs
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
  -- since it was last asked for
  tries integer not null,
  next_try_at timestamp(6) with time zone not null,
  http_status integer,
  failure varchar(1000),
  created_at timestamp(6) with time zone not null,
  last_try_at timestamp(6) with time zone,
  delivered_at timestamp(6) with time zone
);

create index webhook_delivery_due on webhook_delivery (state, next_try_at);
create index webhook_delivery_of on webhook_delivery (webhook_id, created_at, id);
