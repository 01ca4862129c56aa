package dev.backspike.api.job;

import dev.backspike.common.id.JobId;

/**
 * Published in the transaction that deletes a job. The database deletes its rows; listeners delete what is stored
 * elsewhere.
 */
public record JobDeleted(JobId jobId) {}
