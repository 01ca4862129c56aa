package dev.backspike.worker.training;

import dev.backspike.common.spec.EarlyStoppingSpec;
import dev.backspike.worker.engine.Engine;
import dev.backspike.worker.network.Tensor;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Watches a series for early stopping, and keeps the parameters of its best epoch. */
final class Improvement {

    private final EarlyStoppingSpec spec;
    private double best;
    /** Epochs counted from 1; 0 while there is none. */
    private int bestEpoch;

    private Map<String, Double> bestValues = Map.of();
    private List<Tensor> bestParameters = List.of();
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
        double gain = spec.series().isLoss() ? best - value : value - best;
        if (bestEpoch == 0 || gain > spec.minDelta()) {
            best = value;
            bestEpoch = epoch;
            bestValues = Map.copyOf(values);
            if (spec.restoreBest()) {
                bestParameters = engine.parameters();
            }
        }
    }

    boolean exhausted() {
        return epoch - bestEpoch >= spec.patience();
    }

    /** Whether the training's result is an earlier epoch's than the last. */
    boolean restores() {
        return spec.restoreBest() && bestEpoch < epoch;
    }

    List<Tensor> bestParameters() {
        return bestParameters;
    }

    int bestEpoch() {
        return bestEpoch;
    }

    /** For people: which epoch, and what it measured. */
    String describeBest() {
        StringBuilder text = new StringBuilder(
                "epoch " + bestEpoch + " is the best by " + spec.series().series());
        bestValues.entrySet().stream()
                .filter(e -> e.getKey().endsWith(".loss") || e.getKey().endsWith(".accuracy"))
                .sorted(Map.Entry.comparingByKey())
                .forEach(e -> text.append(", ").append(e.getKey()).append(' ').append(e.getValue()));
        return text.toString();
    }
}
