-- Deleting a job looks for its key: on PostgreSQL a reference brings no index of its own.
create index idempotency_key_job on idempotency_key (job_id);
