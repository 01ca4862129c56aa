package dev.backspike.worker.training;

import dev.backspike.common.protocol.AttemptEvent;

/** Hears of a training as it goes on, on the training thread: must not block for long. */
@FunctionalInterface
public interface TrainingListener {

    void on(AttemptEvent event);
}
