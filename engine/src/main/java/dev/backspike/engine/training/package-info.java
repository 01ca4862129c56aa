/**
 * The training loop. {@link dev.backspike.engine.training.Trainer} opens the data, draws the initial weights, makes the
 * engine and runs the epochs; what happens goes to a {@link dev.backspike.engine.training.TrainingListener}. After each
 * epoch, and where a training is stopped, a {@link dev.backspike.engine.training.CheckpointSink} is offered a
 * {@link dev.backspike.engine.training.Checkpoint}, from which training resumes bit for bit; its file is
 * {@link dev.backspike.engine.training.CheckpointFile}.
 */
@NullMarked
package dev.backspike.engine.training;

import org.jspecify.annotations.NullMarked;
