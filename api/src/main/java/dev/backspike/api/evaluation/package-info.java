/**
 * What trained networks make of samples: stored evaluations, and predictions and recordings on demand. The trials run
 * in the inspection processes, {@code NetworkRuns} one at a time, with the values of the model or a checkpoint;
 * {@code EvaluationTable} keeps the latest evaluations of each job.
 */
@NullMarked
package dev.backspike.api.evaluation;

import org.jspecify.annotations.NullMarked;
