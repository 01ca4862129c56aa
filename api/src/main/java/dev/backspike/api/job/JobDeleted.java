package dev.backspike.api.job;

import dev.backspike.common.id.JobId;

/**
 * Published in the transaction that deletes a job; its rows go with it, whatever is outside of the database must too.
 */
public record JobDeleted(JobId jobId) {}
