/**
 * The service. Packages by feature, each depends only on those before it:
 *
 * <ol>
 *   <li>{@code problem}: every error as RFC 9457 problem+json
 *   <li>{@code http}: pages of lists, and conditions on what is to be changed
 *   <li>{@code access}: on whose behalf something is done
 *   <li>{@code event}: the event log of a job, and its stream
 *   <li>{@code log}: what attempts have logged
 *   <li>{@code metric}: points of metric series
 *   <li>{@code storage}: files on disk that are whole or not there
 *   <li>{@code dataset}: data files that users upload
 *   <li>{@code inspection}: what the engine says about specifications and files, asked of child processes
 *   <li>{@code job}: a job's life: submit, queue, states, end
 *   <li>{@code artifact}: files that attempts leave behind
 *   <li>{@code dispatch}: workers, leases, attempts and their reports
 *   <li>{@code security}: who may call what, tokens, the audit log
 *   <li>{@code localworker}: the worker that the service runs as its child process
 *   <li>{@code sweep}: many jobs that differ in some fields, and what came of them
 *   <li>{@code webhook}: what happens to jobs, told to other programs
 *   <li>{@code openapi}: the document that describes all of it
 * </ol>
 *
 * <p>What changes in place (jobs, attempts, workers) are JPA entities; what is only appended (events, metric points) is
 * written with plain JDBC in the same transaction. Every write to a job's rows first locks the row of the job.
 */
@NullMarked
package dev.backspike.api;

import org.jspecify.annotations.NullMarked;
