package dev.backspike.engine.event;

import dev.backspike.engine.network.Connection;
import dev.backspike.engine.network.Population;
import java.util.Arrays;

/**
 * Which spikes reach each neuron before each of its own, whether they find it refractory, and between which of them a
 * loss reads voltages. While that stays the same, the loss is a smooth function of the parameters.
 */
final class EventOrder {

    private final Wiring wiring;
    /** {@code [population]}: sum over the spikes that have reached all of its neurons. */
    private final long[] everywhere;
    /** {@code [neuron]}: sum over the others that have reached it. */
    private final long[] here;
    /** {@code [neuron]}: hash of what had reached it at each of its spikes. */
    private final long[] own;
    /** {@code [neuron]}: until when it is refractory, ms. */
    private final double[] released;

    private EventOrder(Wiring wiring) {
        this.wiring = wiring;
        everywhere = new long[wiring.outgoing.length];
        here = new long[wiring.neurons];
        own = new long[wiring.neurons];
        released = new double[wiring.neurons];
    }

    static long hash(Wiring wiring, Tape tape) {
        EventOrder order = new EventOrder(wiring);
        for (int e = 0; e < tape.logged; e++) {
            int s = tape.loggedSpike[e];
            if (tape.loggedArrival[e] == Tape.EMITTED) {
                order.emit(tape.source[s], tape.time[s]);
            } else {
                order.arrive(tape.source[s], tape.time[s], tape.loggedArrival[e]);
            }
        }
        return Arrays.hashCode(order.everywhere)
                + 31L * Arrays.hashCode(order.here)
                + 961L * Arrays.hashCode(order.own)
                + 29791L * tape.readingOrder;
    }

    private void emit(int source, double t) {
        int p = wiring.populationOf[source];
        own[source] = mix(own[source] + everywhere[p] + here[source]);
        released[source] = t + Wiring.refractory(wiring.network.populations().get(p));
        for (Connection c : wiring.immediate[p]) {
            reachAll(c, source, t);
        }
    }

    private void arrive(int source, double emission, int arrival) {
        Connection c = wiring.connection(arrival);
        int target = wiring.target(arrival);
        if (target == Arrivals.ALL) {
            reachAll(c, source, emission + c.delay().value());
        } else {
            int synapse = (source - wiring.firstNeuron[c.from().index()]) * c.to().size() + target;
            reach(c, source, target, emission + wiring.delay(c, synapse));
        }
    }

    private void reachAll(Connection c, int source, double t) {
        Population to = c.to();
        if (Wiring.refractory(to) > 0) {
            for (int n = 0; n < to.size(); n++) {
                reach(c, source, n, t);
            }
        } else {
            everywhere[to.index()] += code(c, source);
        }
    }

    private void reach(Connection c, int source, int n, double t) {
        int target = wiring.firstNeuron[c.to().index()] + n;
        long code = code(c, source);
        here[target] += t < released[target] ? mix(code) : code;
    }

    private long code(Connection c, int source) {
        return mix((long) wiring.neurons * c.index() + source);
    }

    /** A bijection that scatters: the finaliser of SplitMix64. */
    private static long mix(long x) {
        long z = x + 0x9e3779b97f4a7c15L;
        z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
        z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
        return z ^ (z >>> 31);
    }
}
