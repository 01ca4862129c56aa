package dev.backspike.engine.training;

import dev.backspike.common.spec.TrainingSpec;
import dev.backspike.engine.EngineOptions;
import dev.backspike.engine.network.Network;
import dev.backspike.engine.network.Population;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The sums over the training batches of an epoch, and the points of the series that follow from them. */
final class EpochSums {

    private final Network network;
    private final boolean clamps;
    private final SilentNeurons silentNeurons;
    private BatchTotals sincePoint;
    private BatchTotals sinceEpoch;
    private long clampedSpikes;
    private long nanos;

    EpochSums(TrainingSpec spec, EngineOptions options) {
        network = options.network();
        clamps = spec.gradients().smallestSlope() > 0;
        silentNeurons = new SilentNeurons(spec, network, options.initial());
        sincePoint = emptyTotals();
        sinceEpoch = emptyTotals();
    }

    /** Empty totals for the network. */
    BatchTotals emptyTotals() {
        return new BatchTotals(network.populations().size());
    }

    void add(BatchRunner.Step step) {
        sincePoint.add(step.outcome());
        sinceEpoch.add(step.outcome());
        silentNeurons.add(step.outcome());
        clampedSpikes += step.clampedSpikes();
        nanos += step.nanos();
    }

    /** Sums over all batches of the epoch so far. */
    BatchTotals sinceEpoch() {
        return sinceEpoch;
    }

    SilentNeurons silentNeurons() {
        return silentNeurons;
    }

    /** The values of a point, since the point before. */
    Map<String, Double> point() {
        Map<String, Double> values = new TreeMap<>();
        values.put("train.runningLoss", sincePoint.loss());
        values.put("train.runningAccuracy", sincePoint.accuracy());
        sincePoint = emptyTotals();
        return values;
    }

    /**
     * Adds what is measured once an epoch, and begins the next.
     *
     * @param rate the learning rate of its last batch
     */
    void endInto(Map<String, Double> values, double rate) {
        values.put("train.learningRate", rate);
        values.put("train.samplesPerSecond", sinceEpoch.samples() * 1e9 / Math.max(1, nanos));
        for (Population population : network.populations()) {
            if (population.spiking()) {
                values.put(
                        "train.spikesPerNeuron." + population.name(),
                        sinceEpoch.spikesPerNeuron(population.index(), population.size()));
            }
        }
        silentNeurons.putInto(values);
        if (clamps) {
            values.put("train.clampedSpikes", (double) clampedSpikes);
        }
        sinceEpoch = emptyTotals();
        clampedSpikes = 0;
        nanos = 0;
    }

    /** What a checkpoint within the epoch keeps of it. */
    Checkpoint.Within state() {
        return new Checkpoint.Within(
                BatchTotals.parse(sincePoint.text()),
                BatchTotals.parse(sinceEpoch.text()),
                clampedSpikes,
                nanos,
                silentNeurons.spiked());
    }

    void restore(Checkpoint.@Nullable Within within) {
        if (within != null) {
            sincePoint = within.sincePoint();
            sinceEpoch = within.sinceEpoch();
            clampedSpikes = within.clampedSpikes();
            nanos = within.trainingNanos();
            silentNeurons.restore(within.spiked());
        }
    }
}
