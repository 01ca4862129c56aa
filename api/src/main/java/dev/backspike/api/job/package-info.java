/**
 * The life cycle of a job. {@code JobController} accepts it ({@code JobSubmission}, idempotent by key, through
 * {@link dev.backspike.api.job.JobIntake}: parse, inspect, store) and shows it; {@link dev.backspike.api.job.JobState}
 * defines the transitions; {@code JobActions} performs those that users request, {@code RetryTimer} those that are due.
 * Other packages change a job only through a {@link dev.backspike.api.job.LockedJob} from the
 * {@link dev.backspike.api.job.JobQueue}, which hands out jobs by priority and {@code OwnerShares} and keeps state,
 * events and progress consistent; they read jobs through {@link dev.backspike.api.job.JobRows},
 * {@link dev.backspike.api.job.QueueLine}, {@link dev.backspike.api.job.StopRequests} and
 * {@link dev.backspike.api.job.SweepJobs}.
 */
@NullMarked
package dev.backspike.api.job;

import org.jspecify.annotations.NullMarked;
