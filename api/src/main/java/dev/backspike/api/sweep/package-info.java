/**
 * Sweeps: many jobs that differ in some fields. {@code SweepSpecReader} reads the request into a {@code SweepSpec};
 * {@code SweepExpansion} derives the runs ({@code Configurations} x {@code Replicates}); {@code SweepInspection}
 * validates each run as a job; {@code SweepSubmission} stores all runs in one transaction. From then on each run is an
 * ordinary job, and {@code SweepScheduler} decides, from the database alone, which runs continue, wait or stop
 * ({@code Halving}). {@code SweepActions} implements the actions of users, {@code SweepResults} the comparison of
 * configurations.
 *
 * <p>Successive halving pauses each run at a rung and resumes the best from their checkpoints; resuming is bitwise
 * exact. The alternative, to keep training and stop the runs that prove worse, would on a machine with few workers
 * train the first runs for all epochs, since there is nothing yet to compare them with, and could not undo a premature
 * stop.
 */
@NullMarked
package dev.backspike.api.sweep;

import org.jspecify.annotations.NullMarked;
