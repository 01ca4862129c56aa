package dev.backspike.api.job;

/**
 * Published in the transaction that deletes a job; its rows go with it, whatever is outside of the database must too.
 */
public record JobDeleted(String jobId) {}
