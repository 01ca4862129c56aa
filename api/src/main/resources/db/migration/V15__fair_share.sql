-- Valid for H2 and PostgreSQL alike.

-- What an owner has queued at a priority, in order; and who has anything queued, without reading the jobs.
create index job_share on job (state, priority desc, owner, id);
