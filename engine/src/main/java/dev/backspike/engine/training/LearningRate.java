package dev.backspike.engine.training;

import dev.backspike.common.spec.OptimiserSpec;
import dev.backspike.common.spec.ScheduleSpec;
import dev.backspike.common.spec.WarmUpSpec;
import org.jspecify.annotations.Nullable;

/** The learning rate of a training: the schedule's by epoch, times the warm-up's by weight update. */
final class LearningRate {

    private final double initial;
    private final ScheduleSpec schedule;
    private final @Nullable WarmUpSpec warmUp;
    private final int epochs;

    private Plateau plateau = new Plateau(0, 0, 1, 0);

    /**
     * The state of the plateau rule; all other values follow from epoch and step.
     *
     * @param fast average of the accuracy; likewise {@code slow}
     * @param reduction the rate's factor so far
     * @param changed epochs completed when it last changed
     */
    record Plateau(double fast, double slow, double reduction, int changed) {}

    LearningRate(OptimiserSpec optimiser, int epochs) {
        initial = optimiser.learningRate();
        schedule = optimiser.schedule();
        warmUp = optimiser.warmUp();
        this.epochs = epochs;
    }

    /**
     * @param epoch counted from 0
     * @param step weight updates made before this one
     */
    double at(int epoch, long step) {
        double scheduled = switch (schedule) {
            case ScheduleSpec.Constant _ -> initial;
            case ScheduleSpec.Exponential exponential -> initial * Math.pow(exponential.factor(), epoch);
            case ScheduleSpec.Cosine cosine -> initial * cosine(cosine.finalFactor(), epoch);
            case ScheduleSpec.Plateau _ -> initial * plateau.reduction();
        };
        return scheduled * warmedUp(step);
    }

    /** The factor of cosine decay, from 1 in the first epoch to the final factor in the last. */
    private double cosine(double finalFactor, int epoch) {
        double progress = epochs == 1 ? 0 : epoch / (epochs - 1.0);
        return finalFactor + (1 - finalFactor) * (1 + Math.cos(Math.PI * progress)) / 2;
    }

    private double warmedUp(long step) {
        return switch (warmUp) {
            case null -> 1;
            case WarmUpSpec.Linear linear -> Math.min(1, (step + 1.0) / linear.steps());
            case WarmUpSpec.Geometric geometric ->
                Math.min(1, geometric.start() * Math.pow(geometric.factor(), (double) step));
        };
    }

    /**
     * Adapts the rate to the result of an epoch.
     *
     * @param epoch counted from 0
     */
    void afterEpoch(int epoch, double trainAccuracy) {
        if (!(schedule instanceof ScheduleSpec.Plateau rule)) {
            return;
        }
        double fast = rule.fast() * plateau.fast() + (1 - rule.fast()) * trainAccuracy;
        double slow = rule.slow() * plateau.slow() + (1 - rule.slow()) * trainAccuracy;
        boolean reduce = fast <= slow && epoch + 1 - plateau.changed() >= rule.patience();
        plateau = reduce
                ? new Plateau(fast, slow, plateau.reduction() * rule.factor(), epoch + 1)
                : new Plateau(fast, slow, plateau.reduction(), plateau.changed());
    }

    Plateau state() {
        return plateau;
    }

    void restore(Plateau state) {
        plateau = state;
    }
}
