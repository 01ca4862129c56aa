package dev.backspike.engine.event;

import dev.backspike.engine.RateRegularisation;
import dev.backspike.engine.network.Connection;
import dev.backspike.engine.network.Population;
import org.jspecify.annotations.Nullable;

/**
 * Phase 2: runs the adjoint equations of one trial backwards over its tape and stores, for each spike, lambda_I of the
 * neurons that it reached, at its arrival. One instance per thread.
 */
final class Adjoint {

    private final Wiring wiring;
    /** {@code [population]}, none for the input. */
    private final Lambdas[] lambdas;

    private final int input;
    private final int readout;

    private final boolean delays;
    private final @Nullable VoltageJumps voltageJumps;
    private final RateRegularisation regularisation;
    /** I - V counts as no less; without a clamp below all. */
    private final double smallestSlope;

    /** @param smallestSlope 0 for no clamp */
    Adjoint(Wiring wiring, RateRegularisation regularisation, double smallestSlope) {
        this.wiring = wiring;
        delays = wiring.hasDelays();
        input = wiring.network.input().index();
        readout = wiring.network.readout().index();
        lambdas = new Lambdas[wiring.network.populations().size()];
        for (Population p : wiring.network.populations()) {
            if (p.index() != input) {
                lambdas[p.index()] = Lambdas.of(wiring, p);
            }
        }
        voltageJumps = VoltageJumps.has(wiring.plan.entry()) ? new VoltageJumps(wiring, lambdas[readout]) : null;
        this.regularisation = regularisation;
        this.smallestSlope = smallestSlope > 0 ? smallestSlope : Double.NEGATIVE_INFINITY;
    }

    void run(Tape tape) {
        boolean driven = isDriven(tape);
        boolean throughout = driven || voltageJumps != null || regularisation.acts();
        tape.traced = throughout ? tape.count : lastRead(tape) + 1;
        tape.clamped = 0;
        if (voltageJumps != null) {
            voltageJumps.start(tape);
        }
        for (int p = 0; p < lambdas.length; p++) {
            if (p != input) {
                lambdas[p].start(tape, driven && p == readout ? tape.drive : null);
            }
        }
        placeTraces(tape);
        for (int event = throughout ? tape.logged - 1 : lastTraced(tape); event >= 0; event--) {
            int s = tape.loggedSpike[event];
            if (tape.loggedArrival[event] == Tape.EMITTED) {
                emission(tape, s);
            } else {
                tape.later[s] += arrival(tape, s, tape.loggedArrival[event]);
            }
        }
    }

    /** The last emission of a spike that has a trace: when nothing drives lambda, it is zero after it; -1 if none. */
    private static int lastTraced(Tape tape) {
        int event = tape.logged - 1;
        while (event >= 0 && (tape.loggedArrival[event] != Tape.EMITTED || tape.loggedSpike[event] >= tape.traced)) {
            event--;
        }
        return event;
    }

    private void placeTraces(Tape tape) {
        int start = 0;
        for (int s = tape.traced - 1; s >= 0; s--) {
            tape.traceStart[s] = start;
            int length = wiring.traceLength[wiring.populationOf[tape.source[s]]];
            tape.reserveTrace(start, length);
            start += length;
        }
        if (delays) {
            // What arrives at or after T, or after the last spike that matters, leaves no trace.
            tape.clearTraces(start);
        }
    }

    private void emission(Tape tape, int s) {
        int source = tape.source[s];
        int p = wiring.populationOf[source];
        int neuron = source - wiring.firstNeuron[p];
        double later = delays ? tape.later[s] : 0;
        for (Connection c : wiring.immediate[p]) {
            comeTo(c, tape.time[s]);
            later += lambdas[c.to().index()].arrive(tape.time[s], c, neuron, tape.trace, tape.traceStart[s]);
        }
        if (p != input) {
            if (p == readout && tape.readSpike[neuron] == s) {
                later += tape.spikeTimeGradient[neuron];
            }
            double rise = tape.rise[s];
            if (rise < smallestSlope) {
                rise = smallestSlope;
                tape.clamped++;
            }
            double[] pushes = regularisation.pushes(p);
            lambdas[p].jump(neuron, tape, s, later, rise, pushes.length == 0 ? 0 : pushes[neuron]);
        }
    }

    /** Does what the loss does to the target of a connection before something arrives at {@code t}. */
    private void comeTo(Connection c, double t) {
        if (voltageJumps != null && c.to().index() == readout) {
            voltageJumps.until(t);
        }
    }

    /** @return sum_j w_j (lambda_V - lambda_I)_j over the targets that the spike reaches */
    private double arrival(Tape tape, int s, int arrival) {
        Connection c = wiring.connection(arrival);
        int target = wiring.target(arrival);
        int source = tape.source[s];
        int neuron = source - wiring.firstNeuron[wiring.populationOf[source]];
        if (target == Arrivals.ALL) {
            double t = tape.time[s] + c.delay().value();
            comeTo(c, t);
            return lambdas[c.to().index()].arrive(t, c, neuron, tape.trace, tape.traceStart[s]);
        }
        double t = tape.time[s] + wiring.delay(c, neuron * c.to().size() + target);
        comeTo(c, t);
        // Individual delays are why these neurons have clocks of their own.
        return ((PerNeuronClockLambdas) lambdas[c.to().index()])
                .arrive(t, c, neuron, target, tape.trace, tape.traceStart[s]);
    }

    private static boolean isDriven(Tape tape) {
        for (double d : tape.drive) {
            if (d != 0) {
                return true;
            }
        }
        return false;
    }

    /** The last spike on which the loss depends; after it all adjoint variables are zero. */
    private static int lastRead(Tape tape) {
        int last = -1;
        for (int k = 0; k < tape.readSpike.length; k++) {
            if (tape.spikeTimeGradient[k] != 0) {
                last = Math.max(last, tape.readSpike[k]);
            }
        }
        return last;
    }
}
