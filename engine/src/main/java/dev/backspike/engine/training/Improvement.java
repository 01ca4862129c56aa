package dev.backspike.engine.training;

import dev.backspike.common.spec.EarlyStoppingSpec;
import dev.backspike.engine.Engine;
import dev.backspike.engine.network.Tensor;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Watches a series for early stopping, and keeps the parameters of its best epoch. */
final class Improvement {

    /**
     * The best epoch so far.
     *
     * @param value of the series that is watched
     * @param epoch counted from 1
     * @param values of the losses and accuracies, by series
     * @param parameters empty if they are not to be restored
     */
    record Best(double value, int epoch, Map<String, Double> values, List<Tensor> parameters) {}

    private final EarlyStoppingSpec spec;
    private @Nullable Best best;
    private int epoch;

    Improvement(EarlyStoppingSpec spec) {
        this.spec = spec;
    }

    /**
     * Takes note of an epoch.
     *
     * @param values of the epoch, by series
     */
    void afterEpoch(Map<String, Double> values, Engine engine) {
        epoch++;
        double value = Objects.requireNonNull(values.get(spec.series().series()), "a series of every epoch");
        if (best == null || gain(best.value(), value) > spec.minDelta()) {
            Map<String, Double> measured = values.entrySet().stream()
                    .filter(e -> e.getKey().endsWith(".loss") || e.getKey().endsWith(".accuracy"))
                    .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
            best = new Best(value, epoch, measured, spec.restoreBest() ? engine.parameters() : List.of());
        }
    }

    private double gain(double from, double to) {
        return spec.series().isLoss() ? from - to : to - from;
    }

    boolean exhausted() {
        return best != null && epoch - best.epoch() >= spec.patience();
    }

    /** The best epoch if it is to be the training's result in place of the last one; else null. */
    @Nullable
    Best restored() {
        return best != null && spec.restoreBest() && best.epoch() < epoch ? best : null;
    }

    @Nullable
    Best state() {
        return best;
    }

    void restore(Best state, int completedEpochs) {
        best = state;
        epoch = completedEpochs;
    }

    /** A description for messages: the epoch and its metric. */
    String describe(Best one) {
        StringBuilder text = new StringBuilder(
                "epoch " + one.epoch() + " is the best by " + spec.series().series());
        one.values().entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .forEach(e -> text.append(", ").append(e.getKey()).append(' ').append(e.getValue()));
        return text.toString();
    }
}
