/**
 * The service. Packages by feature, each depends only on those before it:
 *
 * <ol>
 *   <li>{@code problem}: every error as RFC 9457 problem+json
 *   <li>{@code http}: pages of lists, and conditional requests
 *   <li>{@code access}: the caller of a request and its scopes
 *   <li>{@code storage}: files on disk that are complete or absent
 *   <li>{@code wakeup}: wakes threads that wait for the database to change
 *   <li>{@code event}: the event log of a job, and its stream
 *   <li>{@code job}: the life cycle of a job: submit, queue, states, end
 *   <li>{@code log}: the log lines of attempts
 *   <li>{@code metric}: the metric points of attempts
 *   <li>{@code artifact}: files that attempts leave behind
 *   <li>{@code dispatch}: workers, leases, attempts and their reports
 *   <li>{@code dataset}: files that users upload
 *   <li>{@code inspection}: what the engine says about specifications and uploaded files, in child processes
 *   <li>{@code security}: authentication, authorisation, tokens, the audit log
 *   <li>{@code localworker}: the worker that the service runs as its child process
 *   <li>{@code sweep}: many jobs that differ in some fields, and their results
 *   <li>{@code webhook}: events of jobs, delivered to other programs
 *   <li>{@code schema}: JSON Schemas of the documents that users send
 *   <li>{@code openapi}: the document that describes the API
 * </ol>
 *
 * <p>Each table is read and written by one package; others ask that package or receive its events. Jobs and sweeps,
 * whose rows change for as long as they live, are JPA entities; all other tables are accessed with {@code JdbcClient},
 * and with {@code JdbcTemplate} for batches, in the same transactions. Every change of a job or of what belongs to it
 * first locks the row of the job.
 */
@NullMarked
package dev.backspike.api;

import org.jspecify.annotations.NullMarked;
