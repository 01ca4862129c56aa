/**
 * A job's life. {@code JobController} takes it in ({@code JobSubmission}, idempotent by key, through
 * {@link dev.backspike.api.job.JobIntake}: parse, inspect, store) and shows it; {@link dev.backspike.api.job.JobState}
 * publishes the transitions; {@code JobEnding} and {@code JobPausing} make those that users ask for, {@code RetryTimer}
 * those that time brings; all others change jobs only through a {@link dev.backspike.api.job.LockedJob} from the
 * {@link dev.backspike.api.job.JobQueue}, which hands them out by priority and {@code OwnerShares} and keeps state,
 * events and progress in step.
 */
@NullMarked
package dev.backspike.api.job;

import org.jspecify.annotations.NullMarked;
