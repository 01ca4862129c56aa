package dev.backspike.engine.cpu;

import dev.backspike.engine.cpu.HostLayout.Channel;
import dev.backspike.engine.cpu.HostLayout.Source;
import java.util.Arrays;

/**
 * The spikes in transit to a channel whose synapses have individual delays: a ring of grid points, each with the
 * weights that will arrive there. One instance serves one thread.
 */
final class LateArrivals {

    private final Channel channel;
    private final Source source;
    private final IndividualDelays delays;
    private final float[] weights;
    /** {@code [slot][stride]}; grid point n is at slot n mod span. */
    private float[] ring = {};

    private int span;
    private int slot;

    LateArrivals(Channel channel, IndividualDelays delays, float[] weights) {
        this.channel = channel;
        this.source = channel.sources()[0];
        this.delays = delays;
        this.weights = weights;
    }

    void start(int steps) {
        span = Math.min(steps, delays.latest) + 1;
        slot = 0;
        if (ring.length < span * channel.stride()) {
            ring = new float[span * channel.stride()];
        }
        Arrays.fill(ring, 0, span * channel.stride(), 0);
    }

    /** Sends the spikes of grid point n on their way, and adds to the current what arrives there; n rises by one. */
    void step(int n, SpikeList list, float[] s) {
        for (int k = list.start[n]; k < list.start[n + 1]; k++) {
            send(list.neuron[k]);
        }
        int from = slot * channel.stride();
        for (int j = 0; j < channel.stride(); j++) {
            s[channel.i() + j] += ring[from + j];
        }
        Arrays.fill(ring, from, from + channel.stride(), 0);
        slot = slot + 1 == span ? 0 : slot + 1;
    }

    private void send(int neuron) {
        int columns = channel.target().size();
        int w = channel.weightBase() + (source.firstRow() + neuron) * channel.stride();
        int d = neuron * columns;
        for (int j = 0; j < columns; j++) {
            int delay = delays.grid[d + j];
            // Those of a span or more arrive after the trial.
            if (delay < span) {
                int at = slot + delay < span ? slot + delay : slot + delay - span;
                ring[at * channel.stride() + j] += weights[w + j];
            }
        }
    }
}
