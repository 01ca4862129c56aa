/**
 * The training loop. {@link dev.backspike.worker.training.Trainer} opens the data, draws the initial weights, makes the
 * engine and runs the epochs; what happens goes to a {@link dev.backspike.worker.training.TrainingListener}. After each
 * epoch, and where a training is stopped, a {@link dev.backspike.worker.training.CheckpointSink} is offered a
 * {@link dev.backspike.worker.training.Checkpoint}, from which a training goes on bit for bit; its file is
 * {@link dev.backspike.worker.training.CheckpointFile}.
 */
@NullMarked
package dev.backspike.worker.training;

import org.jspecify.annotations.NullMarked;
