/**
 * Sweeps: many jobs that differ in some fields. {@code SweepSpecReader} reads what a user sends into a
 * {@code SweepSpec}; {@code SweepExpansion} makes the runs of it ({@code Configurations} x {@code Replicates});
 * {@code SweepInspection} checks them all as jobs, {@code SweepSubmission} stores them all or none. From then on each
 * run is an ordinary job, and {@code SweepKeeper} decides, from the database alone, which go on, which wait and which
 * are stopped ({@code Halving}). {@code SweepActions} is what users ask of a sweep, {@code SweepResults} what came of
 * it.
 *
 * <p>Successive halving pauses a run at each rung and lets the best go on from its checkpoint, as resuming is bitwise:
 * the alternative, to let runs go on and end those that prove worse, trains the first ones to their end on a machine
 * with few workers, since nothing is there yet to compare them with, and never gives back what it ended too early.
 */
@NullMarked
package dev.backspike.api.sweep;

import org.jspecify.annotations.NullMarked;
