-- Valid for H2 and PostgreSQL alike.

-- One replica of the service at a time takes back what workers have let go of.
create table reaper (
  duty varchar(32) not null primary key,
  -- which replica, until when
  holder varchar(64) not null,
  held_until timestamp(6) with time zone not null,
  -- the last look that went well, whichever replica made it
  looked_at timestamp(6) with time zone not null,
  -- since when most workers have been silent; null while they are not
  silent_since timestamp(6) with time zone
);

insert into reaper (duty, holder, held_until, looked_at) values (
  'lease-expiry', 'nobody',
  timestamp with time zone '1970-01-01 00:00:00+00:00', timestamp with time zone '1970-01-01 00:00:00+00:00');

-- null: it takes work; FINISH: it gets no more; HAND_BACK: and gives back what it has
alter table worker add column drain varchar(16);
