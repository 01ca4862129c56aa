package dev.backspike.engine.collective;

import dev.backspike.engine.BatchOutcome;
import dev.backspike.engine.SpikeCounts;
import java.nio.ByteBuffer;

/**
 * The outcome of a share, as bytes. All replicas know the batch and the network, so lengths are not part of it.
 *
 * <pre>samples | correct | losses by block | spikes by population | spikes by population and neuron</pre>
 */
final class OutcomeMessage {

    private OutcomeMessage() {}

    static int length(BatchOutcome like) {
        int neurons = 0;
        for (int[] population : like.neuronSpikes()) {
            neurons += population.length;
        }
        return (2 + neurons) * Integer.BYTES
                + like.blockLosses().length * Double.BYTES
                + like.spikes().length * Long.BYTES;
    }

    static byte[] write(BatchOutcome outcome) {
        ByteBuffer out = ByteBuffer.allocate(length(outcome));
        out.putInt(outcome.samples()).putInt(outcome.correct());
        for (double loss : outcome.blockLosses()) {
            out.putDouble(loss);
        }
        for (long spikes : outcome.spikes()) {
            out.putLong(spikes);
        }
        for (int[] population : outcome.neuronSpikes()) {
            for (int spikes : population) {
                out.putInt(spikes);
            }
        }
        return out.array();
    }

    /** @param like the outcome of another share of the batch */
    static BatchOutcome read(byte[] message, BatchOutcome like) {
        ByteBuffer in = ByteBuffer.wrap(message);
        int samples = in.getInt();
        int correct = in.getInt();
        double[] losses = new double[like.blockLosses().length];
        for (int b = 0; b < losses.length; b++) {
            losses[b] = in.getDouble();
        }
        long[] spikes = new long[like.spikes().length];
        for (int p = 0; p < spikes.length; p++) {
            spikes[p] = in.getLong();
        }
        int[][] byNeuron = new int[like.neuronSpikes().length][];
        for (int p = 0; p < byNeuron.length; p++) {
            byNeuron[p] = new int[like.neuronSpikes()[p].length];
            for (int n = 0; n < byNeuron[p].length; n++) {
                byNeuron[p][n] = in.getInt();
            }
        }
        return new BatchOutcome(like.blocks(), losses, correct, spikes, new SpikeCounts(samples, byNeuron));
    }
}
