package dev.backspike.worker.training;

import dev.backspike.common.spec.OptimiserSpec;
import dev.backspike.common.spec.ScheduleSpec;
import dev.backspike.worker.engine.UnsupportedNetworkException;

/** The learning rate as a function of the epoch, so that nothing but the epoch is needed to resume. */
record LearningRate(double initial, ScheduleSpec schedule) {

    static LearningRate of(OptimiserSpec optimiser) {
        return new LearningRate(optimiser.learningRate(), optimiser.schedule());
    }

    /** @param epoch counted from 0 */
    double at(int epoch) {
        return switch (schedule) {
            case ScheduleSpec.Constant _ -> initial;
            case ScheduleSpec.Exponential exponential -> initial * Math.pow(exponential.factor(), epoch);
            default -> throw new UnsupportedNetworkException("the schedule " + schedule.type() + " does not exist yet");
        };
    }
}
