package dev.backspike.engine.plan;

import dev.backspike.engine.BatchOutcome;
import dev.backspike.engine.Share;
import dev.backspike.engine.SpikeCounts;
import dev.backspike.engine.network.Network;

/** Puts together the outcome of a share: losses in the order of its trials, spikes in any. */
public final class OutcomeCounter {

    private final Share share;
    private final double[] blockLosses;
    private final SpikeCounter spikes;
    private int trials;
    /** The index, among the share's blocks, of the block of the next trial. */
    private int block;

    private int correct;

    public OutcomeCounter(Network network, Share share) {
        this.share = share;
        blockLosses = new double[share.blocks().count()];
        spikes = new SpikeCounter(network);
    }

    /** Adds the next trial of the share. */
    public void trial(double loss, boolean isCorrect) {
        while (trials == share.begin(block + 1)) {
            block++;
        }
        blockLosses[share.block(block)] += loss;
        trials++;
        correct += isCorrect ? 1 : 0;
    }

    /** Adds the spikes that a thread has counted. */
    public void add(SpikeCounter counted) {
        spikes.add(counted);
    }

    /** Counts the spikes of all trials, where one thread has them all. */
    public SpikeCounter spikes() {
        return spikes;
    }

    public BatchOutcome outcome() {
        SpikeCounts counts = new SpikeCounts(trials, spikes.byNeuron());
        return new BatchOutcome(share.blocks(), blockLosses, correct, spikes.spikes(), counts);
    }
}
