-- One row for what was measured together instead of one for each point. Valid for H2 and PostgreSQL alike.

create table measurement (
  job_id varchar(32) not null references job (id) on delete cascade,
  attempt integer not null,
  -- weight updates completed
  step bigint not null,
  -- counts from 1 among measurements at the same step, which differ in their series
  part integer not null,
  epoch integer not null,
  -- value by series, JSON
  readings varchar(1000000) not null,
  primary key (job_id, attempt, step, part)
);

-- Values as strings, as JSON has no NaN as a number; readers take both.
insert into measurement (job_id, attempt, step, part, epoch, readings)
select job_id, attempt, step, row_number() over (partition by job_id, attempt, step order by epoch), epoch,
  '{' || string_agg('"' || replace(replace(series, '\', '\\'), '"', '\"') || '":"' || cast(reading as varchar(40)) || '"', ',')
  || '}'
from metric_point
group by job_id, attempt, step, epoch;

drop table metric_point;
