package dev.backspike.api.job;

/**
 * The specification of a job, which never changes.
 *
 * @param submitted JSON as submitted, verbatim
 * @param resolved JSON with every default filled in
 */
record StoredSpec(String jobId, String submitted, String resolved) {}
