/**
 * The training loop. {@link dev.backspike.worker.training.Trainer} opens the data, draws the initial weights, makes the
 * engine and runs the epochs; what happens goes to a {@link dev.backspike.worker.training.TrainingListener}.
 */
@NullMarked
package dev.backspike.worker.training;

import org.jspecify.annotations.NullMarked;
