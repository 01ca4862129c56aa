package dev.backspike.engine.equations;

import dev.backspike.engine.network.Connection;
import dev.backspike.engine.network.Network;
import dev.backspike.engine.network.Population;
import java.util.Arrays;

/**
 * Which spikes reach each neuron before each of its own and before it ceases to be refractory, and between which of
 * them the loss reads it. While that stays the same, the loss is a smooth function of the parameters.
 */
final class EventOrder {

    private EventOrder() {}

    static long hash(Network network, EventLog log) {
        int populations = network.populations().size();
        // What has reached all neurons of a population, and a single one: sums, since arrivals commute.
        long[] everywhere = new long[populations];
        long[][] here = new long[populations][];
        long[][] atEvents = new long[populations][];
        for (Population p : network.populations()) {
            here[p.index()] = new long[p.size()];
            atEvents[p.index()] = new long[p.size()];
        }
        for (int e = 0; e < log.events; e++) {
            int spike = log.spike[e];
            switch (log.kind(e)) {
                case EMISSION, RELEASE -> {
                    int p = log.spikePopulation[spike];
                    int n = log.spikeNeuron[spike];
                    atEvents[p][n] = mix(atEvents[p][n] + everywhere[p] + here[p][n]);
                }
                case READING -> everywhere[network.readout().index()] += mix(~(long) spike);
                case ARRIVAL -> {
                    Connection c = network.connections().get(log.connection[e]);
                    long arrival = mix(((long) c.index() << 32) + log.spikeNeuron[spike]);
                    if (log.target[e] == EventLog.ALL) {
                        everywhere[c.to().index()] += arrival;
                    } else {
                        here[c.to().index()][log.target[e]] += arrival;
                    }
                }
            }
        }
        return Arrays.hashCode(everywhere) + 31L * Arrays.deepHashCode(here) + 961L * Arrays.deepHashCode(atEvents);
    }

    /** A bijection of 64 bits: variant 13 of D. Stafford's mixers. */
    private static long mix(long z) {
        z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
        z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
        return z ^ (z >>> 31);
    }
}
