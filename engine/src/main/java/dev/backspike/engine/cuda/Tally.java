package dev.backspike.engine.cuda;

import dev.backspike.engine.BatchOutcome;
import dev.backspike.engine.cuda.source.Layout;
import dev.backspike.engine.network.Population;
import java.util.List;

/** Adds up what a batch shows, trial by trial in their order, so that the sum does not depend on how it is cut. */
final class Tally {

    private final List<Population> populations;
    private int trials;
    private double loss;
    private int correct;
    private final long[] spikes;
    private final int[][] neuronSpikes;

    Tally(Layout layout) {
        populations = layout.network.populations();
        spikes = new long[populations.size()];
        neuronSpikes = new int[populations.size()][];
        for (Population p : populations) {
            neuronSpikes[p.index()] = new int[p.spiking() ? p.size() : 0];
        }
    }

    void trial(double itsLoss, boolean isCorrect) {
        trials++;
        loss += itsLoss;
        correct += isCorrect ? 1 : 0;
    }

    void spikes(Population population, long more) {
        spikes[population.index()] += more;
    }

    void neuronSpikes(Population population, int neuron, int more) {
        neuronSpikes[population.index()][neuron] += more;
    }

    BatchOutcome outcome() {
        return new BatchOutcome(trials, loss, correct, spikes, neuronSpikes);
    }
}
